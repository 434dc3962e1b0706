/** Registers our kernels with TensorFlow.js in place of the WASM backend's own. */
import * as tf from "@tensorflow/tfjs";
import type { Kernels } from "./kernels.ts";
import { multiply } from "./wasm-products.ts";

/** From now on `tf.matMul` and its gradients run on these kernels. */
export function registerKernels(kernels: Kernels): void {
  replaceKernel("BatchMatMul", ({ inputs, attrs }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    return multiply(kernels, a, b, transposeA, transposeB);
  });
}

function replaceKernel(kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, "wasm") !== undefined) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}
