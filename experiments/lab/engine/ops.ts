/**
 * The operations that models are made of, on every engine. Operands are checked because kernels work on bare memory:
 * they would read beyond a tensor that is too small.
 */
import {
  backend,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type Variable,
} from "@tensorflow/tfjs-core";
import * as composed from "./composed.ts";
import * as fusedActivation from "./wasm/activation.ts";
import * as fusedAttention from "./wasm/attention.ts";
import * as fusedBags from "./wasm/bags.ts";
import * as fusedCrossEntropy from "./wasm/cross-entropy.ts";
import * as fusedEmbedding from "./wasm/embedding.ts";
import * as fusedLinear from "./wasm/linear.ts";
import * as fusedNorm from "./wasm/norm.ts";
import type { ActivationKind, AdamWSettings, AdamWState, Bags } from "./wasm/op-types.ts";
import * as fusedOptimizer from "./wasm/optimizer.ts";
import { type Kernels, kernelsOf } from "./wasm/placed-kernels.ts";

/** Throws unless the tensor has this type and shape. `undefined` allows any size. */
function expectShape(
  name: string,
  { shape, dtype }: Tensor,
  expected: readonly (number | undefined)[],
  expectedType = "float32",
): void {
  const matches = expected.every((size, axis) => size === undefined || size === shape[axis]);
  if (matches && shape.length === expected.length && dtype === expectedType) return;
  const sizes = expected.map((size) => size ?? "any").join(", ");
  throw new TypeError(`invalid ${name}: ${dtype} [${shape.join(", ")}], expected ${expectedType} [${sizes}]`);
}

/** The kernels of the running engine, if it has any. */
const currentKernels = (): Kernels | undefined => kernelsOf(backend());

/** x W: [..., i] and [i, o] -> [..., o]. */
export function linear(x: Tensor, weight: Tensor2D): Tensor {
  expectShape("x", x, x.shape);
  expectShape("weight", weight, [x.shape.at(-1), undefined]);
  return (currentKernels() ? fusedLinear : composed).linear(x, weight);
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
  const [inputs, outputs] = weight.shape;
  expectShape("x", x, x.shape);
  expectShape("weight", weight, [x.shape.at(-1), undefined]);
  expectShape("loraA", loraA, [inputs, undefined]);
  expectShape("loraB", loraB, [loraA.shape[1], outputs]);
  return (currentKernels() ? fusedLinear : composed).loraLinear(x, weight, loraA, loraB, scaling);
}

/** (x - mean) / sqrt(variance + epsilon) over the last axis, without gain or shift: [..., C] -> [..., C]. */
export function layerNorm(x: Tensor, epsilon = 1e-5): Tensor {
  expectShape("x", x, x.shape);
  return (currentKernels() ? fusedNorm : composed).layerNorm(x, epsilon);
}

/**
 * softmax(query key^T / sqrt(hs)) value, where position i sees positions i - window + 1 to i (by default all up to i;
 * a window of 0 gives zeros): three [B, nh, T, hs] -> [B, nh, T, hs].
 */
export function causalAttention(
  query: Tensor4D,
  key: Tensor4D,
  value: Tensor4D,
  window = query.shape[2],
): Tensor4D {
  expectShape("query", query, query.shape);
  expectShape("key", key, query.shape);
  expectShape("value", value, query.shape);
  return (currentKernels() ? fusedAttention : composed).causalAttention(query, key, value, window);
}

/** causalAttention with the heads next to each other in the channels: three [B, T, C] -> [B, T, C], C = nh hs. */
export function multiHeadAttention(
  query: Tensor3D,
  key: Tensor3D,
  value: Tensor3D,
  nHeads: number,
  window = query.shape[1],
): Tensor3D {
  if (query.shape[2] % nHeads !== 0)
    throw new TypeError(`invalid nHeads: ${nHeads} for ${query.shape[2]} channels`);
  expectShape("query", query, query.shape);
  expectShape("key", key, query.shape);
  expectShape("value", value, query.shape);
  return (currentKernels() ? fusedAttention : composed).multiHeadAttention(query, key, value, nHeads, window);
}

/** Minus the log-probability of each target, in nats: logits [N, V] and whole targets [N] -> [N]. */
export function crossEntropy(logits: Tensor2D, targets: Tensor1D): Tensor1D {
  expectShape("logits", logits, logits.shape);
  expectShape("targets", targets, [logits.shape[0]], "int32");
  return (currentKernels() ? fusedCrossEntropy : composed).crossEntropy(logits, targets);
}

/** Rows of a table: [V, C] and whole ids [...] -> [..., C]. */
export function embedding(table: Tensor2D, ids: Tensor): Tensor {
  expectShape("table", table, table.shape);
  expectShape("ids", ids, ids.shape, "int32");
  return (currentKernels() ? fusedEmbedding : composed).embedding(table, ids);
}

/** The weighted sum of each bag's rows, zeros for an empty bag: a table [V, C] -> [N, C]. Only the table has a gradient. */
export function pool(table: Tensor2D, bags: Bags): Tensor2D {
  const entries = bags.rows.shape;
  expectShape("table", table, table.shape);
  expectShape("rows", bags.rows, entries, "int32");
  expectShape("bags", bags.bags, entries, "int32");
  expectShape("weights", bags.weights, entries);
  return (currentKernels() ? fusedBags : composed).pool(table, bags);
}

/** The function on x + bias: [..., C], bias [C]. `gelu` is the tanh form of GPT-2. */
export function activation(x: Tensor, kind: ActivationKind, bias?: Tensor1D): Tensor {
  expectShape("x", x, x.shape);
  if (bias !== undefined) expectShape("bias", bias, [x.shape.at(-1)]);
  return (currentKernels() ? fusedActivation : composed).activation(x, kind, bias);
}

/** The Euclidean norm of all gradients together. It is not finite if and only if a gradient is not (or overflows). */
export function globalNorm(gradients: readonly Tensor[]): number {
  const kernels = currentKernels();
  let sum = 0;
  for (const gradient of gradients) {
    sum += kernels ? fusedOptimizer.sumOfSquares(kernels, gradient) : composed.sumOfSquares(gradient);
  }
  return Math.sqrt(sum);
}

/** One AdamW update of a parameter and its state, in place (Loshchilov and Hutter 2019, algorithm 2). */
export function adamW(
  parameter: Variable,
  gradient: Tensor,
  state: AdamWState,
  settings: AdamWSettings,
): void {
  for (const tensor of [gradient, state.first, state.second]) {
    expectShape("gradient or state", tensor, parameter.shape);
  }
  const kernels = currentKernels();
  if (kernels) fusedOptimizer.adamW(kernels, parameter, gradient, state, settings);
  else composed.adamW(parameter, gradient, state, settings);
}
