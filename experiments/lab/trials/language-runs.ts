/**
 * Runs of language models, pre-trained from random weights: one arm, length and width, one run per seed. Slides list
 * them from here, so shared runs are trained once.
 */

import type { SearchedProfile } from "../../kit/search.ts";
import { defineTrial, type Trial } from "../../kit/trial.ts";
import { type Arm, fullArm, loraArm, type Training, type TunedArm } from "../arms.ts";
import { withRehearsal } from "../rehearsal.ts";
import { type FindSettings, findShared, requiredSettings, transferred } from "../settings.ts";
import {
  coreTraining,
  coreWidth,
  lengths,
  modelName,
  modelOfWidth,
  outerRateName,
  type RunSettings,
  reportSeeds,
  tunedWidthOf,
  tuningName,
} from "../setup.ts";
import { isWatched, type Log, requireWatched } from "../watched.ts";
import { pretrain } from "./pretrain.ts";

/** The lengths in words. */
export type Length = keyof typeof lengths;

type TrainingSetup = Omit<typeof coreTraining, "evaluatedOn" | "evaluationWindows" | "finalWindows"> & {
  readonly evaluatedOn: "test" | "tuning";
  readonly evaluationWindows: number;
  readonly finalWindows: number;
};

/** How a profile trains: its model, the steps of each length, and a factor for rates that were tuned for the core model. */
export interface TrainingPlan {
  readonly training: TrainingSetup;
  readonly lengths: Readonly<Record<Length, number>>;
  readonly rateScale: number;
}

/** The core model with twice the width, depth and context. Untuned rates are the core's divided by the root of 2. */
const paperModel = { dModel: 128, nLayers: 4, nHeads: 4, dFf: 512, contextLength: 64 };

const shorter = (factor: number) => ({
  short: lengths.short / factor,
  middle: lengths.middle / factor,
  long: lengths.long / factor,
  adaptation: lengths.adaptation / factor,
});

export const trainingPlans = withRehearsal<TrainingPlan>({
  quick: {
    training: { ...coreTraining, evaluationWindows: 64, finalWindows: 64 },
    lengths: shorter(50),
    rateScale: 1,
  },
  default: { training: coreTraining, lengths: { ...lengths }, rateScale: 1 },
  paper: {
    training: { ...coreTraining, model: paperModel },
    lengths: shorter(1 / 4),
    rateScale: Math.SQRT1_2,
  },
});

/** The same training of the core model and its variants of other widths, at their own rates. */
export const onCoreModels = (plan: TrainingPlan): TrainingPlan => ({
  ...plan,
  training: { ...plan.training, model: coreTraining.model },
  rateScale: 1,
});

/** Selects the runs of an arm. */
export interface Runs {
  readonly length: Length;
  readonly seeds: readonly number[];
  /** Width of the model; by default the plan's. */
  readonly width?: number;
}

/** One of them. */
export type OneRun = Omit<Runs, "seeds"> & { readonly seed: number };

/** A length of training, and a width. */
export type RunSize = Pick<OneRun, "length" | "width">;

/** The model of a run, and its steps. */
const sizeOf = ({ length, width }: RunSize, { training, lengths: steps }: TrainingPlan) => ({
  model: width === undefined ? training.model : modelOfWidth(width),
  steps: steps[length],
});

/**
 * The searches for the settings of a run at its own size and length: for its arm, and for the rate of embeddings, positions
 * and head. The latter depends only on the model, and is searched for at one length: the longest of the plan's own model.
 */
export const searchesFor = ({ trains, tuning }: TunedArm<Training>, size: RunSize, plan: TrainingPlan) => {
  const place = sizeOf(size, plan);
  const isOwn = modelName(place.model) === modelName(plan.training.model);
  const steps = plan.lengths[isOwn ? "long" : "middle"];
  return { own: tuningName(tuning, place), outer: outerRateName(trains, { ...place, steps }) };
};

/**
 * The searches whose choices a run uses: its own, or until these are made, those of the core model at the default
 * profile's length. `steps` is the length of their runs; `rateFactor` multiplies the body's rate.
 */
