/**
 * A classifier of bags of words in plain float64: the mean of the words' vectors, then a linear head with softmax,
 *   logits = P (E + A B) H + b
 * with P [N, V] the pooling matrix of N bags, E [V, d] the vectors, H [d, K], b [K] and the adapter A [V, r], B [r, d]
 * (Hu et al. 2021, equation 3, with scaling 1). Without an adapter r = 0.
 */
import { exp, log } from "../exact-math.ts";
import { columnSums, product, productTransposed, transposedProduct } from "../linalg/products.ts";
import type { Random } from "../random.ts";
import { type Bags, pool, unpool } from "./bags.ts";

/** The model's parameters by name. */
export interface PooledWords {
  readonly vectors: Float64Array;
  readonly loraA: Float64Array;
  readonly loraB: Float64Array;
  readonly headWeight: Float64Array;
  readonly headBias: Float64Array;
}

export type ParameterName = keyof PooledWords;
/** Gradients of the trained parameters. */
export type Gradients = Partial<Record<ParameterName, Float64Array>>;

/** How the vectors are trained; the head is trained in every arm. */
export type Arm =
  | { readonly kind: "frozen" }
  | { readonly kind: "lora"; readonly rank: number }
  | { readonly kind: "full" };

export interface Sizes {
  readonly vocabSize: number;
  readonly dimension: number;
  readonly classes: number;
}

/** The rank of an arm's adapter; 0 where it has none. */
export const rankOf = (arm: Arm): number => (arm.kind === "lora" ? arm.rank : 0);

/** The parameters that an arm trains. */
export function trainedNames(arm: Arm): readonly ParameterName[] {
  const head = ["headWeight", "headBias"] as const;
  if (arm.kind === "full") return ["vectors", ...head];
  return arm.kind === "lora" ? ["loraA", "loraB", ...head] : head;
}

/**
 * Parameters at the start, equal for all arms of one generator but for the adapter. As for an embedding in the reference
 * implementation of LoRA, A is zero and B normal: the gradient of A is then that of each word's own coefficient. Vectors
 * and the rows of B have a mean square length of one.
 */
export function createPooledWords(random: Random, { vocabSize, dimension, classes }: Sizes, rank: number) {
  const normal = (name: ParameterName, size: number) => {
    const draw = random.split(name);
    return Float64Array.from({ length: size }, () => draw.normal() / Math.sqrt(dimension));
  };
  return {
    vectors: normal("vectors", vocabSize * dimension),
    loraA: new Float64Array(vocabSize * rank),
    loraB: normal("loraB", rank * dimension),
    headWeight: normal("headWeight", dimension * classes),
    headBias: new Float64Array(classes),
  } satisfies PooledWords;
}

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
    const powers = scores.map((score) => exp(score - highest));
    const total = powers.reduce((all, value) => all + value, 0);
    sum -= (scores[label] as number) - highest - log(total);
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
  arm: Arm,
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

/** The vectors that the model uses, E + A B: [V, d]. */
export function mergedVectors(model: PooledWords, { vocabSize, dimension }: Sizes): Float64Array {
  const rank = model.loraA.length / vocabSize;
  const delta = product(model.loraA, model.loraB, [vocabSize, rank, dimension]);
  return model.vectors.map((value, index) => value + (delta[index] as number));
}
