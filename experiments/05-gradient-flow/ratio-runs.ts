/** Lists trials of lora-plus.run.ts, and the sweep of ratios that they make. */
import { defineTrial, type Trial } from "../lib/trial.ts";
import { loraArm } from "../lib/trials/arms.ts";
import { alternativeSteps, coreTraining, seedsFrom100, tuningName } from "../lib/trials/core.ts";
import { pretrain, secondsPerStep } from "../lib/trials/pretrain.ts";
import { ratesOf } from "../lib/trials/tuned.ts";
import tunings from "./tuned.json" with { type: "json" };

/** Rates of this slide's searches and of the shared ones. */
export const tunedRate = ratesOf(tunings);

/** LoRA on the core model, with one seed and one ratio of its factors' rates. */
const loraPlus = defineTrial<typeof import("./lora-plus.run.ts")>({
  kind: "lora-plus",
  module: new URL("./lora-plus.run.ts", import.meta.url),
  estimatedSeconds: (config) => config.steps * secondsPerStep(config),
});

/** At the deck's rank. */
const arm = loraArm(4);

/** lr_B / lr_A: the paper's proposal last, and one on the other side of 1. */
const ratios = [0.25, 1, 16];
/** With one between equal rates and the paper's. */
const allRatios = [0.25, 1, 4, 16];

/** Length, seeds and ratios in each profile: the core model in all of them, as the rates were tuned for it. */
export const ratioSweep = {
  quick: { ratios, steps: 8, seeds: seedsFrom100(1), training: { ...coreTraining, validationWindows: 64 } },
  default: { ratios, steps: alternativeSteps, seeds: seedsFrom100(3), training: coreTraining },
  paper: { ratios: allRatios, steps: alternativeSteps, seeds: seedsFrom100(5), training: coreTraining },
};

export type RatioSweep = (typeof ratioSweep)[keyof typeof ratioSweep];

/** Ratios whose rate is searched for; that of equal rates is plain LoRA's. */
export const tunedRatios = allRatios.filter((ratio) => ratio !== 1);

/** The name of a ratio's search in tuned.json: each ratio is compared at the rate of A that suits it. */
export const ratioTuning = (ratio: number): string =>
  ratio === 1 ? tuningName(arm, alternativeSteps) : `lora-plus/ratio-${ratio}`;

/** One run of a ratio, at a rate of A. At equal rates it is plain LoRA's. */
export function ratioRun(
  ratio: number,
  { steps, seed, training = coreTraining }: { steps: number; seed: number; training?: typeof coreTraining },
  learningRate = tunedRate(ratioTuning(ratio)),
): Trial<{ result: { finalLoss: number } }> {
  const run = { ...training, arm: arm.trains, steps, seed, evalEvery: steps, learningRate };
  return ratio === 1 ? pretrain(run) : loraPlus({ ...run, ratio });
}

/** The runs of a sweep, by ratio and seed. */
export const ratioRuns = ({
  ratios: ofProfile,
  seeds,
  ...run
}: RatioSweep): ReturnType<typeof ratioRun>[][] =>
  ofProfile.map((ratio) => seeds.map((seed) => ratioRun(ratio, { ...run, seed })));
