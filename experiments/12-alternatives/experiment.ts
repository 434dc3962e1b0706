/**
 * The deck's techniques and published alternatives to LoRA: a mixture of experts against a dense model of equal active
 * FLOPs, LoRA after a part of full training or with restarts, and gradient checkpointing on one batch.
 */

import { defineExperiment } from "../kit/experiment.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowsWith, zip } from "../kit/tables.ts";
import { defineTrial, optional } from "../kit/trial.ts";
import { fullArm } from "../lab/arms.ts";
import {
  costedRow,
  costedRuns,
  recordedArms,
  recordedCostedRuns,
  recordedRows,
  trainedArms,
} from "../lab/costs/costed-arms.ts";
import { closedGaps, lossAfter } from "../lab/losses.ts";
import { modelOfWidth, narrowWidth, reportSeeds } from "../lab/setup.ts";
import { alternativeSettings, experts } from "../lab/trials/alternatives.ts";
import { languageRuns, trainingPlans } from "../lab/trials/language-runs.ts";
import { allRecorded } from "../lab/trials/recorded-runs.ts";

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
  measuresTime: true,
  estimatedSeconds: ({ repetitions, warmup, model }) => 1 + 0.02 * model.nLayers * (repetitions + warmup),
  describe: ({ seed }) => ({ seed, minor: ["seed", "evaluationWindows", "finalWindows"] }),
});

/** The mixture and its dense model, of equal active FLOPs; the core model in full and with LoRA. */
const { narrow, experts: mixture, full, lora4 } = trainedArms;
const trained = [narrow, mixture, full, lora4];

const { warmStart, reLora, widths, galore16, galore32, apollo, factors } = recordedArms;
/** Those of claims first. */
const recorded = [warmStart, reLora, ...widths, galore16, galore32, apollo, factors];

const common = {
  rank: 4,
  experts,
  narrow: modelOfWidth(narrowWidth),
  seeds: reportSeeds(4),
  settings: alternativeSettings,
  /** Numbers of blocks at which activations are counted, including the model's own. */
  depths: [2, 4, 8],
  timing: { repetitions: 20, warmup: 5 },
  /** Gradients with a larger difference count as different. */
  largestDifference: 1e-5,
};

interface Ends {
  readonly finalLoss: number;
}

/** LoRA and full training of each seed, between which an alternative ends. */
interface Sides {
  readonly seeds: readonly number[];
  readonly lora: readonly number[];
  readonly full: readonly number[];
}

/** The share of the gap of LoRA that an alternative closes, one row per seed. */
const closedRows = (arm: string, losses: readonly number[], { seeds, lora, full: inFull }: Sides) =>
  zip(seeds, closedGaps({ frozen: lora, lora: losses, full: inFull })).map(([seed, share]) => ({
    arm,
    seed,
    share,
  }));

/** The row of half the steps in full alone. */
export const HALF_IN_FULL = "half the steps in full";

/** What LoRA after it has to be better than: full training of as many steps as a warm start has, by interpolation. */
function halfInFull(
  middle: readonly Ends[],
  long: readonly Ends[],
  { middle: few, long: many }: Readonly<Record<"middle" | "long", number>>,
): number[] {
  return zip(middle, long).map(([shorter, longer]) =>
    lossAfter(
      [
        { steps: few, loss: shorter.finalLoss },
        { steps: many, loss: longer.finalLoss },
      ],
      alternativeSettings.warmStart.fullShare * many,
    ),
  );
}

/** A forward and a backward pass do three times the FLOPs of a forward pass, and checkpoints at most one forward pass more. */
const CHECKPOINTED_FLOPS = 4 / 3;

interface Times {
  readonly plain: readonly number[];
  readonly checkpointed: readonly number[];
}

/** Time with checkpoints over plain time: measured in turn, and by FLOPs. */
function timeRows({ plain, checkpointed }: Times) {
  const ratios = zip(plain, checkpointed).map(([without, withThem]) => withThem / without);
  const byFlops = {
    arm: "by FLOPs",
    ratio: CHECKPOINTED_FLOPS,
    low: CHECKPOINTED_FLOPS,
    high: CHECKPOINTED_FLOPS,
  };
  return ratios.length === 0 ? [byFlops] : [{ arm: "by time", ...meanAs("ratio", ratios) }, byFlops];
}

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      ...trainingPlans.quick,
      seeds: reportSeeds(1),
      depths: [2],
      timing: { repetitions: 3, warmup: 1 },
    },
    default: { ...common, ...trainingPlans.default },
    long: { ...common, ...trainingPlans.long },
  },
  trials: (config) => {
    const { depths, timing, seeds, training } = config;
    const batch = { ...training, seed: seeds[0] ?? 0 };
    return {
      trained: costedRuns(trained, seeds.length, config),
      middle: languageRuns(fullArm, { length: "middle", seeds }, config),
      recorded: recordedCostedRuns(recorded, seeds.length, config),
      checkpointing: checkpointing({ ...batch, depths }),
      times: optional(checkpointingTime({ ...batch, ...timing })),
    };
  },
  tables: (results, config) => {
    const { seeds, lengths } = config;
    const runs = zip(trained, results.trained).flatMap(([{ arm }, ofArm]) =>
      zip(seeds, ofArm).map(([seed, { finalLoss, dropped }]) => ({
        arm: arm.name,
        seed,
        finalLoss,
        dropped: dropped ?? null,
      })),
    );
    const lossesOf = ({ arm }: typeof full) => column(runs, "finalLoss", { arm: arm.name });
    const sides = { seeds, lora: lossesOf(lora4), full: lossesOf(full) };
    const [, , inFull = []] = results.trained;
    const closed = [
      ...closedRows(HALF_IN_FULL, halfInFull(results.middle, inFull, lengths), sides),
      ...[warmStart, reLora].flatMap(({ arm, seeds: count }, index) => {
        const ofArm = allRecorded(results.recorded[index] ?? [], count);
        return ofArm === undefined ? [] : closedRows(arm.name, column(ofArm, "finalLoss"), sides);
      }),
    ];
    const { depths } = results.checkpointing;
    const times: Times = results.times ?? { plain: [], checkpointed: [] };
    return {
      arms: [
        ...zip(trained, results.trained).map(([costs, ofArm]) => costedRow(costs, ofArm, config)),
        ...recordedRows(recorded, results.recorded, config),
      ],
      runs,
      vocabulary: [{ size: inFull[0]?.vocabSize ?? Number.NaN }],
      closed,
      shares: [...new Set(column(closed, "arm"))].map((arm) => ({
        arm,
        recorded: arm !== HALF_IN_FULL,
        ...meanAs("share", column(rowsWith(closed, { arm }), "share")),
      })),
      activations: depths.flatMap(({ layers, plainBytes, checkpointedBytes }) => [
        { arm: "plain", layers, megabytes: plainBytes / 1e6 },
        { arm: "checkpoints", layers, megabytes: checkpointedBytes / 1e6 },
      ]),
      checkpoints: depths.map((row) => ({ ...row, saved: 1 - row.checkpointedBytes / row.plainBytes })),
      timeRatios: timeRows(times),
      times: zip(times.plain, times.checkpointed).map(([plain, checkpointed], index) => ({
        repetition: index + 1,
        plain,
        checkpointed,
      })),
    };
  },
});
