/** Searches for the learning rates of the networks that fit the deck's function: the error of the fit is to be low. */
import { measured, type Search, tuningSeeds } from "../lib/tuned.ts";
import { type FitArm, fitRun, fitSteps, fitTuning, functionFit } from "./fit-runs.ts";

const arms: readonly FitArm[] = [
  { method: "full", rank: 0 },
  { method: "headOnly", rank: 0 },
  ...[1, 2, 4, 8, 16].map((rank) => ({ method: "lora" as const, rank })),
];

export const searches = arms.map(
  (arm): Search => ({
    name: fitTuning(arm),
    arm,
    steps: fitSteps,
    seeds: tuningSeeds,
    grid: [0.01, 0.02, 0.03, 0.05],
    run: (learningRate, seed) =>
      measured(functionFit(fitRun(arm, { steps: fitSteps, seed }, learningRate)), ({ rmse }) => rmse),
  }),
);
