/**
 * The classifier of slide 11 with gradients derived by hand, in plain float64: the oracle of the engine's.
 *   logits = P (E + A B) H + b
 * with P [N, V] the pooling matrix of N bags, E [V, d] the vectors, H [d, K], b [K] and the adapter A [V, r], B [r, d]
 * (Hu et al. 2021, equation 3, with scaling 1). Without an adapter r = 0.
 */
import type { Sizes, VectorTraining } from "../../experiments/11-sentiment/pooled-words.ts";
import { product, transposedProduct } from "../../experiments/lab/linalg/products.ts";
import { type Bags, pool, unpool } from "./bags.ts";
import { columnSums } from "./column-sums.ts";
import { productTransposed } from "./products.ts";

/** The model's parameters by name. */
export interface PooledWords {
  readonly vectors: Float64Array;
  readonly loraA: Float64Array;
  readonly loraB: Float64Array;
  readonly headWeight: Float64Array;
  readonly headBias: Float64Array;
}

/** Gradients of the trained parameters. */
type Gradients = Partial<Record<keyof PooledWords, Float64Array>>;

interface Activations {
  /** Pooled vectors with the adapter's part, [N, d]. */
  readonly features: Float64Array;
  /** Pooled rows of A, [N, r]. */
  readonly thin: Float64Array;
  /** [N, K] */
  readonly logits: Float64Array;
}

/** The logits of N bags, with what the gradient needs. */
export function forward(model: PooledWords, sizes: Sizes, bags: Bags): Activations {
  const { vocabSize, dimension, classes } = sizes;
  const count = bags.bounds.length - 1;
  const rank = model.loraA.length / vocabSize;
  const thin = pool(model.loraA, rank, bags);
  const adapted = product(thin, model.loraB, [count, rank, dimension]);
  const features = pool(model.vectors, dimension, bags);
  for (let index = 0; index < features.length; index++) {
    features[index] = (features[index] as number) + (adapted[index] as number);
  }
  const logits = product(features, model.headWeight, [count, dimension, classes]);
  for (let index = 0; index < logits.length; index++) {
    logits[index] = (logits[index] as number) + (model.headBias[index % classes] as number);
  }
  return { features, thin, logits };
}

/** Mean cross-entropy in nats against class labels [N], and its gradient by the logits [N, K]. */
export function crossEntropy(
  logits: Float64Array,
  labels: readonly number[],
): { loss: number; gradient: Float64Array } {
  const count = labels.length;
  const classes = logits.length / count;
  const gradient = new Float64Array(logits.length);
  let sum = 0;
  labels.forEach((label, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const powers = scores.map((score) => Math.exp(score - highest));
    const total = powers.reduce((all, value) => all + value, 0);
    sum -= (scores[label] as number) - highest - Math.log(total);
    powers.forEach((value, column) => {
      gradient[row * classes + column] = (value / total - (column === label ? 1 : 0)) / count;
    });
  });
  return { loss: sum / count, gradient };
}

/** Gradients of an arm's trained parameters, from that of the logits. */
export function gradientsOf(
  model: PooledWords,
  { vocabSize, dimension, classes }: Sizes,
  bags: Bags,
  { features, thin }: Activations,
  logitGradient: Float64Array,
  arm: VectorTraining,
): Gradients {
  const count = bags.bounds.length - 1;
  const head = {
    headWeight: transposedProduct(features, logitGradient, [dimension, count, classes]),
    headBias: columnSums(logitGradient, classes),
  };
  if (arm.kind === "frozen") return head;
  const featureGradient = productTransposed(logitGradient, model.headWeight, [count, classes, dimension]);
  if (arm.kind === "full") {
    return { ...head, vectors: unpool(featureGradient, dimension, bags, vocabSize * dimension) };
  }
  const thinGradient = productTransposed(featureGradient, model.loraB, [count, dimension, arm.rank]);
  return {
    ...head,
    loraA: unpool(thinGradient, arm.rank, bags, vocabSize * arm.rank),
    loraB: transposedProduct(thin, featureGradient, [arm.rank, count, dimension]),
  };
}
