/** Layer norm over the last axis. */
import type * as tf from "@tensorflow/tfjs-core";
import { registerGradient } from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf, rowsOf, run } from "./define.ts";
import type { Kernels } from "./placed-kernels.ts";

/** (x - mean) / sqrt(variance + epsilon): [..., C] -> [..., C]. */
export function layerNorm(x: tf.Tensor, epsilon: number): tf.Tensor {
  const [out] = run<[tf.Tensor, tf.Tensor]>("LayerNorm", { x }, { epsilon });
  return out;
}

export function registerNorm(kernels: Kernels): void {
  defineKernel("LayerNorm", ({ inputs, attrs }) => {
    const { x } = inputsOf(inputs, "x");
    const { rows, channels } = rowsOf(x);
    const out = kernels.backend.makeOutput(x.shape, "float32");
    const inverse = kernels.backend.makeOutput([rows], "float32");
    const { epsilon } = attrs as { epsilon: number };
    kernels.layerNorm({ rows, channels, epsilon, x, out, inverse });
    return [out, inverse];
  });
  defineKernel("LayerNormGradient", ({ inputs }) => {
    const { y, inverse, gradient } = inputsOf(inputs, "y", "inverse", "gradient");
    const { rows, channels } = rowsOf(y);
    const out = kernels.backend.makeOutput(y.shape, "float32");
    kernels.layerNormGradient({ rows, channels, y, inverse, gradient, out });
    return out;
  });
  registerGradient({
    kernelName: "LayerNorm",
    outputsToSave: [true, true],
    gradFunc: (dy, saved) => {
      const [gradient] = dy as [tf.Tensor, tf.Tensor];
      const [y, inverse] = saved as [tf.Tensor, tf.Tensor];
      return { x: () => run("LayerNormGradient", { y, inverse, gradient }) };
    },
  });
}
