/** Trains the sentence classifier with one arm, from word vectors learned without labels, and measures it. */

import type { TrialContext, TrialOutput } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { type SentimentConfig, trainClassifier } from "./classifier-training.ts";
import { measureClassifier } from "./evaluation.ts";
import type { run as learnVectors } from "./word-vectors.run.ts";

/** The output of word-vectors.run.ts. */
interface Inputs {
  readonly wordVectors: TrialOutput<ReturnType<typeof learnVectors>["result"]>;
}

export async function run(config: SentimentConfig, { inputs, progress, engine }: TrialContext<Inputs>) {
  await startEngine(engine);
  const { result, artifacts } = inputs.wordVectors;
  const vectors = artifacts?.vectors?.values;
  if (vectors === undefined) throw new Error("missing artifact of the word vectors: vectors");
  const classifier = trainClassifier(config, progress, { words: result.words, vectors });
  const known = result.words.filter((word) => classifier.words.ids.has(word)).length;
  return { result: { ...measureClassifier(classifier, config.task, config.arm), known } };
}
