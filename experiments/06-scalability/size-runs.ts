/** The core model at other widths: same depth, context and text, heads of one size, feed-forward four times as wide. */
import type { BodyTraining } from "../lib/nn/config.ts";
import { defineTrial } from "../lib/trial.ts";
import {
  coreTraining,
  frozenArm,
  fullArm,
  loraArm,
  tunedLearningRate,
  tuningName,
} from "../lib/trials/core.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { pretrain } from "../lib/trials/pretrain.ts";
import { ratesOf } from "../lib/tuned.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

const { model: coreModel } = coreTraining;

/** Width of a head in the core model. */
const HEAD_WIDTH = coreModel.dModel / coreModel.nHeads;

/** Rank of the arm whose rank stays: the deck's. */
export const FIXED_RANK = 4;
/** Width over rank of the arm whose rank grows: the two are one arm at the core model's width. */
export const WIDTH_PER_RANK = coreModel.dModel / FIXED_RANK;

/** What is compared at each width. */
export type SizeArm = "full" | "fixed" | "proportional" | "frozen";

/** The core model at a width that is a multiple of its heads'. */
export const modelOfWidth = (dModel: number) => ({
  ...coreModel,
  dModel,
  nHeads: dModel / HEAD_WIDTH,
  dFf: 4 * dModel,
});

/** What an arm trains at a width. */
export function armOfWidth(name: SizeArm, dModel: number): BodyTraining {
  switch (name) {
    case "full":
      return fullArm;
    case "fixed":
      return loraArm(FIXED_RANK);
    case "proportional":
      return loraArm(dModel / WIDTH_PER_RANK);
    case "frozen":
      return frozenArm;
  }
}

/** The name of an arm's search at a width in tuned.json. */
export const sizeTuning = (dModel: number, name: SizeArm): string =>
  `size-${dModel}/${tuningName(armOfWidth(name, dModel))}`;

/** Widths whose rates are searched for; the core model's are those of the headline. */
export const tunedWidths = [16, 32];

/** Tuned where there is a search; for wider models the core's rate over the root of the width, as widths grow. */
function rateOf(dModel: number, name: SizeArm): number {
  if (name === "frozen") return 0;
  if (tunedWidths.includes(dModel)) return tunedRate(sizeTuning(dModel, name));
  return tunedLearningRate(armOfWidth(name, coreModel.dModel)) * Math.sqrt(coreModel.dModel / dModel);
}

interface Run {
  readonly steps: number;
  readonly seed: number;
}

/** A run at the rate of its width, unless another is given. */
export const sizeRun = (
  dModel: number,
  name: SizeArm,
  { steps, seed }: Run,
  learningRate = rateOf(dModel, name),
) =>
  pretrain({
    ...coreTraining,
    steps,
    evalEvery: steps,
    seed,
    model: modelOfWidth(dModel),
    arm: armOfWidth(name, dModel),
    learningRate,
  });

interface Sweep extends Omit<Run, "seed"> {
  readonly seeds: readonly number[];
}

/** An arm's runs at a width, one a seed. At the core model's width and the headline's length they are the headline's. */
export function sizeRuns(dModel: number, name: SizeArm, { steps, seeds }: Sweep) {
  if (dModel === coreModel.dModel && steps === headline.default.steps) {
    return headlineRuns(armOfWidth(name, dModel), { ...headline.default, seeds });
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
