/**
 * Searches for the rates of the encoders. They minimise the contrastive loss of the tuning families, which no run trains
 * on and no figure shows: the share of names found has too little signal at a low rank.
 */

import { measured } from "../kit/search.ts";
import { ratesAround, type Settings, tuningSeeds } from "../lab/settings.ts";
import { type GridSearch, gridSearch } from "../lab/tuning/rate-grid.ts";
import {
  type EncoderArm,
  encoderPrecision,
  fullEncoder,
  loraEncoder,
  translation,
  translationSearchName,
  translationSteps,
  translationTraining,
} from "./translation-runs.ts";

const search = (arm: EncoderArm, guess: number): GridSearch =>
  gridSearch<Settings>({
    name: translationSearchName(arm),
    arm: arm.trains,
    steps: translationSteps,
    seeds: tuningSeeds,
    grid: { learningRate: { rates: ratesAround(guess) } },
    run: (settings, seed) => {
      const run = { ...translationTraining, steps: translationSteps, seed };
      const trained = translation(arm, run, settings);
      return measured(encoderPrecision(trained, translationTraining, "tuning"), ({ loss }) => loss);
    },
  });

export const searches = [
  search(fullEncoder, 0.1),
  search(loraEncoder(2), 0.03),
  search(loraEncoder(8), 0.02),
  search(loraEncoder(32), 0.014),
];
