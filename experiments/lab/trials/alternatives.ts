/** The comparison of alternatives to LoRA: settings, arms at tuned rates, and trials. */

import { defineTrial, type Trial } from "../../kit/trial.ts";
import {
  apolloArm,
  expertsArm,
  fullArm,
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
  windowArm,
} from "../arms.ts";
import { type RunSettings, reportSeeds } from "../setup.ts";
import type { AlternativeMethod } from "./alternative.run.ts";
import { armText } from "./arm-text.ts";
import {
  languageRun,
  type OneRun,
  runConfig,
  scaledSettings,
  type TrainingPlan,
  trainingPlans,
} from "./language-runs.ts";
import { openTraining } from "./open-settings.ts";
import { minorSettings, pretrain, secondsPerStep } from "./pretrain.ts";

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
function methodOf(trains: ByMethod, run: OneRun, plan: TrainingPlan): AlternativeMethod {
  const steps = plan.lengths[run.length];
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
        fullSteps: Math.round(steps * warmStart.fullShare),
        fullLearningRate: scaledSettings(fullArm, run, plan).learningRate,
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
  settings: RunSettings = scaledSettings(arm, run, plan),
): Trial<{ result: { finalLoss: number; vocabSize: number; dropped?: number } }> {
  const { trains } = arm;
  const config = runConfig(run, plan, settings);
  if (isByMethod(trains)) return alternative({ ...config, method: methodOf(trains, run, plan) });
  if (trains.kind !== "window") return languageRun({ ...arm, trains }, run, plan, settings);
  const model = { ...config.model, attentionWindow: trains.positions };
  return pretrain({ ...config, model, arm: fullArm.trains });
}

/** Ranks of the arms that have several. */
const ranks = {
  lora: [4, 16],
  lowRank: [16],
  galore: [32],
  relora: [4],
  warmStart: [4],
};

export type ArmRanks = typeof ranks;

/**
 * Full training, then methods with optimizer state of low rank, then methods with weights of low rank, from the start
 * or later.
 */
export const comparedArms = (of: ArmRanks): readonly TunedArm<Training>[] => [
  fullArm,
  ...of.galore.map(galoreArm),
  apolloArm,
  ...of.warmStart.map(warmStartArm),
  ...of.relora.map(reLoraArm),
  ...of.lora.map(loraArm),
  ...of.lowRank.map(lowRankArm),
];

/**
 * Positions that the deck's sparse attention sees here (half the context), the number of its experts, and the width
 * of the model that compares both.
 */
const techniques = { window: 16, experts: 4, width: 32 };

/** Full training and the deck's techniques, which are compared in a narrower model, where eight seeds are affordable. */
export const techniqueArms = ({ window, experts }: typeof techniques): readonly TunedArm<Training>[] => [
  fullArm,
  windowArm(window),
  expertsArm(experts),
];

/** Arms and seeds of the runs in each profile. */
export const comparison = {
  quick: {
    ...trainingPlans.quick,
    ranks: { ...ranks, lora: [4] },
    seeds: reportSeeds(1),
    techniques: { ...techniques, seeds: reportSeeds(1) },
  },
  default: {
    ...trainingPlans.default,
    ranks,
    seeds: reportSeeds(3),
    techniques: { ...techniques, seeds: reportSeeds(8) },
  },
  paper: {
    ...trainingPlans.paper,
    ranks,
    seeds: reportSeeds(5),
    techniques: { ...techniques, seeds: reportSeeds(8) },
  },
};

export type Comparison = (typeof comparison)[keyof typeof comparison];

/** An arm's runs at the short length, one per seed. */
export const comparisonRuns = (
  arm: TunedArm<Training>,
  { seeds, ...plan }: TrainingPlan & { readonly seeds: readonly number[] },
) => seeds.map((seed) => alternativeRun(arm, { length: "short", seed }, plan));

/** The runs of full training or of one of the deck's techniques in the narrow model at the middle length, one per seed. */
export const techniqueRuns = (
  arm: TunedArm<Training>,
  {
    techniques: { width, seeds },
    ...plan
  }: Pick<Comparison, "training" | "lengths" | "rateScale" | "techniques">,
) => seeds.map((seed) => alternativeRun(arm, { length: "middle", width, seed }, plan));
