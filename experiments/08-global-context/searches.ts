/** Searches for the rates of recall, for a low loss on fresh sequences. */

import type { TunedArm } from "../lab/arms.ts";
import { finalLossOf, type Rates, ratesAround, tuningSeeds } from "../lab/settings.ts";
import { type GridSearch, gridSearch } from "../lab/tuning/rate-grid.ts";
import { outerRates } from "../lab/tuning/searches.ts";
import { recallArms, recallRun, recallSearchName, recallSteps } from "./recall-runs.ts";

const search = (arm: TunedArm, rates: readonly number[]): GridSearch<Rates> =>
  gridSearch<Rates>({
    name: recallSearchName(arm),
    arm: arm.trains,
    steps: recallSteps,
    seeds: tuningSeeds,
    grid: { learningRate: { rates }, outerLearningRate: outerRates },
    run: (rates, seed) => finalLossOf(recallRun(arm, { steps: recallSteps, seed }, rates)),
  });

export const searches = [
  search(recallArms.full, ratesAround(0.00282843)),
  search(recallArms.everywhere, ratesAround(0.01)),
  search(recallArms.oneBlock, ratesAround(0.01)),
  search(recallArms.highRank, ratesAround(0.00707107)),
  search(recallArms.frozen, [0]),
];
