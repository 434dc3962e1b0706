/** Embedding look-up with a scatter-add gradient, and TensorFlow.js's UnsortedSegmentSum, the gradient of `tf.gather`. */
import * as tf from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf, run } from "./define.ts";
import type { Kernels } from "./placed-kernels.ts";

/** Rows of a table: [V, C], ids [...] -> [..., C]. */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor): tf.Tensor {
  return run("Embedding", { table, ids }, { rows: table.shape[0] });
}

export function registerEmbedding(kernels: Kernels): void {
  defineKernel("Embedding", ({ inputs }) => {
    const { table, ids } = inputsOf(inputs, "table", "ids");
    const [rows, channels] = table.shape as [number, number];
    const out = kernels.backend.makeOutput([...ids.shape, channels], "float32");
    const count = tf.util.sizeFromShape(ids.shape);
    kernels.gatherRows({ rows, channels, count, table, ids, out });
    return out;
  });
  defineKernel("EmbeddingGradient", ({ inputs, attrs }) => {
    const { gradient, ids } = inputsOf(inputs, "gradient", "ids");
    const { rows } = attrs as { rows: number };
    return scatterAdd(kernels, gradient, ids, rows, [gradient.shape.at(-1) ?? 1]);
  });
  tf.registerGradient({
    kernelName: "Embedding",
    inputsToSave: ["ids"],
    gradFunc: (dy, saved, attributes) => {
      const [ids] = saved as [tf.Tensor];
      return { table: () => run("EmbeddingGradient", { gradient: dy as tf.Tensor, ids }, attributes) };
    },
  });
  defineKernel("UnsortedSegmentSum", ({ inputs, attrs }) => {
    const { x, segmentIds } = inputsOf(inputs, "x", "segmentIds");
    const { numSegments } = attrs as { numSegments: number };
    return scatterAdd(kernels, x, segmentIds, numSegments, x.shape.slice(segmentIds.shape.length));
  });
}

/** Adds up the parts of `source`, each of shape `part`, that share an id: [rows, ...part]. */
function scatterAdd(
  kernels: Kernels,
  source: tf.TensorInfo,
  ids: tf.TensorInfo,
  rows: number,
  part: number[],
): tf.TensorInfo {
  const out = kernels.backend.makeOutput([rows, ...part], "float32");
  const count = tf.util.sizeFromShape(ids.shape);
  const channels = tf.util.sizeFromShape(part);
  kernels.scatterAddRows({ rows, channels, count, source, ids, out });
  return out;
}
