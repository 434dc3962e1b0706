/** Searches for A's learning rate, one for each ratio of the two factors' rates. */
import { loraArm } from "../lib/trials/arms.ts";
import { alternativeSteps } from "../lib/trials/core.ts";
import { finalLossOf, ratesAround, type Search, tuningSeeds } from "../lib/trials/tuned.ts";
import { ratioRun, ratioTuning, tunedRatios } from "./ratio-runs.ts";

export const searches = tunedRatios.map(
  (ratio): Search => ({
    name: ratioTuning(ratio),
    arm: { ...loraArm(4).trains, ratio },
    steps: alternativeSteps,
    seeds: tuningSeeds,
    // About the rate whose geometric mean with B's is plain LoRA's.
    grid: ratesAround(0.01 / Math.sqrt(ratio)),
    run: (learningRate, seed) =>
      finalLossOf(ratioRun(ratio, { steps: alternativeSteps, seed }, learningRate)),
  }),
);
