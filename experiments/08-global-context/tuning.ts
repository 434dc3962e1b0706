/** Searches for the learning rates of adapters in some places alone, each at the length at which it is compared. */
import { onNovel } from "../lib/trials/adaptation.ts";
import { coreSteps } from "../lib/trials/core.ts";
import { finalLossOf, type Search, tuningSeeds } from "../lib/trials/tuned.ts";
import { coverageArms, coverageRun, coverageSteps, matchedQueryValue } from "./coverage-runs.ts";

const coverages = (
  [
    ["oneLayer", coreSteps],
    ["queryValue", coverageSteps],
    ["feedForward", coverageSteps],
  ] as const
).map(([coverage, steps]): Search => {
  const arm = coverageArms()[coverage];
  return {
    name: arm.tuning,
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    grid: [0.005, 0.01, 0.02],
    run: (learningRate, seed) => finalLossOf(coverageRun(arm, { steps, seed }, learningRate)),
  };
});

export const searches: readonly Search[] = [...coverages, onNovel(matchedQueryValue)];
