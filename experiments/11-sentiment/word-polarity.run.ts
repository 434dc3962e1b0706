/** The evidence of words for "positive" in a classifier that all sentences but those for tuning have trained. */

import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { type SentimentConfig, trainClassifier } from "./classifier-training.ts";
import { polarities } from "./evaluation.ts";
import { readVader } from "./sentences.ts";

interface PolarityConfig extends SentimentConfig {
  readonly words: readonly string[];
}

export async function run(config: PolarityConfig, { progress, engine }: TrialContext) {
  await startEngine(engine);
  const classifier = trainClassifier(config, progress);
  const { ids, counts } = classifier.words;
  const ratings = readVader();
  const learned = polarities(classifier);
  const words = config.words.flatMap((word) => {
    const id = ids.get(word);
    if (id === undefined) return [];
    const [count, rating] = [counts.get(word) ?? 0, ratings.get(word) ?? null];
    return [{ word, count, rating, polarity: learned[id] ?? Number.NaN }];
  });
  return { result: { words } };
}
