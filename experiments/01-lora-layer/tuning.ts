/** The search for the learning rate of a body as small as the adapters, trained in full. */
import { fullArm } from "../lib/trials/arms.ts";
import { coreSteps } from "../lib/trials/core.ts";
import { finalLossOf, ratesAround, type Search, tuningSeeds } from "../lib/trials/tuned.ts";
import { narrowRun, narrowTuning } from "./budget-runs.ts";

export const searches: readonly Search[] = [
  {
    name: narrowTuning,
    arm: fullArm.trains,
    steps: coreSteps,
    seeds: tuningSeeds,
    grid: ratesAround(0.004),
    run: (learningRate, seed) => finalLossOf(narrowRun(seed, learningRate)),
  },
];
