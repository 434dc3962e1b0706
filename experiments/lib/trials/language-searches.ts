/**
 * Searches for the settings of language models: an arm at a length of training and a width, as a scale trains it. Their
 * losses come from the tuning documents, on which no run of the report is measured.
 */
import type { Trial } from "../trial.ts";
import { fullArm, loraArm, type Training, type TunedArm } from "./arms.ts";
import type { RunSettings } from "./core.ts";
import { languageRun, type OneRun, onCoreModels, type Scale, scales, searchesFor } from "./language-runs.ts";
import {
  finalLossOf,
  findShared,
  requiredSettings,
  type Search,
  type SearchedProfile,
  tuningSeeds,
  warmupsOf,
} from "./tuned.ts";

/** The scales of a profile's searches: its own model, and the core models, of which slides compare several widths. */
export interface SearchedScales {
  readonly own: Scale;
  readonly core: Scale;
}

/** The scales whose language models are tuned. The quick profile takes the settings of the default one. */
export const searchedScales = (profile: SearchedProfile): SearchedScales => ({
  own: scales[profile],
  core: onCoreModels(scales[profile]),
});

/** How a search trains: as the report's runs do, but for the documents that its losses come from. */
export const tuningScale = (scale: Scale): Scale => ({
  ...scale,
  training: { ...scale.training, evaluatedOn: "tuning", finalWindows: scale.training.finalWindows / 2 },
});

/** Rates of a search's first grid, for a model whose rates are the core model's times a factor. */
export const scaledRates = (rates: readonly number[], { rateScale }: Scale): readonly number[] =>
  rates.map((rate) => rateScale * rate);

type At = Pick<OneRun, "length" | "width">;

/** The search for an arm's settings at a length and a width. `trialOf` lists a run of it. */
export function searchOf<Trains extends Training>(
  arm: TunedArm<Trains>,
  at: At,
  { rates, scale }: { readonly rates: readonly number[]; readonly scale: Scale },
  trialOf: (
    arm: TunedArm<Trains>,
    run: OneRun,
    scale: Scale,
    settings: RunSettings,
  ) => Trial<{ result: { finalLoss: number } }>,
): Search {
  const steps = scale.lengths[at.length];
  const { own, shared } = searchesFor(arm, at, scale);
  return {
    name: own,
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: scaledRates(rates, scale),
    warmups: warmupsOf(steps),
    needs: [shared],
    run: (settings, seed) =>
      finalLossOf(
        trialOf(arm, { ...at, seed }, tuningScale(scale), {
          ...settings,
          sharedLearningRate: requiredSettings(findShared, shared).learningRate,
        }),
      ),
  };
}

/** The same for an arm that trains by AdamW what it trains of the body. */
export const languageSearch = (arm: TunedArm, at: At, rates: readonly number[], scale: Scale): Search =>
  searchOf(arm, at, { rates, scale }, languageRun);

/** Rates of the body at which the rate of embeddings, positions and head is searched for. */
const ratesOfBody = { full: 0.003, "lora-r4": 0.01 } as const;

/**
 * The search for the rate of embeddings, positions and head, with the longer warm-up: at the longest training for the
 * scale's own model, and at the middle length for another width.
 */
export function sharedSearch(key: keyof typeof ratesOfBody, scale: Scale, width?: number): Search {
  const arm = key === "full" ? fullArm : loraArm(4);
  const at = width === undefined ? ({ length: "long" } as const) : ({ length: "middle", width } as const);
  const steps = scale.lengths[at.length];
  return {
    name: searchesFor(arm, at, scale).shared,
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: scaledRates([0.01, 0.02, 0.04], scale),
    warmups: [Math.max(1, Math.round(steps / 10))],
    isClosed: true,
    run: ({ learningRate: sharedLearningRate, warmupSteps }, seed) =>
      finalLossOf(
        languageRun(arm, { ...at, seed }, tuningScale(scale), {
          learningRate: scale.rateScale * ratesOfBody[key],
          warmupSteps,
          sharedLearningRate,
        }),
      ),
  };
}
