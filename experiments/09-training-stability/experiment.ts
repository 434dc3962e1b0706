/** Noise and speed of pre-training from random weights: full training and LoRA, with the frozen body for comparison. */
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { zip } from "../kit/tables.ts";
import { type Arm, frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { stepFlops } from "../lab/nn/costs.ts";
import { modelOf, reportSeeds } from "../lab/setup.ts";
import {
  languageRuns,
  noiseEvaluations,
  stepsOfLengths,
  type TrainingPlan,
  trainingPlans,
} from "../lab/trials/language-runs.ts";
import type { pretrain } from "../lab/trials/pretrain.ts";
import { watched } from "../lab/watched.ts";
import { drawn } from "./deck.ts";
import { noiseTables } from "./noise.ts";
import { rateRows } from "./rates.ts";
import { stepsTables } from "./steps-to-loss.ts";

const common = {
  /** The deck's rank. */
  rank: 4,
  /** Training steps of the moving mean that counts as the trend of the training loss. */
  stepWindow: 21,
  /** Norm to which all gradients together are clipped. */
  clipNorm: 1,
  drawn,
  /** The deck's noise with LoRA over that with full training, and the threshold half-way from one to it. */
  drawnNoiseRatio: 3,
  noiseThreshold: 2,
  drawnStepsRatio: drawn.rates.full / drawn.rates.lora,
  curveSeeds: watched.curve.seeds,
};

/** How the noise is measured: on one batch of test sequences, every so many steps, about a mean of `window` evaluations. */
const noiseOf = ({ lengths }: TrainingPlan) => ({
  sequences: 64,
  window: 9,
  every: noiseEvaluations(lengths.long).every,
});

type Run = ResultOf<typeof pretrain>;

/** The test loss at every evaluation of a run but the first, which is of random weights. */
const curveRows = (arm: Arm, runs: readonly Run[], seeds: readonly number[]) =>
  zip(seeds, runs).flatMap(([seed, { heldOut }]) =>
    heldOut.slice(1).map(({ step, loss }) => ({ arm: arm.name, step, seed, loss })),
  );

const laboratory = {
  ...common,
  ...trainingPlans.default,
  noise: noiseOf(trainingPlans.default),
  seeds: watched.noise.seeds,
  lengthSeeds: reportSeeds(3),
};

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      ...trainingPlans.quick,
      noise: noiseOf(trainingPlans.quick),
      seeds: reportSeeds(1),
      lengthSeeds: reportSeeds(1),
    },
    default: laboratory,
    long: laboratory,
  },
  trials: ({ rank, seeds, lengthSeeds, curveSeeds, ...plan }) => {
    const longest = { length: "long", seeds } as const;
    const curves = { length: "long", seeds: curveSeeds } as const;
    return {
      shorter: (["short", "middle"] as const).map((length) =>
        languageRuns(fullArm, { length, seeds: lengthSeeds }, plan),
      ),
      full: languageRuns(fullArm, longest, plan, { needs: "noise" }),
      lora: languageRuns(loraArm(rank), longest, plan, { needs: "noise" }),
      curves: [fullArm, loraArm(rank), frozenArm].map((arm) =>
        languageRuns(arm, curves, plan, { needs: "curve" }),
      ),
    };
  },
  tables: ({ shorter, full, lora, curves }, config) => {
    const { rank, seeds, lengthSeeds, curveSeeds, training, noise, stepWindow, clipNorm } = config;
    const model = modelOf(training, full);
    const costOf = (arm: Arm) => stepFlops(model, arm.trains, training.batchSize);
    return {
      curves: zip([fullArm, loraArm(rank), frozenArm], curves).flatMap(([arm, runs]) =>
        curveRows(arm, runs, curveSeeds),
      ),
      ...stepsTables(
        { full: [...shorter, full], lora },
        { seeds: lengthSeeds, steps: stepsOfLengths(config), rank },
      ),
      ...noiseTables({ full, lora }, { seeds, rank, window: noise.window, stepWindow, clipNorm }),
      rates: rateRows(rank),
      costs: [fullArm, loraArm(rank)].map((arm) => ({
        arm: arm.name,
        flopsPerStep: costOf(arm),
        ofFull: costOf(arm) / costOf(fullArm),
      })),
    };
  },
});
