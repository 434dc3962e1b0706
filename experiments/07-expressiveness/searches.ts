/** Searches for the settings of the networks that fit the deck's function, for a low error of the fit. */
import { measured } from "../kit/search.ts";
import { ratesAround, type Settings, tuningSeeds } from "../lab/settings.ts";
import { gridSearch } from "../lab/tuning/rate-grid.ts";
import { fitRanks, fitRun, fitSteps, fullFit, functionFit, headFit, loraFit } from "./fit-runs.ts";

const arms = [fullFit, headFit, ...fitRanks.map(loraFit)];

export const searches = arms.map((arm) =>
  gridSearch<Settings>({
    name: arm.tuning,
    arm: arm.trains,
    steps: fitSteps,
    seeds: tuningSeeds,
    grid: { learningRate: { rates: ratesAround(0.02) } },
    run: (settings, seed) =>
      measured(functionFit(fitRun(arm, { steps: fitSteps, seed }, settings)), ({ rmse }) => rmse),
  }),
);
