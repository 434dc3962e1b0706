/**
 * What a transformer's training step is made of, forward and backward. One model source runs on every engine: `wasm`
 * has a fused kernel for each of these, the others compose them of TensorFlow.js operations (composed.ts).
 * Shapes: B batch, T positions, C channels, nh heads, hs = C / nh, V vocabulary.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs";
import * as composed from "./composed.ts";
import type { ActivationKind, AdamWSettings, AdamWState } from "./op-types.ts";

/** x W: [..., i] and [i, o] -> [..., o]. */
export function linear(x: Tensor, weight: Tensor2D): Tensor {
  return composed.linear(x, weight);
}

/**
 * x W + scaling (x A) B: [..., i], [i, o], [i, r], [r, o] -> [..., o] (Hu et al. 2021, equation 3, for row vectors).
 * The base weight W is frozen: it gets no gradient.
 */
export function loraLinear(
  x: Tensor,
  weight: Tensor2D,
  loraA: Tensor2D,
  loraB: Tensor2D,
  scaling: number,
): Tensor {
  return composed.loraLinear(x, weight, loraA, loraB, scaling);
}

/** (x - mean) / sqrt(variance + epsilon) over the last axis, without gain or shift: [..., C] -> [..., C]. */
export function layerNorm(x: Tensor, epsilon = 1e-5): Tensor {
  return composed.layerNorm(x, epsilon);
}

/**
 * softmax(query key^T / sqrt(hs)) value, where position i sees positions i - window + 1 to i (all up to i unless a
 * window is given; a window of 0 gives zeros): three [B, nh, T, hs] -> [B, nh, T, hs].
 */
export function causalAttention(
  query: Tensor4D,
  key: Tensor4D,
  value: Tensor4D,
  window = query.shape[2],
): Tensor4D {
  return composed.causalAttention(query, key, value, window);
}

/** Minus the log-probability of each target, in nats: logits [N, V] and whole targets [N] -> [N]. */
export function crossEntropy(logits: Tensor2D, targets: Tensor1D): Tensor1D {
  return composed.crossEntropy(logits, targets);
}

/** Rows of a table: [V, C] and whole ids [...] -> [..., C]. */
export function embedding(table: Tensor2D, ids: Tensor): Tensor {
  return composed.embedding(table, ids);
}

/** The function on x + bias: [..., C], bias [C]. `gelu` is the tanh form of GPT-2. */
export function activation(x: Tensor, kind: ActivationKind, bias?: Tensor1D): Tensor {
  return composed.activation(x, kind, bias);
}

/** The Euclidean norm of all gradients together. Not finite if and only if a gradient is not (or overflows). */
export function globalNorm(gradients: readonly Tensor[]): number {
  return Math.sqrt(gradients.reduce((sum, gradient) => sum + composed.sumOfSquares(gradient), 0));
}

/** One AdamW update of a parameter and its state, in place (Loshchilov and Hutter 2019, algorithm 2). */
export function adamW(
  parameter: Variable,
  gradient: Tensor,
  state: AdamWState,
  settings: AdamWSettings,
): void {
  composed.adamW(parameter, gradient, state, settings);
}
