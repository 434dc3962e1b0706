/**
 * The deck's three techniques and the published alternatives to LoRA, measured: gradient checkpointing on one batch, and
 * every other arm pre-trained on the same text for the same number of steps as full training.
 */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import type { ModelConfig } from "../lib/nn/config.ts";
import { megabytes } from "../lib/nn/costs.ts";
import { armDifferences } from "../lib/stats/comparisons.ts";
import { meanAs, meanAsIfAny } from "../lib/stats/intervals.ts";
import { column, rowsOver, runRows, zip } from "../lib/tables.ts";
import { defineTrial, optional } from "../lib/trial.ts";
import {
  type alternativeRun,
  alternativeSettings,
  type Comparison,
  comparedArms,
  comparison,
  comparisonRuns,
} from "../lib/trials/alternatives.ts";
import { type Arm, fullArm, type Training, windowArm } from "../lib/trials/arms.ts";
import { modelOf } from "../lib/trials/core.ts";
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

const common = {
  settings: alternativeSettings,
  /** Numbers of blocks at which activations are counted; the model's own is among them. */
  depths: [2, 4, 8],
  timing: { repetitions: 20, warmup: 5 },
};

/** Short names for crowded figures, before the rank or the number of positions. */
const labels: Readonly<Record<Training["kind"], string>> = {
  full: "full",
  window: "w =",
  experts: "MoE",
  galore: "GaLore",
  warmStart: "warm",
  relora: "ReLoRA",
  lora: "LoRA",
  lowRank: "BA",
};

function labelOf(trains: Training): string {
  const label = labels[trains.kind];
  if ("rank" in trains) return `${label} ${trains.rank}`;
  return "positions" in trains ? `${label} ${trains.positions}` : label;
}

/** Where a run ends, and the share of the tokens that a mixture's experts drop. */
const endOf = ({ finalLoss, dropped }: ResultOf<typeof alternativeRun>) => ({
  finalLoss,
  dropped: dropped ?? null,
});

type RunRows = readonly ({ readonly arm: string } & ReturnType<typeof endOf>)[];

const meanLoss = (runs: RunRows, { name: arm }: Arm<Training>) =>
  meanAsIfAny("loss", column(runs, "finalLoss", { arm }));

/** An arm's loss and its costs. */
function armRow(arm: Arm<Training>, runs: RunRows, model: ModelConfig, { training, steps }: Comparison) {
  const work = workOf(arm.trains, model, training.batchSize, steps);
  return {
    arm: arm.name,
    label: labelOf(arm.trains),
    ...meanLoss(runs, arm),
    megaFlopsPerStep: work.flopsPerStep / 1e6,
    stateMegabytes: megabytes(work.stateElements),
    weights: work.weights,
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...comparison.quick, depths: [2], timing: { repetitions: 3, warmup: 1 } },
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
  tables: ({ arms: byArm, checkpointing: { depths }, times }, config) => {
    const { training, seeds } = config;
    const arms = comparedArms(config.arms);
    const runs = zip(arms, byArm).flatMap(([{ name }, ofArm]) => runRows(name, seeds, ofArm, endOf));
    const model = modelOf(training, byArm[0] ?? []);
    /** Loss against the work of attention over so many positions. */
    const windowRow = (positions: number, arm: Arm<Training>) => ({
      arm: "window",
      positions,
      label: `w = ${positions}`,
      ...meanLoss(runs, arm),
      megaFlops: attentionStepFlops({ ...model, attentionWindow: positions }, training.batchSize) / 1e6,
    });
    return {
      arms: arms.map((arm) => armRow(arm, runs, model, config)),
      gaps: rowsOver({ arm: column(arms.slice(1), "name") }, ({ arm }) =>
        meanAs("gap", armDifferences(runs, "finalLoss", { arm, over: fullArm.name })),
      ),
      runs,
      // The whole context, which is full training, stands last.
      windows: [
        ...config.arms.windows.map((positions) => windowRow(positions, windowArm(positions))),
        windowRow(model.contextLength, fullArm),
      ],
      activations: depths.flatMap(({ layers, plainBytes, checkpointedBytes }) => [
        { arm: "plain", layers, megabytes: plainBytes / 1e6 },
        { arm: "checkpoints", layers, megabytes: checkpointedBytes / 1e6 },
      ]),
      checkpoints: depths.map((row) => ({ ...row, saved: 1 - row.checkpointedBytes / row.plainBytes })),
      times: zip(times?.plain ?? [], times?.checkpointed ?? []).map(([plain, checkpointed], index) => ({
        repetition: index + 1,
        plain,
        checkpointed,
      })),
    };
  },
});
