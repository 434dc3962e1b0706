/** Searches for the learning rates at the middle length; the other two lengths have shared searches. */
import { fullArm, loraArm } from "../lib/trials/arms.ts";
import { finalLossOf, ratesAround, type Search, tuningSeeds } from "../lib/trials/tuned.ts";
import { horizonRun, horizonTuning, middleSteps } from "./horizon-runs.ts";

export const searches = (
  [
    [fullArm, 0.002],
    [loraArm(4), 0.01],
    [loraArm(16), 0.005],
  ] as const
).map(
  ([arm, rate]): Search => ({
    name: horizonTuning(arm, middleSteps),
    arm: arm.trains,
    steps: middleSteps,
    seeds: tuningSeeds,
    grid: ratesAround(rate),
    run: (learningRate, seed) => finalLossOf(horizonRun(arm, { steps: middleSteps, seed }, learningRate)),
  }),
);
