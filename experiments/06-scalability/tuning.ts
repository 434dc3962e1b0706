/** Searches for the learning rates of the narrower models. */
import { coreSteps } from "../lib/trials/core.ts";
import { finalLossOf, type Search, tuningSeeds } from "../lib/trials/tuned.ts";
import { sizeArms, sizeRun, tunedWidths } from "./size-runs.ts";

export const searches = tunedWidths.flatMap((dModel) =>
  (["full", "fixed", "proportional"] as const).map(
    (name): Search => ({
      name: sizeArms[name](dModel).tuning,
      arm: sizeArms[name](dModel).trains,
      steps: coreSteps,
      seeds: tuningSeeds,
      grid: name === "full" ? [0.004, 0.008, 0.016] : [0.01, 0.02, 0.04],
      run: (learningRate, seed) =>
        finalLossOf(sizeRun(dModel, name, { steps: coreSteps, seed }, learningRate)),
    }),
  ),
);
