/** Trains the sentence classifier with one arm, from random word vectors, and measures it. */
import type { TrialContext } from "../trial.ts";
import { evaluate } from "./sentiment-evaluation.ts";
import { type SentimentConfig, trainClassifier } from "./sentiment-training.ts";

export function run(config: SentimentConfig, { progress }: TrialContext) {
  return { result: evaluate(trainClassifier(config, progress), config.task, config.arm) };
}
