/** Registers our kernels with TensorFlow.js; they replace its own where both do the same. */
import * as tf from "@tensorflow/tfjs-core";
import { registerActivation } from "./activation.ts";
import { registerAttention } from "./attention.ts";
import { registerBags } from "./bags.ts";
import { registerCrossEntropy } from "./cross-entropy.ts";
import { defineKernel, inputsOf } from "./define.ts";
import { registerEmbedding } from "./embedding.ts";
import { registerLinear } from "./linear.ts";
import { registerNorm } from "./norm.ts";
import type { Kernels } from "./placed-kernels.ts";
import { registerProducts } from "./products.ts";

export function registerIdentity({ backend }: Kernels): void {
  defineKernel("Identity", ({ inputs }) => {
    const { x } = inputsOf(inputs, "x");
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
}

export function registerEinsum(): void {
  defineKernel("Einsum", ({ inputs, attrs }) => {
    const { equation } = attrs as { equation: string };
    return tf.tidy(() => einsum(equation, Object.values(inputs) as tf.Tensor[]));
  });
}

/** All operands get all axes in one order, with size 1 for axes that they lack; then products broadcast and sum. */
function einsum(equation: string, operands: readonly tf.Tensor[]): tf.Tensor {
  const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, operands.length);
  const expanded = operands.map((operand, index) => {
    const own = idDims[index] as number[]; // the position among all axes of each axis of the operand
    const order = own.map((_, axis) => axis).sort((a, b) => (own[a] as number) - (own[b] as number));
    const shape = allDims.map((_, axis) => (own.includes(axis) ? operand.shape[own.indexOf(axis)] : 1) ?? 1);
    return tf.transpose(operand, order).reshape(shape);
  });
  const product = expanded.reduce((left, right) => tf.mul(left, right));
  return summedDims.length === 0 ? product : tf.sum(product, summedDims);
}

const SWAP_MIDDLE = [0, 2, 1, 3].join();

export function registerTranspose(kernels: Kernels): void {
  const original = tf.getKernel("Transpose", "wasm").kernelFunc;
  defineKernel("Transpose", (call) => {
    const { x } = inputsOf(call.inputs, "x");
    const { perm } = call.attrs as { perm: number[] };
    if (perm.join() !== SWAP_MIDDLE || x.dtype === "bool") return original(call);
    const [outer, rows, columns, size] = x.shape as [number, number, number, number];
    const out = kernels.backend.makeOutput([outer, columns, rows, size], x.dtype);
    kernels.swapMiddleAxes({ outer, rows, columns, size, x, out });
    return out;
  });
}

/** After this, `tf.matMul` and the operations of ops.ts run on these kernels. */
export function registerKernels(kernels: Kernels): void {
  registerProducts(kernels);
  registerTranspose(kernels);
  registerIdentity(kernels);
  registerLinear(kernels);
  registerNorm(kernels);
  registerAttention(kernels);
  registerCrossEntropy(kernels);
  registerEmbedding(kernels);
  registerBags(kernels);
  registerActivation(kernels);
  registerEinsum();
}
