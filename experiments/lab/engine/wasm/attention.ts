/** Causal softmax attention. */
import * as tf from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf, run } from "./define.ts";
import { type Kernels, withScratch } from "./placed-kernels.ts";
import type { Bytes } from "./signatures.ts";

/** Where the heads of a tensor are. */
interface HeadLayout extends tf.NamedAttrMap {
  readonly batchSize: number;
  readonly nHeads: number;
  readonly length: number;
  readonly size: number;
  readonly window: number;
  /** Numbers from one window, head and position to the next. */
  readonly batchStride: number;
  readonly headStride: number;
  readonly line: number;
}

/** Three [B, nh, T, hs] -> [B, nh, T, hs]; position i sees positions i - window + 1 to i. */
export function causalAttention(
  query: tf.Tensor4D,
  key: tf.Tensor4D,
  value: tf.Tensor4D,
  window: number,
): tf.Tensor4D {
  const [batchSize, nHeads, length, size] = query.shape;
  const headStride = length * size;
  const strides = { batchStride: nHeads * headStride, headStride, line: size };
  return attend(query, key, value, { batchSize, nHeads, length, size, window, ...strides });
}

/** The same with the heads next to each other in the channels: three [B, T, C] -> [B, T, C], without a transpose. */
export function multiHeadAttention(
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  value: tf.Tensor3D,
  nHeads: number,
  window: number,
): tf.Tensor3D {
  const [batchSize, length, channels] = query.shape;
  const size = channels / nHeads;
  const strides = { batchStride: length * channels, headStride: size, line: channels };
  return attend(query, key, value, { batchSize, nHeads, length, size, window, ...strides });
}

function attend<Result extends tf.Tensor>(
  query: Result,
  key: Result,
  value: Result,
  layout: HeadLayout,
): Result {
  const [out] = run<[Result, tf.Tensor]>("CausalAttention", { query, key, value }, layout);
  return out;
}

export function registerAttention(kernels: Kernels): void {
  defineKernel("CausalAttention", ({ inputs, attrs }) => {
    const { query, key, value } = inputsOf(inputs, "query", "key", "value");
    const layout = attrs as HeadLayout;
    const { batchSize, nHeads, length } = layout;
    const out = kernels.backend.makeOutput(query.shape, "float32");
    const norms = kernels.backend.makeOutput([batchSize, nHeads, length, 2], "float32");
    withScratch(kernels, kernels.attentionScratchBytes({ length }), (weights) => {
      const { scratch } = kernels;
      kernels.causalAttention({ ...placesOf(layout), query, key, value, out, norms, weights, scratch });
    });
    return [out, norms];
  });
  defineKernel("CausalAttentionGradient", ({ inputs, attrs }) => {
    const named = inputsOf(inputs, "query", "key", "value", "norms", "gradient");
    const { query, key, value, norms, gradient } = named;
    const layout = attrs as HeadLayout;
    const { length } = layout;
    const queryGradient = kernels.backend.makeOutput(query.shape, "float32");
    const keyGradient = kernels.backend.makeOutput(key.shape, "float32");
    const valueGradient = kernels.backend.makeOutput(value.shape, "float32");
    withScratch(kernels, 2 * kernels.attentionScratchBytes({ length }), (weights) => {
      kernels.causalAttentionGradient({
        ...placesOf(layout),
        query,
        key,
        value,
        norms,
        gradient,
        queryGradient,
        keyGradient,
        valueGradient,
        weights,
        scratch: kernels.scratch,
      });
    });
    return [queryGradient, keyGradient, valueGradient];
  });
  tf.registerGradient({
    kernelName: "CausalAttention",
    inputsToSave: ["query", "key", "value"],
    outputsToSave: [false, true],
    gradFunc: (dy, saved, layout) => {
      const [gradient] = dy as [tf.Tensor, tf.Tensor];
      const [query, key, value, norms] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const inputs = { query, key, value, norms, gradient };
      const gradients = run<[tf.Tensor, tf.Tensor, tf.Tensor]>("CausalAttentionGradient", inputs, layout);
      return { query: () => gradients[0], key: () => gradients[1], value: () => gradients[2] };
    },
  });
}

/** The layout as arguments of the kernels. */
function placesOf({ batchSize, nHeads, length, size, window, batchStride, headStride, line }: HeadLayout) {
  return {
    batch: batchSize,
    heads: nHeads,
    length,
    size,
    window,
    batchStride: (4 * batchStride) as Bytes,
    headStride: (4 * headStride) as Bytes,
    line: (4 * line) as Bytes,
  };
}
