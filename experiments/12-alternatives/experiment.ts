/**
 * The deck's three techniques and the published alternatives to LoRA, measured: gradient checkpointing on one batch, and
 * every other arm pre-trained on the same text for the same number of steps as full training.
 */
import { full, galore, lora, lowRank, mixtureOfExperts, reLora, warmStart } from "../lib/charts/looks.ts";
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { meanRangeIfAny } from "../lib/stats/intervals.ts";
import { zip } from "../lib/tables.ts";
import { defineTrial, optional } from "../lib/trial.ts";
import {
  type AlternativeArm,
  type alternativeRun,
  alternativeSettings,
  type ComparedArms,
  comparison,
  comparisonRuns,
} from "../lib/trials/alternatives.ts";
import type { coreTraining } from "../lib/trials/core.ts";
import { attentionStepFlops, workOf } from "./work.ts";

/** Gradients and held activations with and without checkpoints. */
const checkpointing = defineTrial<typeof import("./checkpointing.run.ts")>({
  kind: "checkpointing",
  module: new URL("./checkpointing.run.ts", import.meta.url),
  estimatedSeconds: ({ depths }) => 1 + 0.05 * depths.reduce((sum, depth) => sum + depth, 0),
});

/** Times with and without checkpoints; exclusive. */
const checkpointingTime = defineTrial<typeof import("./checkpointing-time.run.ts")>({
  kind: "checkpointing-time",
  module: new URL("./checkpointing-time.run.ts", import.meta.url),
  exclusive: true,
  estimatedSeconds: ({ repetitions, warmup, model }) => 1 + 0.02 * model.nLayers * (repetitions + warmup),
});

/** float32 */
const BYTES = 4;

const common = {
  settings: alternativeSettings,
  /** Numbers of blocks at which activations are counted; the model's own is among them. */
  depths: [2, 4, 8],
  timing: { repetitions: 20, warmup: 5 },
};

interface NamedArm {
  readonly name: string;
  readonly label: string;
  readonly arm: AlternativeArm;
}

type Run = ResultOf<typeof alternativeRun>;
type Depths = ResultOf<typeof checkpointing>["depths"];

/** Every arm under the name by which charts know it, and a short one for crowded figures; full training first. */
function namedArms(config: ComparedArms): readonly NamedArm[] {
  type Kind = "lora" | "lowRank" | "galore" | "relora" | "warmStart";
  const ofRanks = (kind: Kind, label: string, chartArm: (rank: number) => { readonly name: string }) =>
    config[kind].map(
      (rank): NamedArm => ({ name: chartArm(rank).name, label: `${label} ${rank}`, arm: { kind, rank } }),
    );
  return [
    { name: full.name, label: full.name, arm: { kind: "full" } },
    ...config.windows.map((positions) => ({
      name: `window of ${positions}`,
      label: `w = ${positions}`,
      arm: { kind: "window" as const, positions },
    })),
    {
      name: mixtureOfExperts(config.experts).name,
      label: "MoE",
      arm: { kind: "experts", experts: config.experts },
    },
    ...ofRanks("galore", "GaLore", galore),
    ...ofRanks("warmStart", "warm", warmStart),
    ...ofRanks("relora", "ReLoRA", reLora),
    ...ofRanks("lora", "LoRA", lora),
    ...ofRanks("lowRank", "BA", lowRank),
  ];
}

const lossesOf = (runs: readonly Run[]) => runs.map(({ finalLoss }) => finalLoss);

type ArmRuns = NamedArm & { readonly runs: readonly Run[] };

