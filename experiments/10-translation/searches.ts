/**
 * Searches for the settings of the encoders. They minimise the share of names missed in the tuning families, which no
 * run trains on and no figure shows.
 */

import { measured } from "../kit/search.ts";
import { mean } from "../kit/stats/describe.ts";
import { tuningSeeds, warmupsOf } from "../lab/settings.ts";
import { gridSearch } from "../lab/tuning/rate-grid.ts";
import {
  adapted,
  baseEncoder,
  type EncoderArm,
  fromScratch,
  fullEncoder,
  holdsAdded,
  loraEncoder,
  translationPrecision,
  translationSteps,
  translationTraining,
  translationTuning,
} from "./translation-runs.ts";

type Trained = Parameters<typeof translationPrecision>[1]["trained"];
type Pair = Parameters<typeof holdsAdded>[0];

/** The share of names that an encoder misses, over the pairs of languages that count. */
const missed = (trained: Trained, counts: (pair: Pair) => boolean) =>
  measured(
    translationPrecision({ sizes: translationTraining.sizes, evaluatedOn: "tuning" }, { trained }),
    ({ names }) => 1 - mean(names.filter(counts).map(({ precision }) => precision)),
  );

const runOf = (half: keyof typeof translationSteps, seed: number) => ({
  ...translationTraining,
  steps: translationSteps[half],
  seed,
});

/** From a random start. */
const scratch = (arm: EncoderArm) =>
  gridSearch({
    name: translationTuning("translation", arm),
    arm: arm.trains,
    steps: translationSteps.scratch,
    seeds: tuningSeeds,
    rates: arm.trains.kind === "full" ? [0.05, 0.1, 0.2] : [0.01, 0.02, 0.04],
    warmups: warmupsOf(translationSteps.scratch),
    run: (settings, seed) => missed(fromScratch(arm, runOf("scratch", seed), settings), () => true),
  });

/**
 * Rates of the second half, the same for every arm. A low rank hardly changes the few names found there, so a narrow
 * grid could not tell rates apart.
 */
const adaptationRates = [0.0125, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8];

/** For adding a language: the share missed in pairs with it. */
const adaptation = (arm: EncoderArm) =>
  gridSearch({
    name: translationTuning("adaptation", arm),
    arm: arm.trains,
    steps: translationSteps.adapt,
    seeds: tuningSeeds,
    rates: adaptationRates,
    warmups: warmupsOf(translationSteps.adapt),
    run: (settings, seed) => {
      const base = baseEncoder(runOf("scratch", seed));
      return missed(adapted(arm, base, runOf("adapt", seed), settings), holdsAdded);
    },
  });

const arms = [fullEncoder, ...[2, 8, 32].map(loraEncoder)];

export const searches = [...arms.map(scratch), ...arms.map(adaptation)];
