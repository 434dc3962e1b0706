/** Trains the sentence classifier with one arm, from random word vectors, and measures it. */

import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { type SentimentConfig, trainClassifier } from "./classifier-training.ts";
import { measureClassifier } from "./evaluation.ts";

export async function run(config: SentimentConfig, { progress, engine }: TrialContext) {
  await startEngine(engine);
  return { result: measureClassifier(trainClassifier(config, progress), config.task, config.arm) };
}