/** One row an arm: its loss and its costs. */
function armRows(
  ofArms: readonly ArmRuns[],
  { training, steps }: { readonly training: typeof coreTraining; readonly steps: number },
) {
  return ofArms.map(({ name, label, arm, runs }) => {
    const model = { ...training.model, vocabSize: runs[0]?.vocabSize ?? Number.NaN };
    const work = workOf(arm, model, training.batchSize, steps);
    const loss = meanRangeIfAny(lossesOf(runs));
    return {
      arm: name,
      label,
      loss: loss.mean,
      low: loss.low,
      high: loss.high,
      megaFlopsPerStep: work.flopsPerStep / 1e6,
      stateMegabytes: (BYTES * work.stateElements) / 1e6,
      weights: work.weights,
    };
  });
}

/** Loss of every other arm minus that of full training on the same seeds. */
function gapRows([whole, ...others]: readonly ArmRuns[]) {
  return others.map(({ name, runs }) => {
    const gaps = pairedDifferences(lossesOf(runs), lossesOf(whole?.runs ?? []));
    const { mean: gap, low, high } = meanRangeIfAny(gaps);
    return { arm: name, gap, low: low ?? gap, high: high ?? gap };
  });
}

/** Loss against the work of attention; the whole context, which is full training, last. */
function windowRows(ofArms: readonly ArmRuns[], { model, batchSize }: typeof coreTraining) {
  const whole = ofArms.slice(0, 1).map((ofArm) => ({ ...ofArm, positions: model.contextLength }));
  const windows = ofArms.flatMap((ofArm) =>
    ofArm.arm.kind === "window" ? [{ ...ofArm, positions: ofArm.arm.positions }] : [],
  );
  return [...windows, ...whole].map(({ positions, runs }) => {
    const vocabSize = runs[0]?.vocabSize ?? Number.NaN;
    const flops = attentionStepFlops({ ...model, vocabSize, attentionWindow: positions }, batchSize);
    const { mean: loss, low, high } = meanRangeIfAny(lossesOf(runs));
    return { arm: "window", positions, label: `w = ${positions}`, loss, low, high, megaFlops: flops / 1e6 };
  });
}

function activationRows(depths: Depths) {
  return depths.flatMap(({ layers, plainBytes, checkpointedBytes }) => [
    { arm: "plain", layers, megabytes: plainBytes / 1e6 },
    { arm: "checkpoints", layers, megabytes: checkpointedBytes / 1e6 },
  ]);
}

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      ...comparison.quick,
      depths: [2],
      timing: { repetitions: 3, warmup: 1 },
    },
    default: { ...common, ...comparison.default },
    paper: { ...common, ...comparison.paper, depths: [4, 8, 16] },
  },
  trials: ({ depths, timing, ...compared }) => {
    const { model, batchSize, validationWindows } = compared.training;
    const [seed = 100] = compared.seeds;
    const batch = { model, batchSize, validationWindows, seed };
    return {
      arms: namedArms(compared.arms).map(({ arm }) => comparisonRuns(arm, compared)),
      checkpointing: checkpointing({ ...batch, depths }),
      times: optional(checkpointingTime({ ...batch, ...timing })),
    };
  },
  tables: (results, { training, arms: ofProfile, steps, seeds }) => {
    const ofArms = namedArms(ofProfile).map((named, index) => ({
      ...named,
      runs: results.arms[index] ?? [],
    }));
    return {
      arms: armRows(ofArms, { training, steps }),
      gaps: gapRows(ofArms),
      runs: ofArms.flatMap(({ name, runs }) =>
        runs.map(({ finalLoss, dropped }, index) => ({
          arm: name,
          seed: seeds[index] ?? Number.NaN,
          finalLoss,
          dropped: dropped ?? null,
        })),
      ),
      windows: windowRows(ofArms, training),
      activations: activationRows(results.checkpointing.depths),
      checkpoints: results.checkpointing.depths.map((row) => ({
        ...row,
        saved: 1 - row.checkpointedBytes / row.plainBytes,
      })),
      times: zip(results.times?.plain ?? [], results.times?.checkpointed ?? []).map(
        ([plain, checkpointed], index) => ({ repetition: index + 1, plain, checkpointed }),
      ),
    };
  },
});
