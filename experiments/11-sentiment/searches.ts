/**
 * Searches for the settings of the classifiers. They minimise the share of tuning sentences that are classified
 * wrongly (`splitOf` chooses each run's sentences).
 */
import { measured } from "../kit/search.ts";
import { tuningSeeds, warmupsOf } from "../lab/settings.ts";
import { type GridSearch, gridSearch } from "../lab/tuning/rate-grid.ts";
import {
  type ClassifierArm,
  frozenVectors,
  fullVectors,
  loraVectors,
  sentiment,
  sentimentTraining,
  sentimentTuning,
} from "./sentiment-runs.ts";

type Task = Parameters<typeof sentimentTuning>[0];

const search = (task: Task, { trains, tuning }: ClassifierArm, rates: readonly number[]): GridSearch =>
  gridSearch({
    name: sentimentTuning(task, tuning),
    arm: trains,
    steps: sentimentTraining.steps,
    seeds: tuningSeeds,
    rates,
    warmups: warmupsOf(sentimentTraining.steps),
    run: (settings, seed) =>
      measured(
        sentiment({ ...sentimentTraining, ...settings, evaluatedOn: "tuning", task, arm: trains, seed }),
        ({ heldOut }) => 1 - (heldOut?.accuracy ?? 0),
      ),
  });

export const searches = (["sentiment", "sentiment and domain"] as const).flatMap((task) => [
  ...[fullVectors, ...[1, 2, 4, 8].map(loraVectors)].map((arm) => search(task, arm, [0.01, 0.02, 0.04])),
  // Only the head is trained, at the rate that all arms share, so only the warm-up is left to choose.
  gridSearch({ ...search(task, frozenVectors, [0]), isClosed: true }),
]);
