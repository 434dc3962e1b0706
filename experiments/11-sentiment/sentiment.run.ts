/** Trains the sentence classifier with one arm, from random word vectors, and measures it. */
import type { TrialContext } from "../lib/trial.ts";
import { type SentimentConfig, trainClassifier } from "./classifier-training.ts";
import { evaluate } from "./evaluation.ts";

export function run(config: SentimentConfig, { progress }: TrialContext) {
  return { result: evaluate(trainClassifier(config, progress), config.task, config.arm) };
}
