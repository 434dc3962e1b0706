/** Lists trials of alternative.run.ts. */
import type { BodyTraining } from "../nn/config.ts";
import { defineTrial, type Trial } from "../trial.ts";
import { tunedRate } from "../tuned.ts";
import type { AlternativeMethod } from "./alternative.run.ts";
import { alternativeSteps, coreTraining, fullArm, loraArm, seedsFrom100 } from "./core.ts";
import { headline } from "./headline.ts";
import { pretrain, secondsPerStep } from "./pretrain.ts";

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
 * What is compared. A window of attention is full training of a model that sees less; the other kinds are `pretrain`'s
 * arms, and methods of their own.
 */
export type AlternativeArm =
  | Exclude<BodyTraining, { kind: "lora" }>
  | { readonly kind: "lora"; readonly rank: number }
  | { readonly kind: "window"; readonly positions: number }
  | { readonly kind: "galore" | "warmStart"; readonly rank: number }
  /** Whose rate is not warmed up again after a restart where `rewarms` is false. */
  | { readonly kind: "relora"; readonly rank: number; readonly rewarms?: boolean }
  | { readonly kind: "experts"; readonly experts: number };

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

/** The name of an arm's search in tuned.json. Windows of all widths take the rate of one: a mask changes no scale. */
export function alternativeTuning(arm: AlternativeArm): string {
  if (arm.kind === "full") return "alternatives/full";
  if (arm.kind === "window") return "alternatives/window";
  if (arm.kind === "experts") return `alternatives/experts-${arm.experts}`;
  return `alternatives/${arm.kind}-r${arm.rank}`;
}

const rateOf = (arm: AlternativeArm): number => tunedRate(alternativeTuning(arm));

type MethodArm = Extract<AlternativeArm, { kind: AlternativeMethod["kind"] }>;

/** An arm of its own method, with its settings for a run of so many steps. */
function methodOf(arm: MethodArm, steps: number, rateScale: number): AlternativeMethod {
  const { galore, relora, warmStart, experts, restartWarmup } = alternativeSettings;
  switch (arm.kind) {
    case "galore":
      return { kind: "galore", rank: arm.rank, ...galore };
    case "relora":
      return {
        kind: "relora",
        rank: arm.rank,
        restartEvery: Math.round(steps / relora.intervals),
        restartWarmup: arm.rewarms === false ? 0 : restartWarmup,
        pruned: relora.pruned,
      };
    case "warmStart":
      return {
        kind: "warmStart",
        rank: arm.rank,
        fullSteps: Math.round(steps * warmStart.fullShare),
        fullLearningRate: rateScale * rateOf({ kind: "full" }),
        restartWarmup,
      };
    case "experts":
      return { kind: "experts", experts: arm.experts, ...experts };
  }
}

const isMethod = (arm: AlternativeArm): arm is MethodArm =>
  arm.kind === "galore" || arm.kind === "relora" || arm.kind === "warmStart" || arm.kind === "experts";

/** An arm's run: all arms of a seed start from the same weights and read the same text. */
export function alternativeRun(
  arm: AlternativeArm,
  { steps, seed, training = coreTraining, rateScale = 1 }: Run,
  learningRate = rateScale * rateOf(arm),
): Trial<{ result: { finalLoss: number; vocabSize: number; dropped?: number } }> {
  const run = { ...training, steps, seed, learningRate, evalEvery: steps };
  if (isMethod(arm)) return alternative({ ...run, method: methodOf(arm, steps, rateScale) });
  if (arm.kind === "window") {
    return pretrain({ ...run, model: { ...training.model, attentionWindow: arm.positions }, arm: fullArm });
  }
  return pretrain({ ...run, arm: arm.kind === "lora" ? loraArm(arm.rank) : arm });
}

/** Ranks and numbers of the arms. Windows are of attention, in characters; the last is half the context. */
const arms = {
  windows: [4, 16],
  experts: 4,
  lora: [4, 16],
  lowRank: [16],
  galore: [32],
  relora: [4],
  warmStart: [4],
};

export type ComparedArms = typeof arms;

/** Model, arms, length and seeds of the runs in each profile. `rateScale` multiplies the tuned rates. */
export const comparison = {
  quick: {
    training: { ...coreTraining, validationWindows: 64 },
    rateScale: 1,
    arms: { ...arms, windows: [16], lora: [4] },
    steps: 8,
    seeds: seedsFrom100(1),
  },
  default: { training: coreTraining, rateScale: 1, arms, steps: alternativeSteps, seeds: seedsFrom100(3) },
  paper: {
    training: headline.paper.training,
    rateScale: headline.paper.rateScale,
    arms: { ...arms, windows: [4, 8, 16, 32], galore: [16, 32] },
    steps: 3000,
    seeds: seedsFrom100(5),
  },
};

export type Comparison = (typeof comparison)[keyof typeof comparison];

/** An arm's runs, one a seed. */
export function comparisonRuns(
  arm: AlternativeArm,
  { training, rateScale, steps, seeds }: Omit<Comparison, "arms">,
) {
  return seeds.map((seed) => alternativeRun(arm, { training, rateScale, steps, seed }));
}
