/** The core model at other widths: same depth, context and text, heads of one size, feed-forward four times as wide. */
import type { Arm } from "../nn/config.ts";
import { tunedLearningRate, tunedRate, tuningName } from "../tuned.ts";
import { coreTraining } from "./core.ts";
import { headline, headlineRuns } from "./headline.ts";
import { pretrain } from "./pretrain.ts";

const { model: coreModel } = coreTraining;

/** Width of a head in the core model. */
const HEAD_WIDTH = coreModel.dModel / coreModel.nHeads;

/** The core model at a width that is a multiple of its heads'. */
export const modelOfWidth = (dModel: number) => ({
  ...coreModel,
  dModel,
  nHeads: dModel / HEAD_WIDTH,
  dFf: 4 * dModel,
});

/** The name of an arm's search at a width in tuned.json. */
export const sizeTuning = (dModel: number, arm: Arm): string => `size-${dModel}/${tuningName(arm)}`;

/** Widths whose rates are searched for; the core model's are those of the headline. */
export const tunedWidths = [16, 32];

/** Tuned where there is a search; for wider models the core's rate over the root of the width, as widths grow. */
function rateOf(dModel: number, arm: Arm): number {
  const ofCore = tunedLearningRate(arm);
  if (ofCore > 0 && tunedWidths.includes(dModel)) return tunedRate(sizeTuning(dModel, arm));
  return ofCore * Math.sqrt(coreModel.dModel / dModel);
}

interface Run {
  readonly steps: number;
  readonly evalEvery: number;
  readonly seed: number;
}

/** A run at the rate of its width, unless another is given. */
export const sizeRun = (dModel: number, arm: Arm, run: Run, learningRate = rateOf(dModel, arm)) =>
  pretrain({ ...coreTraining, ...run, model: modelOfWidth(dModel), arm, learningRate });

interface Sweep extends Omit<Run, "seed"> {
  readonly seeds: readonly number[];
}

/** An arm's runs at a width, one a seed. At the core model's width and the headline's length they are the headline's. */
export function sizeRuns(dModel: number, arm: Arm, { seeds, ...run }: Sweep) {
  if (dModel === coreModel.dModel && run.steps === headline.default.steps) {
    return headlineRuns(arm, { ...headline.default, seeds });
  }
  return seeds.map((seed) => sizeRun(dModel, arm, { ...run, seed }));
}
