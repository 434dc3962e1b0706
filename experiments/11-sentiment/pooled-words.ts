/**
 * A classifier of bags of words: the mean of the words' vectors, then a linear head with softmax,
 *   logits = P (E + A B) H + b
 * with P [N, V] the pooling matrix of N bags, E [V, d] the vectors, H [d, K], b [K] and the adapter A [V, r], B [r, d]
 * (Hu et al. 2021, equation 3, with scaling 1). Without an adapter r = 0.
 */
import type * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../kit/random.ts";
import { crossEntropy, linear, pool } from "../lab/engine/ops.ts";
import type { Bags } from "../lab/engine/wasm/op-types.ts";
import { type Tensors, type TrainedNames, valuesOf } from "../lab/nn/fit.ts";
import { type Bias, drawn, type Weight } from "../lab/nn/weights.ts";

/** The model's weights by name. */
export interface PooledWords {
  readonly vectors: Weight;
  readonly loraA: Weight;
  readonly loraB: Weight;
  readonly headWeight: Weight;
  readonly headBias: Bias;
}

/** How the vectors are trained; every arm trains the head. */
export type VectorTraining =
  | { readonly kind: "frozen" }
  | { readonly kind: "lora"; readonly rank: number }
  | { readonly kind: "full" };

export interface Sizes {
  readonly vocabSize: number;
  readonly dimension: number;
  readonly classes: number;
}

const body = {
  frozen: [],
  lora: ["loraA", "loraB"],
  full: ["vectors"],
} as const satisfies Readonly<Record<VectorTraining["kind"], readonly (keyof PooledWords)[]>>;

/** The weights that are trained. */
export const trainedBy = ({ kind }: VectorTraining): TrainedNames<PooledWords> => ({
  body: body[kind],
  outer: ["headWeight", "headBias"],
});

/**
 * Weights at the start; for one generator, arms differ only in their adapter. As for an embedding in LoRA's reference
 * implementation, A is zero and B normal, so that the first step gives each word its own coefficients. Vectors and
 * rows of B have a mean squared length of one.
 */
export function createPooledWords(
  random: Random,
  { vocabSize, dimension, classes }: Sizes,
  trains: VectorTraining,
): PooledWords {
  const normal = (name: keyof PooledWords) => {
    const draw = random.split(name);
    return () => draw.normal() / Math.sqrt(dimension);
  };
  const rank = trains.kind === "lora" ? trains.rank : 0;
  return {
    vectors: drawn([vocabSize, dimension], normal("vectors")),
    loraA: drawn([vocabSize, rank], () => 0),
    loraB: drawn([rank, dimension], normal("loraB")),
    headWeight: drawn([dimension, classes], normal("headWeight")),
    headBias: drawn([classes], () => 0),
  };
}

/** The logits of N bags, [N, K]. */
export function logitsOf({ vectors, loraA, loraB, ...head }: Tensors<PooledWords>, bags: Bags): tf.Tensor2D {
  const pooled = pool(vectors, bags); // [N, d]
  const features = loraA.size > 0 ? pooled.add<tf.Tensor2D>(linear(pool(loraA, bags), loraB)) : pooled;
  return linear(features, head.headWeight).add<tf.Tensor2D>(head.headBias);
}

/** Mean cross-entropy in nats against class labels [N]. */
export function lossOf(model: Tensors<PooledWords>, bags: Bags, labels: tf.Tensor1D): tf.Scalar {
  return crossEntropy(logitsOf(model, bags), labels).mean();
}

/** The model's effective vectors, E + A B: [V, d]. */
export function mergedVectors(model: PooledWords): Float64Array {
  const merged = valuesOf(model, ({ vectors, loraA, loraB }) =>
    loraA.size > 0 ? vectors.add(linear(loraA, loraB)) : vectors,
  );
  return Float64Array.from(merged);
}
