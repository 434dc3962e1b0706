/** Lists trials of rate-basin.run.ts: the final loss against the learning rate, from far too low to far too high. */
import { defineTrial } from "../lib/trial.ts";
import { type Arm, frozenArm } from "../lib/trials/arms.ts";
import { coreTraining, seedsFrom100 } from "../lib/trials/core.ts";
import { secondsPerStep } from "../lib/trials/pretrain.ts";

/** One arm of the core model, with one seed and one rate. */
const rateBasin = defineTrial<typeof import("./rate-basin.run.ts")>({
  kind: "rate-basin",
  module: new URL("./rate-basin.run.ts", import.meta.url),
  estimatedSeconds: (config) => config.steps * secondsPerStep(config),
});

/** Half decades. */
const rates = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];

/** Rates, length and seeds in each profile: the core model in all of them. */
export const basins = {
  quick: {
    training: { ...coreTraining, validationWindows: 64 },
    rates: [0.001, 0.01, 0.1],
    steps: 10,
    seeds: seedsFrom100(1),
  },
  default: { training: coreTraining, rates, steps: 200, seeds: seedsFrom100(3) },
  paper: { training: coreTraining, rates: [0.0001, ...rates, 0.3, 1], steps: 400, seeds: seedsFrom100(5) },
};

export type Basins = (typeof basins)[keyof typeof basins];

/** An arm's runs at one rate, one a seed. */
const runsAt = ({ trains }: Arm, learningRate: number, { training, steps, seeds }: Basins) =>
  seeds.map((seed) => rateBasin({ ...training, arm: trains, steps, seed, evalEvery: steps, learningRate }));

/** An arm's runs at every rate, by rate and seed. */
export const basinRuns = (arm: Arm, config: Basins) =>
  config.rates.map((learningRate) => runsAt(arm, learningRate, config));

/** The frozen body at the same length: below its loss, a rate has done the body some good. */
export const floorRuns = (config: Basins) => runsAt(frozenArm, 0, config);
