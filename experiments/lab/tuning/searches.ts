/**
 * Searches for the settings of language models: an arm at a length of training and a width, as a scale trains it. Their
 * losses come from the tuning documents, on which no run of the report is measured.
 */

import { measured, type Search } from "../../kit/search.ts";
import type { Trial } from "../../kit/trial.ts";
import { fullArm, loraArm, type Training, type TunedArm } from "../arms.ts";
import { finalLossOf, findShared, requiredSettings, tuningSeeds, warmupsOf } from "../settings.ts";
import type { RunSettings } from "../setup.ts";
import { type AdaptedArm, adaptationTuning, adapted } from "../trials/adaptation.ts";
import { alternativeRun } from "../trials/alternatives.ts";
import {
  type Length,
  languageRun,
  type OneRun,
  type Scale,
  scaledRates,
  searchesFor,
  tuningScale,
} from "../trials/language-runs.ts";

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

/** The search for an arm's settings: going on from a model trained in full, on the novel, to a low loss on the novel. */
export function adaptationSearch(arm: AdaptedArm, length: Length, scale: Scale): Search {
  const steps = scale.lengths[length];
  const base = searchesFor(fullArm, { length: "middle" }, scale);
  return {
    name: adaptationTuning(arm, length, scale),
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: scaledRates(arm.trains.kind === "full" ? [0.002, 0.004, 0.008] : [0.01, 0.02, 0.04], scale),
    warmups: warmupsOf(steps),
    needs: [base.own, base.shared],
    run: (settings, seed) =>
      measured(adapted(arm, { length, seed }, tuningScale(scale), settings), ({ after }) => after.novel),
  };
}

/** The search for the settings of an arm. A warm start's full part takes the rate of full training. */
export function alternativeSearch(
  arm: TunedArm<Training>,
  at: Pick<OneRun, "length" | "width">,
  rates: readonly number[],
  scale: Scale,
): Search {
  const search = searchOf(arm, at, { rates, scale }, alternativeRun);
  if (arm.trains.kind !== "warmStart") return search;
  const full = searchesFor(fullArm, at, scale);
  return { ...search, needs: [...(search.needs ?? []), full.own, full.shared] };
}
