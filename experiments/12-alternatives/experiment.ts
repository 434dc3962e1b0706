/**
 * The deck's three techniques and published alternatives to LoRA, measured. Gradient checkpointing on one batch;
 * windowed attention and a mixture of experts compared with full training in a narrow model; and direct alternatives
 * to LoRA compared with full training of the core model.
 */

import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { armDifferences } from "../kit/stats/describe.ts";
import { meanAs, meanAsIfAny } from "../kit/stats/intervals.ts";
import { column, rowsOver, runRows, zip } from "../kit/tables.ts";
import { defineTrial, optional } from "../kit/trial.ts";
import { type Arm, fullArm, type Training } from "../lab/arms.ts";
import type { ModelConfig } from "../lab/nn/config.ts";
import { megabytes } from "../lab/nn/costs.ts";
import { modelOf, modelOfWidth } from "../lab/setup.ts";
import {
  type alternativeRun,
  alternativeSettings,
  comparedArms,
  comparison,
  comparisonRuns,
  techniqueArms,
  techniqueRuns,
} from "../lab/trials/alternatives.ts";
import { workOf } from "./work.ts";

/** Gradients and kept activations with and without checkpoints. */
const checkpointing = defineTrial<typeof import("./checkpointing.run.ts")>({
  kind: "checkpointing",
  module: new URL("./checkpointing.run.ts", import.meta.url),
  data: ["addresses"],
  estimatedSeconds: ({ depths }) => 1 + 0.05 * depths.reduce((sum, depth) => sum + depth, 0),
  describe: ({ seed }) => ({ seed, minor: ["seed", "evaluationWindows", "finalWindows"] }),
});

/** Times with and without checkpoints; runs alone. */
const checkpointingTime = defineTrial<typeof import("./checkpointing-time.run.ts")>({
  kind: "checkpointing-time",
  module: new URL("./checkpointing-time.run.ts", import.meta.url),
  data: ["addresses"],
  exclusive: true,
  estimatedSeconds: ({ repetitions, warmup, model }) => 1 + 0.02 * model.nLayers * (repetitions + warmup),
  describe: ({ seed }) => ({ seed, minor: ["seed", "evaluationWindows", "finalWindows"] }),
});

const common = {
  settings: alternativeSettings,
  /** Numbers of blocks at which activations are counted, including the model's own. */
  depths: [2, 4, 8],
  timing: { repetitions: 20, warmup: 5 },
  /** Gradients with a larger difference count as different. */
  largestDifference: 1e-5,
};

/** Short names for crowded figures, to which the rank is added. */
const labels: Readonly<Record<Training["kind"], string>> = {
  full: "full",
  window: "window",
  experts: "MoE",
  galore: "GaLore",
  apollo: "APOLLO",
  warmStart: "warm",
  relora: "ReLoRA",
  lora: "LoRA",
  lowRank: "BA",
};

const labelOf = (trains: Training): string =>
  "rank" in trains ? `${labels[trains.kind]} ${trains.rank}` : labels[trains.kind];

/** A run's final loss, and the share of tokens that a mixture's experts drop. */
const endOf = ({ finalLoss, dropped }: ResultOf<typeof alternativeRun>) => ({
  finalLoss,
  dropped: dropped ?? null,
});

type RunRows = readonly ({ readonly arm: string } & ReturnType<typeof endOf>)[];

/** The runs of one comparison: its model, length and sequences per step determine the costs. */
interface Compared {
  readonly runs: RunRows;
  readonly model: ModelConfig;
  readonly steps: number;
  readonly batchSize: number;
}

/** An arm's loss and its costs. */
function armRow({ name: arm, trains }: Arm<Training>, { runs, model, steps, batchSize }: Compared) {
  const work = workOf(trains, model, batchSize, steps);
  return {
    arm,
    label: labelOf(trains),
    ...meanAsIfAny("loss", column(runs, "finalLoss", { arm })),
    megaFlopsPerStep: work.flopsPerStep / 1e6,
    stateMegabytes: megabytes(work.stateElements),
    weights: work.weights,
  };
}

/** Each arm except full training, by its difference from that. */
const gapRows = (arms: readonly Arm<Training>[], runs: RunRows) =>
  rowsOver({ arm: column(arms.slice(1), "name") }, ({ arm }) =>
    meanAs("gap", armDifferences(runs, "finalLoss", { arm, over: fullArm.name })),
  );

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...comparison.quick, depths: [2], timing: { repetitions: 3, warmup: 1 } },
    default: { ...common, ...comparison.default },
    paper: { ...common, ...comparison.paper, depths: [4, 8, 16] },
  },
  trials: ({ depths, timing, ...compared }) => {
    const [seed = 0] = compared.seeds;
    const batch = { ...compared.training, seed };
    return {
      arms: comparedArms(compared.ranks).map((arm) => comparisonRuns(arm, compared)),
      techniques: techniqueArms(compared.techniques).map((arm) => techniqueRuns(arm, compared)),
      checkpointing: checkpointing({ ...batch, depths }),
      times: optional(checkpointingTime({ ...batch, ...timing })),
    };
  },
  tables: ({ arms: byArm, techniques: byTechnique, checkpointing: { depths }, times }, config) => {
    const { training, lengths, seeds, techniques } = config;
    const arms = comparedArms(config.ranks);
    const runs = zip(arms, byArm).flatMap(([{ name }, ofArm]) => runRows(name, seeds, ofArm, endOf));
    const model = modelOf(training, byArm[0] ?? []);
    const narrowArms = techniqueArms(techniques);
    const techniqueRows = zip(narrowArms, byTechnique).flatMap(([{ name }, ofArm]) =>
      runRows(name, techniques.seeds, ofArm, endOf),
    );
    const narrow = modelOf({ model: modelOfWidth(techniques.width) }, byTechnique[0] ?? []);
    const { batchSize } = training;
    return {
      arms: arms.map((arm) => armRow(arm, { runs, model, steps: lengths.short, batchSize })),
      gaps: gapRows(arms, runs),
      runs,
      techniques: narrowArms.map((arm) =>
        armRow(arm, { runs: techniqueRows, model: narrow, steps: lengths.middle, batchSize }),
      ),
      techniqueGaps: gapRows(narrowArms, techniqueRows),
      techniqueRuns: techniqueRows,
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
