/**
 * The deck's three techniques and the published alternatives to LoRA, measured: gradient checkpointing on one batch, and
 * every other arm pre-trained on the same text for the same number of steps as full training.
 */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { meanRangeIfAny } from "../lib/stats/intervals.ts";
import { zip } from "../lib/tables.ts";
import { defineTrial, optional } from "../lib/trial.ts";
import {
  type alternativeRun,
  alternativeSettings,
  comparedArms,
  comparison,
  comparisonRuns,
} from "../lib/trials/alternatives.ts";
import type { Arm, Training } from "../lib/trials/arms.ts";
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

type Run = ResultOf<typeof alternativeRun>;
type Depths = ResultOf<typeof checkpointing>["depths"];

/** A short name for crowded figures. */
function labelOf({ name, trains }: Arm<Training>): string {
  switch (trains.kind) {
    case "full":
      return name;
    case "window":
      return `w = ${trains.positions}`;
    case "experts":
      return "MoE";
    case "galore":
      return `GaLore ${trains.rank}`;
    case "warmStart":
      return `warm ${trains.rank}`;
    case "relora":
      return `ReLoRA ${trains.rank}`;
    case "lora":
      return `LoRA ${trains.rank}`;
    case "lowRank":
      return `BA ${trains.rank}`;
  }
}

const lossesOf = (runs: readonly Run[]) => runs.map(({ finalLoss }) => finalLoss);

interface ArmRuns {
  readonly arm: Arm<Training>;
  readonly runs: readonly Run[];
}

/** One row an arm: its loss and its costs. */
function armRows(
  ofArms: readonly ArmRuns[],
  { training, steps }: { readonly training: typeof coreTraining; readonly steps: number },
) {
  return ofArms.map(({ arm, runs }) => {
    const model = { ...training.model, vocabSize: runs[0]?.vocabSize ?? Number.NaN };
    const work = workOf(arm.trains, model, training.batchSize, steps);
    const loss = meanRangeIfAny(lossesOf(runs));
    return {
      arm: arm.name,
      label: labelOf(arm),
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
function gapRows([full, ...others]: readonly ArmRuns[]) {
  return others.map(({ arm, runs }) => {
    const gaps = pairedDifferences(lossesOf(runs), lossesOf(full?.runs ?? []));
    const { mean: gap, low, high } = meanRangeIfAny(gaps);
    return { arm: arm.name, gap, low: low ?? gap, high: high ?? gap };
  });
}

/** Loss against the work of attention; the whole context, which is full training, last. */
function windowRows(ofArms: readonly ArmRuns[], { model, batchSize }: typeof coreTraining) {
  const whole = ofArms.slice(0, 1).map((ofArm) => ({ ...ofArm, positions: model.contextLength }));
  const windows = ofArms.flatMap(({ arm: { trains }, runs }) =>
    trains.kind === "window" ? [{ runs, positions: trains.positions }] : [],
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
      arms: comparedArms(compared.arms).map((arm) => comparisonRuns(arm, compared)),
      checkpointing: checkpointing({ ...batch, depths }),
      times: optional(checkpointingTime({ ...batch, ...timing })),
    };
  },
  tables: (results, { training, arms: ofProfile, steps, seeds }) => {
    const ofArms = comparedArms(ofProfile).map((arm, index) => ({ arm, runs: results.arms[index] ?? [] }));
    return {
      arms: armRows(ofArms, { training, steps }),
      gaps: gapRows(ofArms),
      runs: ofArms.flatMap(({ arm, runs }) =>
        runs.map(({ finalLoss, dropped }, index) => ({
          arm: arm.name,
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
