/** Trains the sentence classifier with one arm, from random word vectors, and measures it. */
import { startEngine } from "../lib/engine/backend.ts";
import type { TrialContext } from "../lib/trial.ts";
import { type SentimentConfig, trainClassifier } from "./classifier-training.ts";
import { measureClassifier } from "./evaluation.ts";

export async function run(config: SentimentConfig, { progress, engine }: TrialContext) {
  await startEngine(engine);
  return { result: measureClassifier(trainClassifier(config, progress), config.task, config.arm) };
}
