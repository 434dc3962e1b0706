/**
 * Words in a plane that a classifier of all sentences learned. Horizontal: a word's log-odds for "positive".
 * Vertical: the direction of most remaining variance of the word vectors.
 */

import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { matrixOf } from "../lab/linalg/matrix.ts";
import { product } from "../lab/linalg/products.ts";
import { svd } from "../lab/linalg/svd.ts";
import { type SentimentConfig, type TrainedClassifier, trainClassifier } from "./classifier-training.ts";
import { polarities, polarityDirection } from "./evaluation.ts";
import { mergedVectors } from "./pooled-words.ts";
import { readVader } from "./sentences.ts";

interface PlaneConfig extends SentimentConfig {
  /** Placed however rare they are. */
  readonly words: readonly string[];
  /** Other rated words are placed if their count reaches this. */
  readonly backgroundCount: number;
}

export async function run(config: PlaneConfig, { progress, engine }: TrialContext) {
  await startEngine(engine);
  const classifier = trainClassifier(config, progress);
  const ratings = readVader();
  const across = polarities(classifier);
  const placed = [...classifier.words.ids].flatMap(([word, id]) => {
    const count = classifier.words.counts.get(word) ?? 0;
    const named = config.words.includes(word);
    const rating = ratings.get(word);
    if (!named && (rating === undefined || count < config.backgroundCount)) return [];
    return [{ word, id, count, named, rating: rating ?? null, polarity: across[id] ?? 0 }];
  });
  const up = remainder(
    classifier,
    placed.map(({ id }) => id),
  );
  return {
    result: { words: placed.map(({ id: _, ...word }, index) => ({ ...word, second: up[index] ?? 0 })) },
  };
}

/** Coordinates of words along the first principal axis of their vectors without the polarity. */
function remainder({ model, sizes }: TrainedClassifier, ids: readonly number[]): Float64Array {
  const { dimension } = sizes;
  const direction = polarityDirection(model);
  const squareLength = direction.reduce((sum, value) => sum + value * value, 0);
  const all = mergedVectors(model);
  const vectors = ids.map((id) => {
    const vector = all.subarray(id * dimension, (id + 1) * dimension);
    const along =
      vector.reduce((sum, value, column) => sum + value * (direction[column] ?? 0), 0) / squareLength;
    return vector.map((value, column) => value - along * (direction[column] ?? 0));
  });
  const means = Float64Array.from(
    { length: dimension },
    (_, column) => vectors.reduce((sum, vector) => sum + (vector[column] ?? 0), 0) / vectors.length,
  );
  const centred = matrixOf(
    ids.length,
    dimension,
    (row, column) => (vectors[row]?.[column] ?? 0) - (means[column] ?? 0),
  );
  const { v } = svd(centred);
  const axis = Float64Array.from({ length: dimension }, (_, row) => v.values[row * v.columns] ?? 0);
  return product(centred.values, axis, [ids.length, dimension, 1]);
}
