import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../../experiments/lab/engine/backend.ts";
import * as composed from "../../../../../experiments/lab/engine/composed.ts";
import * as ops from "../../../../../experiments/lab/engine/ops.ts";
import { allClose, normalValues, numbersOf, tensorOf } from "../../../../helpers/engines.ts";

const test = suite("gradients of the kernels");
await startEngine("wasm");

type Operation = (operations: typeof ops | typeof composed, ...inputs: tf.Tensor[]) => tf.Tensor;

/** Shapes of the differentiable inputs, and what is computed of them; sizes differ, so that no two are confused. */
const cases: Readonly<Record<string, readonly [shapes: readonly (readonly number[])[], Operation]>> = {
  linear: [
    [
      [2, 3, 5],
      [5, 4],
    ],
    (of, x, w) => of.linear(x as tf.Tensor, w as tf.Tensor2D),
  ],
  LoRA: [
    [
      [3, 5],
      [5, 2],
      [2, 4],
    ],
    (of, x, a, b) => of.loraLinear(x as tf.Tensor, weight, a as tf.Tensor2D, b as tf.Tensor2D, 0.5),
  ],
  norm: [[[3, 7]], (of, x) => of.layerNorm(x as tf.Tensor, 1e-5)],
  attention: [
    [
      [2, 3, 5, 4],
      [2, 3, 5, 4],
      [2, 3, 5, 4],
    ],
    (of, q, k, v) => of.causalAttention(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, 3),
  ],
  "attention of several heads": [
    [
      [2, 5, 6],
      [2, 5, 6],
      [2, 5, 6],
    ],
    (of, q, k, v) => of.multiHeadAttention(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, 2, 5),
  ],
  "cross-entropy": [[[3, 5]], (of, x) => of.crossEntropy(x as tf.Tensor2D, tf.tensor1d([4, 0, 2], "int32"))],
  embedding: [
    [[4, 3]],
    (of, table) =>
      of.embedding(
        table as tf.Tensor2D,
        tf.tensor2d(
          [
            [3, 1],
            [1, 0],
          ],
          [2, 2],
          "int32",
        ),
      ),
  ],
  pooling: [
    [[4, 3]],
    (of, table) =>
      of.pool(table as tf.Tensor2D, {
        count: 2,
        bags: tf.tensor1d([0, 0, 1], "int32"),
        rows: tf.tensor1d([3, 1, 1], "int32"),
        weights: tf.tensor1d([0.5, 2, 1]),
      }),
  ],
  "relu with a bias": [
    [[3, 4], [4]],
    (of, x, bias) => of.activation(x as tf.Tensor, "relu", bias as tf.Tensor1D),
  ],
  "tanh with a bias": [
    [[3, 4], [4]],
    (of, x, bias) => of.activation(x as tf.Tensor, "tanh", bias as tf.Tensor1D),
  ],
  relu: [[[3, 4]], (of, x) => of.activation(x as tf.Tensor, "relu")],
  tanh: [[[3, 4]], (of, x) => of.activation(x as tf.Tensor, "tanh")],
  gelu: [[[3, 4]], (of, x) => of.activation(x as tf.Tensor, "gelu")],
};
const weight = tensorOf(normalValues([5, 4], "weight")) as tf.Tensor2D;

for (const [name, [shapes, operation]] of Object.entries(cases)) {
  test(`${name}: value and gradients are those of the operations it stands for, and nothing is left behind`, () => {
    const inputs = shapes.map((shape, index) => tensorOf(normalValues(shape, index)));
    const before = tf.memory().numTensors;
    const evaluate = (of: typeof ops | typeof composed) =>
      tf.tidy(() => {
        const value = operation(of, ...inputs);
        const scale = tensorOf(normalValues(value.shape, "scale"));
        const loss = (...moved: tf.Tensor[]) =>
          operation(of, ...moved)
            .mul(scale)
            .sum();
        return [value, ...tf.grads(loss)(inputs)].map(numbersOf);
      });
    const [fused, expected] = [evaluate(ops), evaluate(composed)];
    assert.is(fused.length, expected.length);
    fused.forEach((numbers, index) => {
      allClose(numbers, expected[index] ?? [], 1e-5, `${name}, ${index}`);
    });
    assert.is(tf.memory().numTensors, before);
    tf.dispose(inputs);
  });
}

test.run();
