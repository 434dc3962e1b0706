/**
 * Searches for the rates of language models: an arm at a length and a width, trained as in the report. Their losses come
 * from the tuning documents, which no reported number uses.
 */

import { measured } from "../../kit/search.ts";
import type { Trial } from "../../kit/trial.ts";
import { type Arm, fullArm, type Training, type TunedArm } from "../arms.ts";
import {
  finalLossOf,
  findShared,
  type Rates,
  ratesAround,
  requiredSettings,
  type Settings,
  tuningSeeds,
} from "../settings.ts";
import { lengths } from "../setup.ts";
import { type AdaptedArm, adaptationSearchName, adapted } from "../trials/adaptation.ts";
import { alternativeRun } from "../trials/alternatives.ts";
import {
  languageRun,
  type OneRun,
  type RunSize,
  runConfig,
  searchFor,
  type TrainingPlan,
  tuningPlan,
} from "../trials/language-runs.ts";
import { type GridSearch, type GridSteps, gridSearch, type RateAxis } from "./rate-grid.ts";

/** Rates of embeddings, positions and head: two to try first, and limits. */
export const outerRates: RateAxis = { rates: [0.02, 0.04], lowest: 0.005, highest: 0.16 };

/** The body's rates: three around a first guess. In a frozen body nothing has a rate, and it is 0. */
const bodyRates = (trains: Arm<Training>["trains"], guess: number): RateAxis => ({
  rates: trains.kind === "lora" && trains.rank === 0 ? [0] : ratesAround(guess),
});

/** Lists one run of an arm. */
type ListRun<Trains> = (
  arm: TunedArm<Trains>,
  run: OneRun,
  plan: TrainingPlan,
  rates: Rates,
) => Trial<{ result: { finalLoss: number } }>;

/** What a search of a language model adds to its arm and size. */
interface SearchForm {
  readonly grid: Parameters<typeof gridSearch<Rates>>[0]["grid"];
  readonly seeds: readonly number[];
  readonly needs?: readonly string[];
  /** By default a whole search. */
  readonly gridSteps?: GridSteps;
}

function searchOf<Trains extends Training>(
  arm: TunedArm<Trains>,
  size: RunSize,
  form: SearchForm,
  trialOf: ListRun<Trains>,
): GridSearch<Rates> {
  const { steps } = runConfig({ ...size, seed: 0 }, tuningPlan, { learningRate: 0, outerLearningRate: 0 });
  return gridSearch<Rates>({
    name: searchFor(arm, size),
    arm: arm.trains,
    steps,
    ...form,
    run: (rates, seed) => finalLossOf(trialOf(arm, { ...size, seed }, tuningPlan, rates)),
  });
}

/** The whole search: both rates, around a first guess of the body's. */
const wholeForm = (trains: Training, guess: number): SearchForm => ({
  seeds: tuningSeeds,
  grid: { learningRate: bodyRates(trains, guess), outerLearningRate: outerRates },
});

/** The same for an arm that trains its part of the body by Adam. */
export const languageSearch = (arm: TunedArm, size: RunSize, guess = 0): GridSearch<Rates> =>
  searchOf(arm, size, wholeForm(arm.trains, guess), languageRun);

/** The full part of a warm start uses the rate of full training. */
const needsOf = ({ trains }: TunedArm<Training>, size: RunSize): readonly string[] =>
  trains.kind === "warmStart" ? [searchFor(fullArm, size)] : [];

/** The same for a method that trains otherwise. */
export function alternativeSearch(arm: TunedArm<Training>, size: RunSize, guess: number): GridSearch<Rates> {
  const needs = needsOf(arm, size);
  const form = { ...wholeForm(arm.trains, guess), ...(needs.length > 0 && { needs }) };
  return searchOf(arm, size, form, alternativeRun);
}

/** A search of another form, for an arm of any kind. */
export const searchFrom = (arm: TunedArm<Training>, size: RunSize, form: SearchForm): GridSearch<Rates> =>
  searchOf(arm, size, { ...form, needs: [...(form.needs ?? []), ...needsOf(arm, size)] }, alternativeRun);

/** The search for an arm's rate in fine-tuning: from a fully trained model, for a low loss on the novel. */
export const adaptationSearch = (arm: AdaptedArm, guess: number): GridSearch =>
  gridSearch<Settings>({
    name: adaptationSearchName(arm),
    arm: arm.trains,
    steps: lengths.adaptation,
    seeds: tuningSeeds,
    grid: { learningRate: { rates: ratesAround(guess) } },
    needs: [searchFor(fullArm, { length: "long" })],
    run: (settings, seed) =>
      measured(adapted(arm, { seed }, tuningPlan, settings), ({ after }) => after.novel),
  });

/** The same for fine-tuning as long as a middle pre-training, around the choice of a shorter one, in factors of `step`. */
export const longAdaptationSearch = (arm: AdaptedArm, nearest: string, step: number): GridSearch => {
  const name = adaptationSearchName(arm, "middle");
  return gridSearch<Settings>({
    ...adaptationSearch(arm, 0),
    name,
    steps: lengths.middle,
    needs: [nearest],
    grid: () => {
      const { learningRate } = requiredSettings(findShared, nearest);
      return { learningRate: { rates: [learningRate / step, learningRate, learningRate * step], step } };
    },
    run: (settings, seed) =>
      measured(adapted(arm, { seed, length: "middle" }, tuningPlan, settings), ({ after }) => after.novel),
  });
};
