/**
 * The headline runs: arms pre-trained from random weights at the horizon of the comparison. Slides that show them list
 * them from here, so that they are the same runs.
 */
import type { Arm } from "./arms.ts";
import { coreRun, coreSteps, coreTraining, seedsFrom100 } from "./core.ts";
import { pretrain } from "./pretrain.ts";

/** Twice the width, depth and context of the core model, at its rates over the root of the wider width. */
const paperTraining = {
  ...coreTraining,
  model: { dModel: 128, nLayers: 4, nHeads: 4, dFf: 512, contextLength: 64 },
};

/**
 * Length, seeds and model of the headline runs in each profile. `rateScale` multiplies the tuned rates; `gradientsEvery`
 * is for the watched arms.
 */
export const headline = {
  quick: {
    training: coreTraining,
    rateScale: 1,
    steps: 60,
    evalEvery: 20,
    gradientsEvery: 30,
    seeds: seedsFrom100(1),
  },
  default: {
    training: coreTraining,
    rateScale: 1,
    steps: coreSteps,
    evalEvery: 100,
    gradientsEvery: 200,
    seeds: seedsFrom100(3),
  },
  paper: {
    training: paperTraining,
    rateScale: Math.SQRT1_2,
    steps: 5000,
    evalEvery: 250,
    gradientsEvery: 250,
    seeds: seedsFrom100(5),
  },
};

export type Headline = (typeof headline)[keyof typeof headline];

/** The arms whose gradients are looked at along the way: full training, and LoRA at the deck's rank. */
const isWatched = ({ trains }: Arm): boolean =>
  trains.kind === "full" || (trains.kind === "lora" && trains.rank === 4);

/** The arms whose loss is drawn along the way: these and the frozen body. Of the others only the end is shown. */
const hasCurve = (arm: Arm): boolean =>
  isWatched(arm) || (arm.trains.kind === "lora" && arm.trains.rank === 0);

/** An arm's headline runs, one a seed. */
export function headlineRuns(
  arm: Arm,
  { training, rateScale, steps, evalEvery, gradientsEvery, seeds }: Headline,
) {
  return seeds.map((seed) => {
    const run = coreRun(arm, { steps, evalEvery: hasCurve(arm) ? evalEvery : steps, seed });
    return pretrain({
      ...run,
      ...(isWatched(arm) && { gradientsEvery }),
      model: training.model,
      learningRate: rateScale * run.learningRate,
    });
  });
}
