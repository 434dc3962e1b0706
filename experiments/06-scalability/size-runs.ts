/**
 * The core model at other widths (same depth, context and text; heads of one size; feed-forward four times as wide),
 * and times of its steps.
 */
import { lora } from "../lib/charts/looks.ts";
import type { BodyTraining } from "../lib/nn/config.ts";
import { defineTrial } from "../lib/trial.ts";
import { type Arm, frozenArm, fullArm, loraArm, type TunedArm } from "../lib/trials/arms.ts";
import { coreTraining, tunedLearningRate } from "../lib/trials/core.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { pretrain } from "../lib/trials/pretrain.ts";
import { ratesOf } from "../lib/trials/tuned.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

const { model: coreModel } = coreTraining;

/** Width of a head in the core model. */
const HEAD_WIDTH = coreModel.dModel / coreModel.nHeads;

/** Rank of the arm whose rank stays: the deck's. */
export const FIXED_RANK = 4;
/** Width over rank of the arm whose rank grows: the two are one arm at the core model's width. */
const WIDTH_PER_RANK = coreModel.dModel / FIXED_RANK;

/** What is compared at each width. */
export type SizeKey = "full" | "fixed" | "proportional" | "frozen";

/** The core model at a width that is a multiple of its heads'. */
export const modelOfWidth = (dModel: number) => ({
  ...coreModel,
  dModel,
  nHeads: dModel / HEAD_WIDTH,
  dFf: 4 * dModel,
});

/** Widths whose rates are searched for; the core model's are those of the headline. */
export const tunedWidths = [16, 32];

/** With the search of a width that has one; a wider model takes its rate from the core model's. */
const atWidth = <Name extends string>(dModel: number, arm: TunedArm<BodyTraining, Name>) =>
  tunedWidths.includes(dModel) ? { ...arm, tuning: `size-${dModel}/${arm.tuning}` } : arm;

/** The arms at a width. LoRA has one rank at all widths, or one that grows with the width. */
export const sizeArms = {
  full: (dModel: number) => atWidth(dModel, fullArm),
  fixed: (dModel: number) => atWidth(dModel, loraArm(FIXED_RANK)),
  proportional: (dModel: number) => ({
    ...atWidth(dModel, loraArm(dModel / WIDTH_PER_RANK)),
    ...lora(1),
    name: `LoRA r = d / ${WIDTH_PER_RANK}` as const,
  }),
  frozen: () => frozenArm,
} as const satisfies Readonly<Record<SizeKey, (dModel: number) => Arm>>;

/** The rate where there is a search; for wider models the core's over the root of the width, as widths grow. */
function rateOf(dModel: number, name: SizeKey): number {
  const { tuning } = sizeArms[name](dModel) as Arm;
  if (tuning !== undefined && tunedWidths.includes(dModel)) return tunedRate(tuning);
  return tunedLearningRate(sizeArms[name](coreModel.dModel)) * Math.sqrt(coreModel.dModel / dModel);
}

interface Run {
  readonly steps: number;
  readonly seed: number;
}

/** A run at the rate of its width, unless another is given. */
export const sizeRun = (
  dModel: number,
  name: SizeKey,
  { steps, seed }: Run,
  learningRate = rateOf(dModel, name),
) =>
  pretrain({
    ...coreTraining,
    steps,
    evalEvery: steps,
    seed,
    model: modelOfWidth(dModel),
    arm: sizeArms[name](dModel).trains,
    learningRate,
  });

interface Sweep extends Omit<Run, "seed"> {
  readonly seeds: readonly number[];
}

/** An arm's runs at a width, one a seed. At the core model's width and the headline's length they are the headline's. */
export function sizeRuns(dModel: number, name: SizeKey, { steps, seeds }: Sweep) {
  if (dModel === coreModel.dModel && steps === headline.default.steps) {
    return headlineRuns(sizeArms[name](dModel), { ...headline.default, seeds });
  }
  return seeds.map((seed) => sizeRun(dModel, name, { steps, seed }));
}

/** Times of training steps at several widths; exclusive. */
export const stepTime = defineTrial<typeof import("./step-time.run.ts")>({
  kind: "step-time",
  module: new URL("./step-time.run.ts", import.meta.url),
  exclusive: true,
  // About 0.2 ms a step for each unit of width, and the text is read for each width.
  estimatedSeconds: ({ repetitions, warmup, widths }) =>
    1 +
    widths.reduce(
      (sum, { model, arms }) => sum + 0.3 + 0.0002 * model.dModel * arms.length * (repetitions + warmup),
      0,
    ),
});
