/** Causal softmax attention. */
import type * as tf from "@tensorflow/tfjs";
import { registerGradient } from "@tensorflow/tfjs";
import { type Kernels, pointers, withScratch } from "../kernels.ts";
import { defineKernel, inputsOf, run } from "./define.ts";

/** Three [B, nh, T, hs] -> [B, nh, T, hs]; position i sees positions i - window + 1 to i. */
export function causalAttention(
  query: tf.Tensor4D,
  key: tf.Tensor4D,
  value: tf.Tensor4D,
  window: number,
): tf.Tensor4D {
  const [out] = run<[tf.Tensor4D, tf.Tensor]>("CausalAttention", { query, key, value }, { window });
  return out;
}

export function registerAttention(kernels: Kernels): void {
  defineKernel("CausalAttention", ({ inputs, attrs }) => {
    const { query, key, value } = inputsOf(inputs, "query", "key", "value");
    const { heads, length, size } = headsOf(query);
    const { window } = attrs as { window: number };
    const out = kernels.backend.makeOutput(query.shape, "float32");
    const logSums = kernels.backend.makeOutput([heads, length], "float32");
    withScratch(kernels, length * length * 4, (weights) => {
      const tensors = pointers(kernels, query, key, value, out, logSums);
      kernels.causalAttention(heads, length, size, window, ...tensors, weights, kernels.scratch);
    });
    return [out, logSums];
  });
  registerAttentionGradient(kernels);
}

function registerAttentionGradient(kernels: Kernels): void {
  defineKernel("CausalAttentionGradient", ({ inputs, attrs }) => {
    const named = inputsOf(inputs, "query", "key", "value", "logSums", "gradient");
    const { query, key, value, logSums, gradient } = named;
    const { heads, length, size } = headsOf(query);
    const { window } = attrs as { window: number };
    const outputs = [query, key, value].map(({ shape }) => kernels.backend.makeOutput(shape, "float32"));
    withScratch(kernels, 2 * length * length * 4, (weights) => {
      const tensors = pointers(kernels, query, key, value, logSums, gradient, ...outputs);
      kernels.causalAttentionGradient(heads, length, size, window, ...tensors, weights, kernels.scratch);
    });
    return outputs;
  });
  registerGradient({
    kernelName: "CausalAttention",
    inputsToSave: ["query", "key", "value"],
    outputsToSave: [false, true],
    gradFunc: (dy, saved, attributes) => {
      const [gradient] = dy as [tf.Tensor, tf.Tensor];
      const [query, key, value, logSums] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const inputs = { query, key, value, logSums, gradient };
      const gradients = run<[tf.Tensor, tf.Tensor, tf.Tensor]>("CausalAttentionGradient", inputs, attributes);
      return { query: () => gradients[0], key: () => gradients[1], value: () => gradients[2] };
    },
  });
}

/** [B, nh, T, hs] as B nh heads of T positions. */
function headsOf({ shape }: tf.TensorInfo): { heads: number; length: number; size: number } {
  const [batchSize, nHeads, length, size] = shape as [number, number, number, number];
  return { heads: batchSize * nHeads, length, size };
}
