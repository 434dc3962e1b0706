/** Searches for the learning rates of the classifiers: the share of held-out sentences classified wrongly is to be low. */

import { measured, type Search } from "../lib/tuned.ts";
import type { Arm } from "./pooled-words.ts";
import { sentiment, sentimentTraining, sentimentTuning } from "./sentiment-runs.ts";

/** One point of accuracy is six sentences: two seeds could not tell rates apart. */
const seeds = Array.from({ length: 10 }, (_, index) => 50 + index);

const arms: readonly Arm[] = [
  { kind: "full" },
  ...[1, 2, 8].map((rank) => ({ kind: "lora" as const, rank })),
];

export const searches = (["sentiment", "sentiment and domain"] as const).flatMap((task) =>
  arms.map(
    (arm): Search => ({
      name: sentimentTuning(task, arm),
      arm,
      steps: sentimentTraining.steps,
      seeds,
      grid: [0.003, 0.01, 0.03, 0.1],
      run: (learningRate, seed) =>
        measured(
          sentiment({ ...sentimentTraining, task, arm, seed, learningRate }),
          ({ heldOut }) => 1 - (heldOut?.accuracy ?? 0),
        ),
    }),
  ),
);
