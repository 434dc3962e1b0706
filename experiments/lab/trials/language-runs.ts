/**
 * Runs of language models, pre-trained from random weights: one arm, length and width, one run per seed. Slides list
 * them from here, so shared runs are trained once.
 */

import type { Profiles } from "../../kit/experiment.ts";
import { defineTrial, type Trial } from "../../kit/trial.ts";
import { type Arm, fullArm, loraArm, type TunedArm } from "../arms.ts";
import { type FindSettings, findShared, type Rates, requiredRates } from "../settings.ts";
import {
  coreTraining,
  coreWidth,
  type Length,
  ladderSize,
  lengths,
  modelOfWidth,
  reportSeeds,
  searchName,
  warmupOf,
} from "../setup.ts";
import { isWatched, type Log, requireWatched } from "../watched.ts";
import { pretrain } from "./pretrain.ts";

type TrainingSetup = Omit<typeof coreTraining, "evaluatedOn" | "evaluationWindows" | "finalWindows"> & {
  readonly evaluatedOn: "test" | "tuning";
  readonly evaluationWindows: number;
  readonly finalWindows: number;
};

/** How a profile trains: its model, and the steps of each length. */
export interface TrainingPlan {
  readonly training: TrainingSetup;
  readonly lengths: Readonly<Record<Length, number>>;
  /** How many times shorter its trainings are than those of the default profile, whose rates it uses. */
  readonly shortening: number;
}

/** The quick profile tests all code with trainings fifty times shorter. */
const QUICK = 50;

const defaultPlan: TrainingPlan = { training: coreTraining, lengths, shortening: 1 };

export const trainingPlans: Profiles<TrainingPlan> = {
  quick: {
    training: { ...coreTraining, evaluationWindows: 64, finalWindows: 64 },
    lengths: {
      short: lengths.short / QUICK,
      middle: lengths.middle / QUICK,
      long: lengths.long / QUICK,
      adaptation: lengths.adaptation / QUICK,
    },
    shortening: QUICK,
  },
  default: defaultPlan,
  long: defaultPlan,
};

/** Selects the runs of an arm. */
export interface Runs {
  /** A length in words, or "ladder": as many characters per body weight at every width. */
  readonly length: Length | "ladder";
  readonly seeds: readonly number[];
  /** Width of the model; by default the core model's. */
  readonly width?: number;
}

/** One of them. */
export type OneRun = Omit<Runs, "seeds"> & { readonly seed: number };

/** A length of training, and a width. */
export type RunSize = Pick<OneRun, "length" | "width">;

/** Width, steps and sequences per step in the default profile. */
function nominalSize({ length, width = coreWidth }: RunSize) {
  if (length === "ladder") return { width, ...ladderSize(width) };
  return { width, steps: lengths[length], batchSize: coreTraining.batchSize };
}

/** The name of the search for an arm's rates at a size. */
export function searchFor(arm: Pick<TunedArm<unknown>, "tuning">, size: RunSize): string {
  const { width, steps } = nominalSize(size);
  return searchName(arm, width, steps);
}

/** The rates of an arm at a size. */
export const ratesFor = (
  arm: Pick<TunedArm<unknown>, "tuning">,
  size: RunSize,
  find: FindSettings = findShared,
): Rates => requiredRates(find, searchFor(arm, size));

/** A run's length if it is one of the core model, whose longest training is a step of the ladder too. */
function coreLength({ length, width = coreWidth }: RunSize): Length | undefined {
  if (width !== coreWidth) return undefined;
  return length === "ladder" ? "long" : length;
}

/** Everything of a run except what is trained and its logs. */
export function runConfig({ seed, ...size }: OneRun, { training, shortening }: TrainingPlan, rates: Rates) {
  const { width, steps: nominalSteps, batchSize } = nominalSize(size);
  const steps = Math.max(1, Math.round(nominalSteps / shortening));
  const model = modelOfWidth(width);
  return { ...training, model, batchSize, steps, seed, ...rates, warmupSteps: warmupOf(steps) };
}

/** The logs of a run, as often as figures show them. */
function logsOf(arm: Arm, { seed, ...size }: OneRun, steps: number) {
  const length = coreLength(size);
  if (length === undefined) return {};
  const run = { length, seed };
  const every = Math.round(steps / 12);
  return {
    ...(isWatched("curve", arm, run) && { evalEvery: every }),
    ...(isWatched("gradients", arm, run) && { gradientsEvery: every }),
    ...(isWatched("noise", arm, run) && { noise: noiseEvaluations(steps) }),
  };
}

/** The noise of a run's loss: from which step on it is evaluated, and every how many steps. */
export const noiseEvaluations = (steps: number) => ({
  fromStep: steps / 2,
  every: Math.max(1, Math.round(steps / 180)),
});

/** One run of an arm, by default with the rates that were tuned for it. */
export function languageRun(
  arm: TunedArm,
  run: OneRun,
  plan: TrainingPlan,
  rates: Rates = ratesFor(arm, run),
) {
  const config = runConfig(run, plan, rates);
  return pretrain({ ...config, arm: arm.trains, ...logsOf(arm, run, config.steps) });
}

/** An arm's runs, one per seed. Throws if a run lacks the needed log: watched.ts lists the runs that have one. */
export const languageRuns = (
  arm: TunedArm,
  { seeds, ...size }: Runs,
  plan: TrainingPlan,
  { needs }: { readonly needs?: Log } = {},
) =>
  seeds.map((seed) => {
    const length = coreLength(size);
    if (needs !== undefined) requireWatched(needs, arm, { length: length ?? "ladder", seed });
    return languageRun(arm, { ...size, seed }, plan);
  });

/** The lengths of pre-training, ascending. */
const pretraining = ["short", "middle", "long"] as const;

/** An arm's runs at each length of pre-training, one per seed; each length has its own schedule and settings. */
export const runsByLength = (arm: TunedArm, seeds: readonly number[], plan: TrainingPlan) =>
  pretraining.map((length) => languageRuns(arm, { length, seeds }, plan));

/** The steps of these runs. */
export const stepsOfLengths = ({ lengths: steps }: Pick<TrainingPlan, "lengths">): readonly number[] =>
  pretraining.map((length) => steps[length]);

/** Losses of n-gram models on the test sequences of `pretrain`. */
const ngram = defineTrial<typeof import("./ngram.run.ts")>({
  kind: "ngram",
  module: new URL("./ngram.run.ts", import.meta.url),
  data: ["addresses"],
  estimatedSeconds: () => 2,
  describe: () => ({ minor: ["finalWindows"] }),
});

/** The losses of n-gram models on the test sequences of training: floors for its runs. */
export const ngramFloors = (
  orders: readonly number[],
  { model, finalWindows }: Pick<TrainingPlan["training"], "model" | "finalWindows">,
) => ngram({ orders, finalWindows, contextLength: model.contextLength });

/** Short runs of the headline's comparison, which take a minute on an emulated processor. */
export function spotChecks(): readonly Trial[] {
  const plan = { ...trainingPlans.quick, shortening: 60 };
  return [fullArm, loraArm(4)].flatMap((arm) =>
    languageRuns(arm, { length: "long", seeds: reportSeeds(1) }, plan),
  );
}

/** How a search trains: as the report's runs do, but evaluated on the tuning documents. */
export const tuningPlan: TrainingPlan = {
  ...defaultPlan,
  training: { ...coreTraining, evaluatedOn: "tuning", finalWindows: coreTraining.finalWindows / 2 },
};
