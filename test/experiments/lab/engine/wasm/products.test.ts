import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../../experiments/lab/engine/backend.ts";
import { allClose, evaluateOn, normalValues, numbersOf, tensorOf } from "../../../../helpers/engines.ts";
import { forAll } from "../../../../helpers/for-all.ts";
import { gradients, multiply, type Values } from "../../../../helpers/reference-operations.ts";

const test = suite("engine products");
await startEngine("wasm");

/** Which operands are stored transposed. */
const layouts: readonly (readonly [left: boolean, right: boolean])[] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];

const shapeOf = (rows: number, columns: number, transposed: boolean): [number, number] =>
  transposed ? [columns, rows] : [rows, columns];

const magnitudes = ({ shape, values }: Values): Values => ({
  shape,
  values: Float64Array.from(values, Math.abs),
});

/**
 * A sum of k products in single precision is off by at most (k + 1) 2^-24 times the sum of their magnitudes (Higham
 * 2002, equation 3.5), whatever the order: no tighter bound is needed and no looser one is granted.
 */
function checkProduct(
  m: number,
  n: number,
  k: number,
  leftTransposed: boolean,
  rightTransposed: boolean,
): void {
  const left = normalValues(shapeOf(m, k, leftTransposed), `left ${m} ${k}`);
  const right = normalValues(shapeOf(k, n, rightTransposed), `right ${k} ${n}`);
  const sizes = [m, n, k] as const;
  const expected = multiply(left, right, sizes, leftTransposed, rightTransposed);
  const bounds = multiply(magnitudes(left), magnitudes(right), sizes, leftTransposed, rightTransposed);
  const actual = tf.tidy(() => {
    const product = tf.matMul(tensorOf(left), tensorOf(right), leftTransposed, rightTransposed);
    assert.equal(product.shape, [m, n]);
    return numbersOf(product);
  });
  for (const [index, value] of actual.entries()) {
    const error = Math.abs(value - (expected[index] as number));
    const bound = (k + 1) * 2 ** -24 * (bounds[index] as number);
    assert.ok(
      error <= bound,
      `${m} x ${k} x ${n}, ${leftTransposed} ${rightTransposed}: ${error} > ${bound}`,
    );
  }
}

test("products of every layout and of odd and empty sizes stay within the error bound", () => {
  const size = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 33), fc.integer({ min: 1, max: 40 }));
  forAll([size, size, size, fc.constantFrom(...layouts)], (m, n, k, layout) =>
    checkProduct(m, n, k, ...layout),
  );
});

test("products that span several blocks stay within the error bound", () => {
  for (const layout of layouts) {
    checkProduct(5, 89, 521, ...layout); // three blocks of the depth
    checkProduct(6, 521, 7, ...layout); // two blocks of columns
    checkProduct(3, 515, 259, ...layout);
  }
});

test("gradients of thin factors stay within the error bound", () => {
  for (const few of [4, 8]) {
    checkProduct(few, 64, 521, true, false); // three blocks of the depth
    checkProduct(72, few, 300, true, false);
    checkProduct(few, 16_392, 33, true, false); // more sums than the scratch has room for
  }
});

/** Batch dimensions of both operands. TensorFlow.js takes no gradient where they broadcast. */
const batches: readonly (readonly [number[], number[]])[] = [
  [[3], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [[3], []],
  [[], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [[2, 3], [3]],
  [[1], [4]],
  [[0], [0]],
];

/** Repeats an operand for each index of the batch: the cpu engine misses some broadcasts that TensorFlow.js allows. */
const repeated = (x: tf.Tensor, batch: number[]): tf.Tensor =>
  tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);

test("batches agree with the cpu engine, broadcast as TensorFlow.js does, and so do their gradients", async () => {
  for (const [[leftBatch, rightBatch], layout] of batches.flatMap((batch) =>
    layouts.map((layout) => [batch, layout] as const),
  )) {
    const [leftTransposed, rightTransposed] = layout;
    const inputs = [
      normalValues([...leftBatch, ...shapeOf(5, 7, leftTransposed)], "left"),
      normalValues([...rightBatch, ...shapeOf(7, 3, rightTransposed)], "right"),
    ];
    const outputs = tf.broadcast_util.assertAndGetBroadcastShape(leftBatch, rightBatch);
    const weights = normalValues([...outputs, 5, 3], "weights");
    const product = (left?: tf.Tensor, right?: tf.Tensor) =>
      tf.matMul(left as tf.Tensor, right as tf.Tensor, leftTransposed, rightTransposed);
    const unrolled = (left?: tf.Tensor, right?: tf.Tensor) =>
      product(repeated(left as tf.Tensor, outputs), repeated(right as tf.Tensor, outputs));
    const differentiable = leftBatch.join() === rightBatch.join();
    const [ours, cpu] = [
      await evaluateOn("wasm", product, inputs, weights, differentiable),
      await evaluateOn("cpu", unrolled, inputs, weights, differentiable),
    ];
    const what = `[${leftBatch}] x [${rightBatch}]`;
    // Sums of up to seven terms of size one.
    allClose(ours.value, cpu.value, 2e-6, what);
    for (const [index, gradient] of cpu.gradients.entries()) {
      allClose(ours.gradients[index] ?? [], gradient, 2e-6, `${what} gradient ${index}`);
    }
  }
  await startEngine("wasm");
});

test("the gradient of a product agrees with finite differences", async () => {
  const inputs = [normalValues([3, 5], "left"), normalValues([5, 9], "right")];
  const weights = normalValues([27], "weights");
  const expected = gradients(
    (left, right) => multiply(left as Values, right as Values, [3, 9, 5]),
    inputs,
    weights.values,
  );
  const matMul = (left?: tf.Tensor, right?: tf.Tensor) => tf.matMul(left as tf.Tensor, right as tf.Tensor);
  const { gradients: actual } = await evaluateOn("wasm", matMul, inputs, weights);
  for (const index of [0, 1]) allClose(actual[index] ?? [], expected[index] ?? [], 1e-5, `gradient ${index}`);
});

for (const [leftTransposed, rightTransposed] of layouts) {
  test(`NaN and infinity reach what they belong to, transposed ${leftTransposed} ${rightTransposed}`, () => {
    const product = tf.tidy(() => {
      const left = tf.buffer(shapeOf(9, 6, leftTransposed));
      const right = tf.buffer(shapeOf(6, 11, rightTransposed));
      left.values.fill(1);
      right.values.fill(1);
      left.set(Number.NaN, ...shapeOf(2, 3, leftTransposed));
      right.set(Number.POSITIVE_INFINITY, ...shapeOf(1, 10, rightTransposed));
      return tf.matMul(left.toTensor(), right.toTensor(), leftTransposed, rightTransposed).arraySync();
    }) as number[][];
    const ordinary = [...new Array<number>(10).fill(6), Number.POSITIVE_INFINITY];
    const expected = Array.from({ length: 9 }, (_, i) =>
      i === 2 ? ordinary.map(() => Number.NaN) : ordinary,
    );
    assert.equal(product.map(String), expected.map(String));
  });
}

test("a product of tensors that do not fit is refused with both shapes", () => {
  const a = tf.zeros([2, 3]);
  assert.throws(() => tf.matMul(a, a), /\[2, 3\] times float32 \[2, 3\]/);
  a.dispose();
});

test.run();
