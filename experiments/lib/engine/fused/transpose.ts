/** The transpose between [B, T, nh, hs] and [B, nh, T, hs]; every other one is left to TensorFlow.js. */
import * as tf from "@tensorflow/tfjs";
import { type Kernels, pointers } from "../kernels.ts";
import { defineKernel, inputsOf } from "./define.ts";

const SWAP_MIDDLE = [0, 2, 1, 3].join();

export function registerTranspose(kernels: Kernels): void {
  const original = tf.getKernel("Transpose", "wasm").kernelFunc;
  defineKernel("Transpose", (call) => {
    const { x } = inputsOf(call.inputs, "x");
    const { perm } = call.attrs as { perm: number[] };
    if (perm.join() !== SWAP_MIDDLE || x.dtype === "bool") return original(call);
    const [outer, rows, columns, size] = x.shape as [number, number, number, number];
    const out = kernels.backend.makeOutput([outer, columns, rows, size], x.dtype);
    kernels.swapMiddleAxes(outer, rows, columns, size, ...pointers(kernels, x, out));
    return out;
  });
}
