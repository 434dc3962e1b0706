/**
 * Searches for the settings of language models: an arm at a length and a width, trained as in a plan. Their losses
 * come from the tuning documents, which no reported number uses.
 */

import { measured } from "../../kit/search.ts";
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
  type RunSize,
  scaledRates,
  searchesFor,
  type TrainingPlan,
  tuningPlan,
} from "../trials/language-runs.ts";
import { type GridSearch, gridSearch } from "./rate-grid.ts";

/** The search for an arm's settings at a length and a width. `trialOf` lists one of its runs. */
export function searchOf<Trains extends Training>(
  arm: TunedArm<Trains>,
  size: RunSize,
  { rates, plan }: { readonly rates: readonly number[]; readonly plan: TrainingPlan },
  trialOf: (
    arm: TunedArm<Trains>,
    run: OneRun,
    plan: TrainingPlan,
    settings: RunSettings,
  ) => Trial<{ result: { finalLoss: number } }>,
): GridSearch {
  const steps = plan.lengths[size.length];
  const { own, outer } = searchesFor(arm, size, plan);
  return gridSearch({
    name: own,
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: scaledRates(rates, plan),
    warmups: warmupsOf(steps),
    needs: [outer],
    run: (settings, seed) =>
      finalLossOf(
        trialOf(arm, { ...size, seed }, tuningPlan(plan), {
          ...settings,
          outerLearningRate: requiredSettings(findShared, outer).learningRate,
        }),
      ),
  });
}

/** The same for an arm that trains its part of the body by AdamW. */
export const languageSearch = (
  arm: TunedArm,
  size: RunSize,
  rates: readonly number[],
  plan: TrainingPlan,
): GridSearch => searchOf(arm, size, { rates, plan }, languageRun);

/** Body rates used while searching for the rate of embeddings, positions and head. */
const ratesOfBody = { full: 0.003, "lora-r4": 0.01 } as const;

/**
 * The search for the rate of embeddings, positions and head, with the longer warm-up: at the longest training for the
 * plan's own model, and at the middle length for other widths.
 */
export function outerSearch(key: keyof typeof ratesOfBody, plan: TrainingPlan, width?: number): GridSearch {
  const arm = key === "full" ? fullArm : loraArm(4);
  const size = width === undefined ? ({ length: "long" } as const) : ({ length: "middle", width } as const);
  const steps = plan.lengths[size.length];
  return gridSearch({
    name: searchesFor(arm, size, plan).outer,
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: scaledRates([0.01, 0.02, 0.04], plan),
    warmups: [Math.max(1, Math.round(steps / 10))],
    isClosed: true,
    run: ({ learningRate: outerLearningRate, warmupSteps }, seed) =>
      finalLossOf(
        languageRun(arm, { ...size, seed }, tuningPlan(plan), {
          learningRate: plan.rateScale * ratesOfBody[key],
          warmupSteps,
          outerLearningRate,
        }),
      ),
  });
}

/** The search for an arm's settings in fine-tuning: from a fully trained model, for a low loss on the novel. */
export function adaptationSearch(arm: AdaptedArm, length: Length, plan: TrainingPlan): GridSearch {
  const steps = plan.lengths[length];
  const base = searchesFor(fullArm, { length: "middle" }, plan);
  return gridSearch({
    name: adaptationTuning(arm, length, plan),
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: scaledRates(arm.trains.kind === "full" ? [0.002, 0.004, 0.008] : [0.01, 0.02, 0.04], plan),
    warmups: warmupsOf(steps),
    needs: [base.own, base.outer],
    run: (settings, seed) =>
      measured(adapted(arm, { length, seed }, tuningPlan(plan), settings), ({ after }) => after.novel),
  });
}

/** The search for an arm's settings. The full part of a warm start uses the rate of full training. */
export function alternativeSearch(
  arm: TunedArm<Training>,
  size: RunSize,
  rates: readonly number[],
  plan: TrainingPlan,
): GridSearch {
  const search = searchOf(arm, size, { rates, plan }, alternativeRun);
  if (arm.trains.kind !== "warmStart") return search;
  const full = searchesFor(fullArm, size, plan);
  return { ...search, needs: [...(search.needs ?? []), full.own, full.outer] };
}
