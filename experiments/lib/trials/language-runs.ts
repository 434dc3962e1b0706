/**
 * Runs of language models, pre-trained from random weights, as the slides share them: an arm at a length of training and
 * a width, one run a seed. Slides list them from here, so that the same run is trained once.
 */
import type { Trial } from "../trial.ts";
import { type Arm, fullArm, loraArm, type Training, type TunedArm } from "./arms.ts";
import {
  coreTraining,
  coreWidth,
  lengths,
  modelOfWidth,
  type RunSettings,
  reportSeeds,
  settingsAt,
  sharedRate,
  sharedRateName,
  tunedWidths,
  tuningName,
  tuningTraining,
} from "./core.ts";
import { pretrain } from "./pretrain.ts";
import { finalLossOf, type Search, type Settings, tuningSeeds, warmupsOf } from "./tuned.ts";

/** The lengths in words. */
export type Length = keyof typeof lengths;

type TrainingSetup = Omit<
  typeof coreTraining | typeof tuningTraining,
  "model" | "lookWindows" | "finalWindows"
> & {
  readonly model: typeof coreTraining.model;
  readonly lookWindows: number;
  readonly finalWindows: number;
};

/** How a profile trains: its model, the steps of each length, and a factor on the rates that were tuned for the core model. */
export interface Scale {
  readonly training: TrainingSetup;
  readonly lengths: Readonly<Record<Length, number>>;
  readonly rateScale: number;
}

/** Twice the width, depth and context of the core model, at its rates over the root of the wider width. */
const paperModel = { dModel: 128, nLayers: 4, nHeads: 4, dFf: 512, contextLength: 64 };

const shorter = (factor: number) => ({
  short: lengths.short / factor,
  middle: lengths.middle / factor,
  long: lengths.long / factor,
  adaptation: lengths.adaptation / factor,
});

export const scales = {
  quick: {
    training: { ...coreTraining, lookWindows: 64, finalWindows: 64 },
    lengths: shorter(50),
    rateScale: 1,
  },
  default: { training: coreTraining, lengths: { ...lengths }, rateScale: 1 },
  paper: {
    training: { ...coreTraining, model: paperModel },
    lengths: shorter(1 / 4),
    rateScale: Math.SQRT1_2,
  },
} as const satisfies Readonly<Record<string, Scale>>;

/** What is run of an arm. */
export interface Runs {
  readonly length: Length;
  readonly seeds: readonly number[];
  /** Width of the model; that of the scale's model unless given. */
  readonly width?: number;
}

/** One of them. */
export type OneRun = Omit<Runs, "seeds"> & { readonly seed: number };

/** Settings for a scale and a width: the tuned ones, or those of the core model at a rate that falls with the width's root. */
export function scaledSettings(
  arm: TunedArm<Training>,
  { length, width = coreWidth }: Pick<OneRun, "length" | "width">,
  { lengths: steps, rateScale }: Scale,
  settingsOf?: (name: string) => Settings,
): RunSettings {
  const tunedWidth = tunedWidths.find((tuned) => tuned === width) ?? coreWidth;
  const tuned = settingsAt(arm, { width: tunedWidth, steps: lengths[length] }, settingsOf);
  return {
    ...tuned,
    learningRate: rateScale * Math.sqrt(tunedWidth / width) * tuned.learningRate,
    warmupSteps: Math.max(1, Math.round((tuned.warmupSteps * steps[length]) / lengths[length])),
  };
}

/** Everything of a run but what is trained and the looks along the way. */
export const runConfig = (
  { length, seed, width }: OneRun,
  { training, lengths: steps }: Scale,
  settings: RunSettings,
) => ({
  ...training,
  model: width === undefined ? training.model : modelOfWidth(width),
  steps: steps[length],
  seed,
  ...settings,
});

const isLora = ({ trains }: Arm, rank: number): boolean => trains.kind === "lora" && trains.rank === rank;

/**
 * The looks along a run. They take time, so only the runs that a figure or a claim needs have them: at the middle length
 * curves of full training, LoRA at the deck's rank and the frozen body; gradients and frequent losses of the first two.
 */
