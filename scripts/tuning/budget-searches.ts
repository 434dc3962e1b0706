/** Searches beside the headline's: at another length, of a narrow model, and of LoRA with two rates. */
import { narrowRun, narrowTuning } from "../../experiments/01-lora-layer/budget-runs.ts";
import { ratioRun, ratioTuning, tunedRatios } from "../../experiments/05-gradient-flow/ratio-runs.ts";
import {
  horizonRun,
  horizonTuning,
  middleSteps,
} from "../../experiments/09-training-stability/horizon-runs.ts";
import { alternativeSteps, coreSteps, fullArm, loraArm } from "../../experiments/lib/trials/core.ts";
import { measured, type Search, seeds } from "./measured.ts";

/** Three rates, each twice the one before, about one. */
const around = (rate: number): readonly number[] => [rate / 2, rate, 2 * rate];

/** The core model at the middle length. */
const middle = [[fullArm, 0.002] as const, [loraArm(4), 0.01] as const, [loraArm(16), 0.005] as const].map(
  ([arm, rate]): Search => ({
    name: horizonTuning(arm, middleSteps),
    arm,
    steps: middleSteps,
    seeds,
    grid: around(rate),
    run: (learningRate, seed) =>
      measured(horizonRun(arm, { steps: middleSteps, seed }, learningRate), ({ finalLoss }) => finalLoss),
  }),
);

/** A body as small as the adapters, trained in full. */
const narrow: Search = {
  name: narrowTuning,
  arm: fullArm,
  steps: coreSteps,
  seeds,
  grid: around(0.004),
  run: (learningRate, seed) => measured(narrowRun(seed, learningRate), ({ finalLoss }) => finalLoss),
};

/** The rate of A for each ratio, about those whose geometric mean with B's is plain LoRA's. */
const twoRates = tunedRatios.map(
  (ratio): Search => ({
    name: ratioTuning(ratio),
    arm: { ...loraArm(4), ratio },
    steps: alternativeSteps,
    seeds,
    grid: around(0.01 / Math.sqrt(ratio)),
    run: (learningRate, seed) =>
      measured(
        ratioRun(ratio, { steps: alternativeSteps, seed }, learningRate),
        ({ finalLoss }) => finalLoss,
      ),
  }),
);

export const budgetSearches: readonly Search[] = [...middle, narrow, ...twoRates];
