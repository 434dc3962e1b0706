/** Trains the sentence classifier (pooled-words.ts) for the trials that measure it. */
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../kit/random.ts";
import type { Progress } from "../kit/trial.ts";
import type { Bags } from "../lab/engine/wasm/op-types.ts";
import { bagsOf } from "../lab/nn/bags.ts";
import { fitNetwork } from "../lab/nn/fit.ts";
import {
  createPooledWords,
  lossOf,
  type PooledWords,
  type Sizes,
  trainedBy,
  type VectorTraining,
} from "./pooled-words.ts";
import { type Domain, domains, type Sentence, type SplitConfig, splitOf } from "./sentences.ts";

/** The classes of sentences: their sentiment (two classes), or sentiment and domain together (six). */
export type Task = "sentiment" | "sentiment and domain";

/** How a classifier is trained. */
export interface SentimentConfig extends SplitConfig {
  readonly arm: VectorTraining;
  readonly task: Task;
  /** Domains of the training sentences. */
  readonly trainOn: readonly Domain[];
  /** Words seen less often in training have no vector and are skipped. */
  readonly minimumCount: number;
  readonly dimension: number;
  readonly steps: number;
  readonly batchSize: number;
  /** Of the vectors, or of A and B. */
  readonly learningRate: number;
  /** Of the head, the same in all arms. */
  readonly headLearningRate: number;
  readonly warmupSteps: number;
}

/** A vocabulary: each word's id, and its count in training. */
export interface Words {
  readonly ids: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
}

/** Vectors learned elsewhere: one row of `vectors`, [words, d], per word. */
export interface WordVectors {
  readonly words: readonly string[];
  readonly vectors: Float32Array;
}

/** A trained classifier, and the sentences of its split. */
export interface TrainedClassifier {
  readonly model: PooledWords;
  readonly sizes: Sizes;
  readonly words: Words;
  readonly train: readonly Sentence[];
  readonly heldOut: readonly Sentence[];
}

/** Words seen at least `minimumCount` times, in the order of their first appearance. */
function collectWords(sentences: readonly Sentence[], minimumCount: number): Words {
  const counts = new Map<string, number>();
  for (const { words } of sentences) {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const kept = [...counts].filter(([, count]) => count >= minimumCount).map(([word]) => word);
  return { ids: new Map(kept.map((word, id) => [word, id])), counts };
}

/** The ids of a sentence's known words. */
export function encodeWords({ words }: Sentence, { ids }: Words): readonly number[] {
  const encoded: number[] = [];
  for (const word of words) {
    const id = ids.get(word);
    if (id !== undefined) encoded.push(id);
  }
  return encoded;
}

/** A classifier's input: the mean of a sentence's words. */
export function toBags(encoded: readonly (readonly number[])[]): Bags {
  return bagsOf(encoded, (size) => 1 / size);
}

/** The class of a sentence: 0 negative and 1 positive; each further domain adds two classes. */
export function labelOf({ positive, domain }: Sentence, task: Task): number {
  return (positive ? 1 : 0) + (task === "sentiment" ? 0 : 2 * domains.indexOf(domain));
}

/**
 * Trains one arm. All arms of a seed share split, first values and batches. Words that `start` knows begin with its
 * vectors instead of random ones.
 */
export function trainClassifier(
  config: SentimentConfig,
  progress: Progress,
  start?: WordVectors,
): TrainedClassifier {
  const random = Random.seeded(config.seed);
  const split = splitOf(config);
  const train = split.train.filter(({ domain }) => config.trainOn.includes(domain));
  const words = collectWords(train, config.minimumCount);
  const sizes: Sizes = {
    vocabSize: words.ids.size,
    dimension: config.dimension,
    classes: config.task === "sentiment" ? 2 : 2 * domains.length,
  };
  const drawn = createPooledWords(random.split("model"), sizes, config.arm);
  const initial = start === undefined ? drawn : withVectors(drawn, start, words);
  const examples = examplesOf(train, words, config.task);
  const model = optimize(initial, examples, config, random.split("batches"), progress);
  return { model, sizes, words, train, heldOut: split.heldOut };
}

/** The model with the vectors of the words that `start` knows. */
function withVectors(model: PooledWords, start: WordVectors, { ids }: Words): PooledWords {
  const { shape, values } = model.vectors;
  const [, dimension] = shape;
  const vectors = values.slice();
  start.words.forEach((word, row) => {
    const id = ids.get(word);
    if (id !== undefined) {
      vectors.set(start.vectors.subarray(row * dimension, (row + 1) * dimension), id * dimension);
    }
  });
  return { ...model, vectors: { shape, values: vectors } };
}

interface Example {
  readonly words: readonly number[];
  readonly label: number;
}

const examplesOf = (sentences: readonly Sentence[], words: Words, task: Task): readonly Example[] =>
  sentences.map((sentence) => ({ words: encodeWords(sentence, words), label: labelOf(sentence, task) }));

function optimize(
  model: PooledWords,
  examples: readonly Example[],
  { arm, steps, batchSize, learningRate, headLearningRate, warmupSteps }: SentimentConfig,
  random: Random,
  progress: Progress,
): PooledWords {
  const rates = { body: learningRate, outer: headLearningRate };
  return fitNetwork(
    model,
    { trained: trainedBy(arm), steps, warmupSteps, rates },
    (tensors) => {
      const batch = Array.from(
        { length: batchSize },
        () => examples[random.integer(examples.length)] as Example,
      );
      const labels = tf.tensor1d(
        batch.map(({ label }) => label),
        "int32",
      );
      return lossOf(tensors, toBags(batch.map(({ words }) => words)), labels);
    },
    (step, loss) => progress(step / steps, loss),
  );
}
