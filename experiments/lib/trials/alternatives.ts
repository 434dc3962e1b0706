/** The comparison of alternatives to LoRA: its settings, its arms at their tuned rates, and its trials. */
import { defineTrial, type Trial } from "../trial.ts";
import type { AlternativeMethod } from "./alternative.run.ts";
import {
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
} from "./arms.ts";
import { alternativeSteps, coreTraining, seedsFrom100, tuningName } from "./core.ts";
import { headline } from "./headline.ts";
import { pretrain, secondsPerStep } from "./pretrain.ts";
import { tunedRate } from "./tuned.ts";

/** One alternative to plain LoRA, pre-trained from random weights with one seed. */
const alternative = defineTrial<typeof import("./alternative.run.ts")>({
  kind: "alternative",
  module: new URL("./alternative.run.ts", import.meta.url),
  // What the methods add is of the order of a tenth.
  estimatedSeconds: (config) => 1.1 * config.steps * secondsPerStep(config),
});

/** A run's length and seed; the core model at the tuned rates unless given. */
interface Run {
  readonly steps: number;
  readonly seed: number;
  readonly training?: typeof coreTraining;
  /** Multiplies the tuned rates. */
  readonly rateScale?: number;
}

/**
 * As published where the paper's value can carry over: GaLore's subspace lasts 200 steps and its scale is 0.25; ReLoRA
 * prunes 99.9 % of the moments; Switch's capacity is 1.25 even shares and its balance weighs 0.01. Shares of a run stand
 * in for what the papers give in steps of runs forty times as long: four restarts' intervals, and half a run of full
 * training before a warm-started LoRA.
 */
export const alternativeSettings = {
  galore: { refreshEvery: 200, scale: 0.25 },
  relora: { intervals: 4, pruned: 0.999 },
  warmStart: { fullShare: 0.5 },
  experts: { capacityFactor: 1.25, balanceWeight: 0.01 },
  /** Steps in which the rate comes back after a restart. */
  restartWarmup: 10,
};

const rateOf = (arm: TunedArm<Training>): number => tunedRate(tuningName(arm, alternativeSteps));

type ByMethod = Extract<Training, { kind: AlternativeMethod["kind"] }>;

const isByMethod = (trains: Training): trains is ByMethod =>
  ["galore", "relora", "warmStart", "experts"].includes(trains.kind);

/** A method with its settings for a run of so many steps. */
function methodOf(trains: ByMethod, steps: number, rateScale: number): AlternativeMethod {
  const { galore, relora, warmStart, experts, restartWarmup } = alternativeSettings;
  switch (trains.kind) {
    case "galore":
      return { kind: "galore", rank: trains.rank, ...galore };
    case "relora":
      return {
        kind: "relora",
        rank: trains.rank,
        restartEvery: Math.round(steps / relora.intervals),
        restartWarmup: trains.rewarms === false ? 0 : restartWarmup,
        pruned: relora.pruned,
      };
    case "warmStart":
      return {
        kind: "warmStart",
        rank: trains.rank,
        fullSteps: Math.round(steps * warmStart.fullShare),
        fullLearningRate: rateScale * rateOf(fullArm),
        restartWarmup,
      };
    case "experts":
      return { kind: "experts", experts: trains.experts, ...experts };
  }
}

/** An arm's run: all arms of a seed start from the same weights and read the same text. */
export function alternativeRun(
  arm: TunedArm<Training>,
  { steps, seed, training = coreTraining, rateScale = 1 }: Run,
  learningRate = rateScale * rateOf(arm),
): Trial<{ result: { finalLoss: number; vocabSize: number; dropped?: number } }> {
  const { trains } = arm;
  const run = { ...training, steps, seed, learningRate, evalEvery: steps };
  if (isByMethod(trains)) return alternative({ ...run, method: methodOf(trains, steps, rateScale) });
  if (trains.kind !== "window") return pretrain({ ...run, arm: trains });
  const model = { ...training.model, attentionWindow: trains.positions };
  return pretrain({ ...run, model, arm: fullArm.trains });
}

/** Ranks, positions in windows of attention, of which the last is half the context, and the number of experts. */
const sizes = {
  windows: [4, 16],
  experts: 4,
  lora: [4, 16],
  lowRank: [16],
  galore: [32],
  relora: [4],
  warmStart: [4],
};

export type ArmSizes = typeof sizes;

/** The arms of the comparison, full training first. */
export const comparedArms = (of: ArmSizes): readonly TunedArm<Training>[] => [
  fullArm,
  ...of.windows.map(windowArm),
  expertsArm(of.experts),
  ...of.galore.map(galoreArm),
  ...of.warmStart.map(warmStartArm),
  ...of.relora.map(reLoraArm),
  ...of.lora.map(loraArm),
  ...of.lowRank.map(lowRankArm),
];

/** Model, arms, length and seeds of the runs in each profile. `rateScale` multiplies the tuned rates. */
export const comparison = {
  quick: {
    training: { ...coreTraining, validationWindows: 64 },
    rateScale: 1,
    arms: { ...sizes, windows: [16], lora: [4] },
    steps: 8,
    seeds: seedsFrom100(1),
  },
  default: {
    training: coreTraining,
    rateScale: 1,
    arms: sizes,
    steps: alternativeSteps,
    seeds: seedsFrom100(3),
  },
  paper: {
    training: headline.paper.training,
    rateScale: headline.paper.rateScale,
    arms: { ...sizes, windows: [4, 8, 16, 32], galore: [16, 32] },
    steps: 3000,
    seeds: seedsFrom100(5),
  },
};

export type Comparison = (typeof comparison)[keyof typeof comparison];

/** An arm's runs, one a seed. */
export function comparisonRuns(
  arm: TunedArm<Training>,
  { training, rateScale, steps, seeds }: Omit<Comparison, "arms">,
) {
  return seeds.map((seed) => alternativeRun(arm, { training, rateScale, steps, seed }));
}
