/** TensorFlow.js's Einsum, which its WASM backend lacks, composed of operations that it has. */
import * as tf from "@tensorflow/tfjs";
import { defineKernel } from "./define.ts";

export function registerEinsum(): void {
  defineKernel("Einsum", ({ inputs, attrs }) => {
    const { equation } = attrs as { equation: string };
    return tf.tidy(() => einsum(equation, Object.values(inputs) as tf.Tensor[]));
  });
}

/** Every operand takes all axes, in one order, those that it lacks with size 1; then products broadcast and sum. */
function einsum(equation: string, operands: readonly tf.Tensor[]): tf.Tensor {
  const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, operands.length);
  const expanded = operands.map((operand, index) => {
    const own = idDims[index] as number[]; // the place among all axes of each axis that the operand has
    const order = own.map((_, axis) => axis).sort((a, b) => (own[a] as number) - (own[b] as number));
    const shape = allDims.map((_, axis) => (own.includes(axis) ? operand.shape[own.indexOf(axis)] : 1) ?? 1);
    return tf.transpose(operand, order).reshape(shape);
  });
  const product = expanded.reduce((left, right) => tf.mul(left, right));
  return summedDims.length === 0 ? product : tf.sum(product, summedDims);
}
