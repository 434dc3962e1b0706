/** Searches for the learning rates of the encoders: the share of held-out names that are missed is to be low. */

import { mean } from "../lib/stats/describe.ts";
import { measured, type Search, tuningSeeds } from "../lib/trials/tuned.ts";
import {
  adapted,
  baseEncoder,
  type EncoderArm,
  fromScratch,
  fullEncoder,
  holdsAdded,
  loraEncoder,
  translationSteps,
  translationTraining,
  translationTuning,
} from "./translation-runs.ts";

const missed = (precisions: readonly { readonly precision: number }[]): number =>
  1 - mean(precisions.map(({ precision }) => precision));

/** From a random start. */
const scratch = (arm: EncoderArm): Search => ({
  name: translationTuning("translation", arm),
  arm: arm.trains,
  steps: translationSteps.scratch,
  seeds: tuningSeeds,
  grid: arm.trains.kind === "full" ? [0.02, 0.05, 0.1, 0.2] : [0.005, 0.01, 0.02, 0.05],
  run: (learningRate, seed) =>
    measured(
      fromScratch(arm, { ...translationTraining, steps: translationSteps.scratch, seed }, learningRate),
      ({ names }) => missed(names),
    ),
});

/** Adding a language: the share missed in pairs that hold it. */
const adaptation = (arm: EncoderArm): Search => ({
  name: translationTuning("adaptation", arm),
  arm: arm.trains,
  steps: translationSteps.adapt,
  seeds: tuningSeeds,
  grid: arm.trains.kind === "full" ? [0.1, 0.2, 0.4, 0.8] : [0.01, 0.02, 0.05, 0.1],
  run: (learningRate, seed) => {
    const base = baseEncoder({ ...translationTraining, steps: translationSteps.scratch, seed });
    const run = { ...translationTraining, steps: translationSteps.adapt, seed };
    return measured(adapted(arm, base, run, learningRate), ({ names }) => missed(names.filter(holdsAdded)));
  },
});

export const searches: readonly Search[] = [
  ...[fullEncoder, ...[1, 2, 8, 32].map(loraEncoder)].map(scratch),
  ...[fullEncoder, ...[2, 8, 32].map(loraEncoder)].map(adaptation),
];
