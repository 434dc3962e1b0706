/** The comparison of alternatives to LoRA: settings, arms at tuned rates, and trials. */

import { defineTrial, type Trial } from "../../kit/trial.ts";
import { fullArm, type Training, type TunedArm } from "../arms.ts";
import type { Rates } from "../settings.ts";
import type { AlternativeMethod } from "./alternative.run.ts";
import { armText } from "./arm-text.ts";
import {
  languageRun,
  type OneRun,
  type RunSize,
  type Runs,
  ratesFor,
  runConfig,
  type TrainingPlan,
} from "./language-runs.ts";
import { openTraining } from "./open-settings.ts";
import { minorSettings, secondsPerStep } from "./pretrain.ts";

/** One alternative to plain LoRA, pre-trained from random weights with one seed. */
const alternative = defineTrial<typeof import("./alternative.run.ts")>({
  kind: "alternative",
  module: new URL("./alternative.run.ts", import.meta.url),
  data: ["addresses"],
  // The methods add about a tenth to the time.
  estimatedSeconds: (config) => 1.1 * config.steps * secondsPerStep(config),
  describe: ({ method, seed }) => ({
    arm: armText(method),
    seed,
    minor: ["method", ...minorSettings],
    steps: "steps",
    finalLoss: "finalLoss",
    open: openTraining,
  }),
});

/**
 * Published values where they can carry over: GaLore's subspace and APOLLO-Mini's projection last 200 steps, and
 * their scales are 0.25 and 128, whose root multiplies the update; ReLoRA prunes 99.9% of the moments; Switch's
 * capacity is 1.25 even shares and its balance weighs 0.01. The papers' runs are forty times as long, so their steps
 * become shares of a run: four restart intervals, and half a run of full training before a warm-started LoRA.
 */
export const alternativeSettings = {
  galore: { refreshEvery: 200, scale: 0.25 },
  apollo: { refreshEvery: 200, scale: 128 },
  relora: { intervals: 4, pruned: 0.999 },
  warmStart: { fullShare: 0.5 },
  experts: { capacityFactor: 1.25, balanceWeight: 0.01 },
  /** Steps in which the rate recovers after a restart. */
  restartWarmup: 10,
};

type ByMethod = Extract<Training, { kind: AlternativeMethod["kind"] }>;

const isByMethod = (trains: Training): trains is ByMethod =>
  ["galore", "apollo", "relora", "warmStart", "experts"].includes(trains.kind);

/** A method with its settings for a run of `steps`. */
function methodOf(trains: ByMethod, size: RunSize, steps: number): AlternativeMethod {
  const { galore, apollo, relora, warmStart, experts, restartWarmup } = alternativeSettings;
  switch (trains.kind) {
    case "galore":
      return { kind: "galore", rank: trains.rank, ...galore };
    case "apollo":
      return { kind: "apollo", ...apollo };
    case "relora":
      return {
        kind: "relora",
        rank: trains.rank,
        restartEvery: Math.round(steps / relora.intervals),
        restartWarmup,
        pruned: relora.pruned,
      };
    case "warmStart":
      return {
        kind: "warmStart",
        rank: trains.rank,
        fullSteps: Math.round(steps * (trains.fullShare ?? warmStart.fullShare)),
        fullLearningRate: ratesFor(fullArm, size).learningRate,
        restartWarmup,
      };
    case "experts":
      return { kind: "experts", experts: trains.experts, ...experts };
  }
}

/** An arm's run: all arms of a seed start from the same weights and read the same text. */
export function alternativeRun(
  arm: TunedArm<Training>,
  run: OneRun,
  plan: TrainingPlan,
  rates: Rates = ratesFor(arm, run),
): Trial<{ result: { finalLoss: number; vocabSize: number; dropped?: number } }> {
  const { trains } = arm;
  if (!isByMethod(trains)) return languageRun({ ...arm, trains }, run, plan, rates);
  const config = runConfig(run, plan, rates);
  return alternative({ ...config, method: methodOf(trains, run, config.steps) });
}

/** How many experts the deck's mixture has here. */
export const experts = 4;

/** An arm's runs, one per seed. */
export const alternativeRuns = (arm: TunedArm<Training>, { seeds, ...size }: Runs, plan: TrainingPlan) =>
  seeds.map((seed) => alternativeRun(arm, { ...size, seed }, plan));
