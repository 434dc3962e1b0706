/**
 * Searches for the rates of the classifiers. They minimise the share of tuning sentences that are classified wrongly
 * (`splitOf` chooses each run's sentences).
 */
import { measured } from "../kit/search.ts";
import { ratesAround, type Settings, tuningSeeds } from "../lab/settings.ts";
import { type GridSearch, gridSearch } from "../lab/tuning/rate-grid.ts";
import {
  type ClassifierArm,
  fullVectors,
  loraVectors,
  sentiment,
  sentimentRun,
  sentimentSearchName,
  sentimentTraining,
} from "./sentiment-runs.ts";

type Task = Parameters<typeof sentimentSearchName>[0];

const search = (task: Task, arm: ClassifierArm): GridSearch =>
  gridSearch<Settings>({
    name: sentimentSearchName(task, arm),
    arm: arm.trains,
    steps: sentimentTraining.steps,
    seeds: tuningSeeds,
    grid: { learningRate: { rates: ratesAround(0.03) } },
    run: (settings, seed) =>
      measured(
        sentiment(sentimentRun(arm, { ...sentimentTraining, evaluatedOn: "tuning", task, seed }, settings)),
        ({ heldOut }) => 1 - (heldOut?.accuracy ?? 0),
      ),
  });

// Without trained vectors only the head is trained, at the rate that all arms share.
export const searches = (["sentiment", "sentiment and domain"] as const).flatMap((task) =>
  [fullVectors, ...[1, 2, 4, 8].map(loraVectors)].map((arm) => search(task, arm)),
);
