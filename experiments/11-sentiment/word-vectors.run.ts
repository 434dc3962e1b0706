/**
 * Vectors of the reviews' words, learned without labels from the State of the Union addresses: the leading singular
 * vectors of positive pointwise mutual information with frequent words (Levy and Goldberg 2014, section 5).
 */

import { Random } from "../kit/random.ts";
import { readAddresses } from "../lab/data/corpus.ts";
import { leadingLeft } from "../lab/linalg/svd.ts";
import { countNeighbours, mostFrequent, positiveMutualInformation } from "./co-occurrence.ts";
import { readSentences, wordsOf } from "./sentences.ts";

interface WordVectorsConfig {
  /** The number of addresses to read, the latest first: their words are most like those of the reviews. */
  readonly addresses: number;
  readonly dimension: number;
  /** Places on each side that count as near. */
  readonly window: number;
  /** The number of frequent words that serve as contexts. */
  readonly contexts: number;
  /** Words seen less often in the addresses get no vector. */
  readonly minimumCount: number;
  readonly seed: number;
}

export function run({ addresses, dimension, window, contexts, minimumCount, seed }: WordVectorsConfig) {
  const texts = readAddresses()
    .slice(-addresses)
    .map(({ text }) => wordsOf(text));
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of text) counts.set(word, (counts.get(word) ?? 0) + 1);
  const reviewWords = new Set(readSentences().flatMap((sentence) => sentence.words));
  const words = [...reviewWords].filter((word) => (counts.get(word) ?? 0) >= minimumCount);
  const near = countNeighbours(texts, words, mostFrequent(texts, contexts), window);
  const { u, singularValues } = leadingLeft(
    positiveMutualInformation(near),
    dimension,
    Random.seeded(seed).split("subspace"),
  );
  return {
    result: { words, singularValues },
    artifacts: { vectors: { shape: [words.length, dimension], values: unitRows(u.values, singularValues) } },
  };
}

/** Rows u_i sqrt(s), each scaled to length one, the length of the random vectors that they replace. */
function unitRows(u: Float64Array, singularValues: readonly number[]): Float32Array {
  const dimension = singularValues.length;
  const scaled = u.map((value, index) => value * Math.sqrt(singularValues[index % dimension] ?? 0));
  const vectors = new Float32Array(scaled.length);
  for (let start = 0; start < scaled.length; start += dimension) {
    const row = scaled.subarray(start, start + dimension);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    vectors.set(length > 0 ? row.map((value) => value / length) : row, start);
  }
  return vectors;
}
