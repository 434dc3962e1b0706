/** Searches for the learning rates of the classifiers: the share of held-out sentences classified wrongly is to be low. */

import { measured, type Search } from "../lib/trials/tuned.ts";
import { fullVectors, loraVectors, sentiment, sentimentTraining, sentimentTuning } from "./sentiment-runs.ts";

/** One point of accuracy is six sentences: two seeds could not tell rates apart. */
const seeds = Array.from({ length: 10 }, (_, index) => 50 + index);

const arms = [fullVectors, ...[1, 2, 8].map(loraVectors)];

export const searches = (["sentiment", "sentiment and domain"] as const).flatMap((task) =>
  arms.map(
    ({ trains, tuning }): Search => ({
      name: sentimentTuning(task, tuning),
      arm: trains,
      steps: sentimentTraining.steps,
      seeds,
      grid: [0.003, 0.01, 0.03, 0.1],
      run: (learningRate, seed) =>
        measured(
          sentiment({ ...sentimentTraining, task, arm: trains, seed, learningRate }),
          ({ heldOut }) => 1 - (heldOut?.accuracy ?? 0),
        ),
    }),
  ),
);
