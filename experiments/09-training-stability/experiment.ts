/**
 * Speed and noise of pre-training from random weights: full training, LoRA on the frozen random base, and only the
 * frozen base.
 */
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { meanAsIfAny } from "../kit/stats/intervals.ts";
import { column, rowsOver, zip } from "../kit/tables.ts";
import { type Arm, frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import type { ModelConfig } from "../lab/nn/config.ts";
import { countParameters, stepFlops } from "../lab/nn/costs.ts";
import { modelOf, reportSeeds } from "../lab/setup.ts";
import {
  ladderRuns,
  ladderSteps,
  languageRuns,
  scaledSettings,
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
  /** The value for a seed that never reaches full training's loss: the longest training over the middle one. */
  notReached: 3,
  /** Fixed test sequences for measuring the noise of the loss: one evaluation batch. */
  noiseSequences: 64,
  /** The moving mean that counts as the trend: in evaluations on these sequences, and in training steps. */
  evaluationWindow: 5,
  stepWindow: 21,
  drawn,
  /** The deck's noise with LoRA over that with full training. */
  drawnNoiseRatio: 3,
  drawnStepsRatio: drawn.rates.full / drawn.rates.lora,
};

type Run = ResultOf<typeof pretrain>;

/** The test loss at every evaluation of a run. */
const curveRows = (arm: Arm, runs: readonly Run[], seeds: readonly number[]) =>
  zip(seeds, runs).flatMap(([seed, { heldOut }]) =>
    heldOut.map(({ step, loss }) => ({ arm: arm.name, step, seed, loss })),
  );

/** An arm's trained weights, its settings, and the cost of a step. */
function armRow(arm: typeof fullArm | ReturnType<typeof loraArm>, model: ModelConfig, plan: TrainingPlan) {
  const { outer, trainedBody } = countParameters(model, arm.trains);
  return {
    arm: arm.name,
    ...scaledSettings(arm, { length: "middle" }, plan),
    trainedInBody: trainedBody,
    outer,
    flopsPerStep: stepFlops(model, arm.trains, plan.training.batchSize),
  };
}

const watchedSeeds = { seeds: watched.curve.seeds, noiseSeeds: watched.noise.seeds };

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...trainingPlans.quick, seeds: reportSeeds(1), noiseSeeds: reportSeeds(1) },
    default: { ...common, ...trainingPlans.default, ...watchedSeeds },
    paper: { ...common, ...trainingPlans.paper, ...watchedSeeds },
  },
  trials: ({ rank, seeds, noiseSeeds, ...plan }) => {
    const curves = { length: "middle", seeds } as const;
    const noise = { length: "middle", seeds: noiseSeeds } as const;
    return {
      full: ladderRuns(fullArm, seeds, plan),
      lora: ladderRuns(loraArm(rank), seeds, plan),
      curves: {
        full: languageRuns(fullArm, curves, plan, { needs: "curve" }),
        lora: languageRuns(loraArm(rank), curves, plan, { needs: "curve" }),
        frozen: languageRuns(frozenArm, curves, plan, { needs: "curve" }),
      },
      noise: {
        full: languageRuns(fullArm, noise, plan, { needs: "noise" }),
        lora: languageRuns(loraArm(rank), noise, plan, { needs: "noise" }),
      },
    };
  },
  tables: ({ full, lora, curves, noise }, config) => {
    const { rank, seeds, noiseSeeds, training, lengths } = config;
    const steps = ladderSteps(config);
    const model = modelOf(training, curves.frozen);
    const curveRuns = [
      ...curveRows(fullArm, curves.full, seeds),
      ...curveRows(loraArm(rank), curves.lora, seeds),
      ...curveRows(frozenArm, curves.frozen, seeds),
    ];
    const names = [fullArm.name, loraArm(rank).name, frozenArm.name];
    return {
      curves: rowsOver({ arm: names, step: [...new Set(column(curveRuns, "step"))] }, (at) =>
        meanAsIfAny("loss", column(curveRuns, "loss", at)),
      ),
      "curve-runs": curveRuns,
      ...stepsTables({ full, lora }, { ...config, steps, target: lengths.middle }),
      ...noiseTables(noise, { ...config, seeds: noiseSeeds }),
      rates: rateRows(rank, config),
      arms: [fullArm, loraArm(rank)].map((arm) => armRow(arm, model, config)),
    };
  },
});
