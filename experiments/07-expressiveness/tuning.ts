/** Searches for the learning rates of the networks that fit the deck's function: the error of the fit is to be low. */
import { measured, type Search, tuningSeeds } from "../lib/trials/tuned.ts";
import { fitRun, fitSteps, fullFit, functionFit, headFit, loraFit } from "./fit-runs.ts";

const arms = [fullFit, headFit, ...[1, 2, 4, 8, 16].map(loraFit)];

export const searches = arms.map(
  (arm): Search => ({
    name: arm.tuning,
    arm: arm.trains,
    steps: fitSteps,
    seeds: tuningSeeds,
    grid: [0.01, 0.02, 0.03, 0.05],
    run: (learningRate, seed) =>
      measured(functionFit(fitRun(arm, { steps: fitSteps, seed }, learningRate)), ({ rmse }) => rmse),
  }),
);