function looksOf(arm: Arm, { length, seed, width }: OneRun, { lengths: { middle } }: Scale) {
  const [firstSeed] = reportSeeds(1);
  const index = seed - (firstSeed ?? 0);
  if (length !== "middle" || width !== undefined || index < 0) return {};
  const isWatched = arm.trains.kind === "full" || isLora(arm, 4);
  const every = Math.round(middle / 12);
  return {
    ...((isWatched || isLora(arm, 0)) && index < 3 && { evalEvery: every }),
    ...(isWatched && index < 3 && { gradientsEvery: every }),
    ...(isWatched &&
      index < 5 && { noise: { fromStep: middle / 2, every: Math.max(1, Math.round(middle / 120)) } }),
  };
}

/** One run of an arm, with the settings that were tuned for it unless others are given. */
export function languageRun(
  arm: TunedArm,
  run: OneRun,
  scale: Scale,
  settings: RunSettings = scaledSettings(arm, run, scale),
) {
  return pretrain({ ...runConfig(run, scale, settings), arm: arm.trains, ...looksOf(arm, run, scale) });
}

/** An arm's runs, one a seed. */
export const languageRuns = (arm: TunedArm, { seeds, ...run }: Runs, scale: Scale) =>
  seeds.map((seed) => languageRun(arm, { ...run, seed }, scale));

/** The lengths of pre-training, ascending. */
const ladder = ["short", "middle", "long"] as const;

/** An arm's runs at each length of pre-training, one a seed; each length has its own schedule and settings. */
export const ladderRuns = (arm: TunedArm, seeds: readonly number[], scale: Scale) =>
  ladder.map((length) => languageRuns(arm, { length, seeds }, scale));

/** The steps of these runs. */
export const ladderSteps = ({ lengths: steps }: Pick<Scale, "lengths">): readonly number[] =>
  ladder.map((length) => steps[length]);

/** How a search trains: as the default profile does, but its losses come from the tuning documents. */
export const tuningScale: Scale = { ...scales.default, training: tuningTraining };

/** The search for an arm's settings at a length and a width. `trialOf` lists a run of it. */
export function searchOf<Trains extends Training>(
  arm: TunedArm<Trains>,
  { length, width = coreWidth }: Pick<OneRun, "length" | "width">,
  rates: readonly number[],
  trialOf: (
    arm: TunedArm<Trains>,
    run: OneRun,
    scale: Scale,
    settings: RunSettings,
  ) => Trial<{ result: { finalLoss: number } }>,
): Search {
  const steps = lengths[length];
  return {
    name: tuningName(arm, { width, steps }),
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates,
    warmups: warmupsOf(steps),
    run: (settings, seed) =>
      finalLossOf(
        trialOf(arm, { length, width, seed }, tuningScale, {
          ...settings,
          sharedLearningRate: sharedRate(arm.trains, width),
        }),
      ),
  };
}

/** The same for an arm that trains by AdamW what it trains of the body. */
export const languageSearch = (
  arm: TunedArm,
  at: Pick<OneRun, "length" | "width">,
  rates: readonly number[],
): Search => searchOf(arm, at, rates, languageRun);

/** Rates of the body at which the rate of embeddings, positions and head is searched for. */
const ratesOfBody = { full: 0.003, "lora-r4": 0.01 } as const;

/**
 * The search for the rate of embeddings, positions and head: at the longest training for the core model, and at the middle
 * length for narrower ones, with the longer warm-up.
 */
export function sharedSearch(key: keyof typeof ratesOfBody, width: number): Search {
  const arm = key === "full" ? fullArm : loraArm(4);
  const length = width === coreWidth ? "long" : "middle";
  const steps = lengths[length];
  return {
    name: sharedRateName(arm.trains, width),
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: [0.01, 0.02, 0.04],
    warmups: [Math.round(steps / 10)],
    isClosed: true,
    run: ({ learningRate: sharedLearningRate, warmupSteps }, seed) =>
      finalLossOf(
        languageRun(arm, { length, width, seed }, tuningScale, {
          learningRate: ratesOfBody[key],
          warmupSteps,
          sharedLearningRate,
        }),
      ),
  };
}
