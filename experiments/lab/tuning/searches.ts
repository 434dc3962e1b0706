/**
 * Searches for the rates of language models: an arm at a length and a width, trained as in the report. Their losses come
 * from the tuning documents, which no reported number uses.
 */

import { measured } from "../../kit/search.ts";
import type { Trial } from "../../kit/trial.ts";
import { type Arm, fullArm, type Training, type TunedArm } from "../arms.ts";
import { finalLossOf, type Rates, ratesAround, type Settings, tuningSeeds } from "../settings.ts";
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
import { type GridSearch, gridSearch, type RateAxis } from "./rate-grid.ts";

/** Rates of embeddings, positions and head: two to try first, and limits. */
export const outerRates: RateAxis = { rates: [0.02, 0.04], lowest: 0.005, highest: 0.16 };

/** The body's rates: three around a first guess. In a frozen body nothing has a rate, and it is 0. */
const bodyRates = (trains: Arm<Training>["trains"], guess: number): RateAxis => ({
  rates: trains.kind === "lora" && trains.rank === 0 ? [0] : ratesAround(guess),
});

/** The search for both rates of an arm. `trialOf` lists one of its runs. */
export function searchOf<Trains extends Training>(
  arm: TunedArm<Trains>,
  size: RunSize,
  guess: number,
  trialOf: (
    arm: TunedArm<Trains>,
    run: OneRun,
    plan: TrainingPlan,
    rates: Rates,
  ) => Trial<{ result: { finalLoss: number } }>,
): GridSearch<Rates> {
  const { steps } = runConfig({ ...size, seed: 0 }, tuningPlan, { learningRate: 0, outerLearningRate: 0 });
  return gridSearch<Rates>({
    name: searchFor(arm, size),
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    grid: { learningRate: bodyRates(arm.trains, guess), outerLearningRate: outerRates },
    run: (rates, seed) => finalLossOf(trialOf(arm, { ...size, seed }, tuningPlan, rates)),
  });
}

/** The same for an arm that trains its part of the body by Adam. */
export const languageSearch = (arm: TunedArm, size: RunSize, guess = 0): GridSearch<Rates> =>
  searchOf(arm, size, guess, languageRun);

/** The same for a method that trains otherwise. The full part of a warm start uses the rate of full training. */
export function alternativeSearch(arm: TunedArm<Training>, size: RunSize, guess: number): GridSearch<Rates> {
  const search = searchOf(arm, size, guess, alternativeRun);
  return arm.trains.kind === "warmStart" ? { ...search, needs: [searchFor(fullArm, size)] } : search;
}

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