export function tunedFor(
  arm: TunedArm<Training>,
  size: RunSize,
  plan: TrainingPlan,
  find: FindSettings = findShared,
) {
  const { length, width = coreWidth } = size;
  const searches = searchesFor(arm, size, plan);
  if (find(searches.own) !== undefined && find(searches.outer) !== undefined) {
    return { ...searches, steps: plan.lengths[length], rateFactor: 1 };
  }
  const tunedWidth = tunedWidthOf(width);
  const core = { ...arm, tuning: arm.coreTuning ?? arm.tuning };
  return {
    ...searchesFor(core, { length, width: tunedWidth }, trainingPlans.default),
    steps: lengths[length],
    rateFactor: plan.rateScale * Math.sqrt(tunedWidth / width),
  };
}

/** The settings of a run, from the searches that `tunedFor` names. */
export function scaledSettings(
  arm: TunedArm<Training>,
  size: RunSize,
  plan: TrainingPlan,
  find: FindSettings = findShared,
): RunSettings {
  const { own, outer, steps: fromSteps, rateFactor } = tunedFor(arm, size, plan, find);
  const steps = plan.lengths[size.length];
  return {
    ...transferred(requiredSettings(find, own), { rateFactor, steps, fromSteps }),
    outerLearningRate: requiredSettings(find, outer).learningRate,
  };
}

/** Everything of a run except what is trained and its logs. */
export const runConfig = ({ seed, ...place }: OneRun, plan: TrainingPlan, settings: RunSettings) => ({
  ...plan.training,
  ...sizeOf(place, plan),
  seed,
  ...settings,
});

/** The logs of a run, as often as figures show them. */
function logsOf(arm: Arm, run: OneRun, { lengths: ofLength }: TrainingPlan) {
  const steps = ofLength[run.length];
  const every = Math.round(steps / 12);
  return {
    ...(isWatched("curve", arm, run) && { evalEvery: every }),
    ...(isWatched("gradients", arm, run) && { gradientsEvery: every }),
    ...(isWatched("noise", arm, run) && {
      noise: { fromStep: steps / 2, every: Math.max(1, Math.round(steps / 120)) },
    }),
  };
}

/** One run of an arm, by default with the settings that were tuned for it. */
export function languageRun(
  arm: TunedArm,
  run: OneRun,
  plan: TrainingPlan,
  settings: RunSettings = scaledSettings(arm, run, plan),
) {
  return pretrain({ ...runConfig(run, plan, settings), arm: arm.trains, ...logsOf(arm, run, plan) });
}

/** An arm's runs, one per seed. Throws if a run lacks the needed log: watched.ts lists the runs that have one. */
export const languageRuns = (
  arm: TunedArm,
  { seeds, ...run }: Runs,
  plan: TrainingPlan,
  { needs }: { readonly needs?: Log } = {},
) =>
  seeds.map((seed) => {
    if (needs !== undefined) requireWatched(needs, arm, { ...run, seed });
    return languageRun(arm, { ...run, seed }, plan);
  });

/** The lengths of pre-training, ascending. */
const ladder = ["short", "middle", "long"] as const;

/** An arm's runs at each length of pre-training, one per seed; each length has its own schedule and settings. */
export const ladderRuns = (arm: TunedArm, seeds: readonly number[], plan: TrainingPlan) =>
  ladder.map((length) => languageRuns(arm, { length, seeds }, plan));

/** The steps of these runs. */
export const ladderSteps = ({ lengths: steps }: Pick<TrainingPlan, "lengths">): readonly number[] =>
  ladder.map((length) => steps[length]);

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
  const { quick } = trainingPlans;
  const plan = { ...quick, lengths: { ...quick.lengths, long: 60 } };
  return [fullArm, loraArm(4)].flatMap((arm) =>
    languageRuns(arm, { length: "long", seeds: reportSeeds(1) }, plan),
  );
}

/** The plans of a profile's searches: for its own model, and for the core models, several widths of which slides compare. */
export interface SearchedPlans {
  readonly own: TrainingPlan;
  readonly core: TrainingPlan;
}

/** The plans whose language models are tuned. The quick profile uses the default one's settings. */
export const searchedPlans = (profile: SearchedProfile): SearchedPlans => ({
  own: trainingPlans[profile],
  core: onCoreModels(trainingPlans[profile]),
});

/** How a search trains: as the report's runs do, but evaluated on the tuning documents. */
export const tuningPlan = (plan: TrainingPlan): TrainingPlan => ({
  ...plan,
  training: { ...plan.training, evaluatedOn: "tuning", finalWindows: plan.training.finalWindows / 2 },
});

/** Rates of a search's first grid, for a model that uses the core model's rates times a factor. */
export const scaledRates = (rates: readonly number[], { rateScale }: TrainingPlan): readonly number[] =>
  rates.map((rate) => rateScale * rate);
