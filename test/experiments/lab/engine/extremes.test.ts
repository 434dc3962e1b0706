import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import * as ops from "../../../../experiments/lab/engine/ops.ts";
import { allClose, evaluateOn, normalValues, numbersOf, tensorOf } from "../../../helpers/engines.ts";
import type { Values } from "../../../helpers/reference-operations.ts";
import * as reference from "../../../helpers/reference-operations.ts";

const test = suite("engine extremes");
await startEngine("wasm");

const { NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity } = Number;

/** Rows of numbers as they come out of an operation. */
const rowsOf = (compute: () => tf.Tensor): string => tf.tidy(() => String(numbersOf(compute())));

test("cross-entropy stays exact for logits of ±80 and beyond what single precision can raise e to", async () => {
  const logits: Values = { shape: [4, 3], values: [80, -80, 0, -80, 80, 80, 1000, 0, -1000, -1000, 0, 0] };
  const targets = [0, 0, 2, 0];
  const weights = normalValues([4], "weights");
  const op = (x?: tf.Tensor) => ops.crossEntropy(x as tf.Tensor2D, tf.tensor1d(targets, "int32"));
  const expected = reference.crossEntropy(targets);
  const { value, gradients } = await evaluateOn("wasm", op, [logits], weights);
  allClose(value, expected(logits), 1e-6, "losses");
  const [gradient = []] = reference.gradients((x) => expected(x as Values), [logits], weights.values);
  allClose(gradients[0] ?? [], gradient, 1e-5, "gradient");
});

test("attention stays exact for scores of ±80 and more", async () => {
  const shape = [1, 1, 5, 4];
  const scaled = (name: string, factor: number): Values => {
    const { values } = normalValues(shape, name);
    return { shape, values: Float32Array.from(values, (value) => value * factor) };
  };
  const inputs = [scaled("query", 20), scaled("key", 20), scaled("value", 1)];
  const weights = normalValues([20], "weights");
  const attend = reference.causalAttention(5) as (...values: Values[]) => number[];
  const op = (...[query, key, value]: tf.Tensor[]) =>
    ops.causalAttention(query as tf.Tensor4D, key as tf.Tensor4D, value as tf.Tensor4D);
  const { value, gradients } = await evaluateOn("wasm", op, inputs, weights);
  // Scores of several hundred are known to their last place, 3e-5, and so are the softmax's ratios.
  allClose(value, attend(...inputs), 1e-3, "values");
  for (const [index, gradient] of reference.gradients(attend, inputs, weights.values).entries()) {
    allClose(gradients[index] ?? [], gradient, 1e-2, `gradient ${index}`);
  }
});

test("a position that sees nothing gives zeros and takes no gradient", async () => {
  const inputs = ["query", "key", "value"].map((name) => normalValues([1, 2, 3, 4], name));
  const op = (...[query, key, value]: tf.Tensor[]) =>
    ops.causalAttention(query as tf.Tensor4D, key as tf.Tensor4D, value as tf.Tensor4D, 0);
  const { value, gradients } = await evaluateOn("wasm", op, inputs, normalValues([24], "weights"));
  for (const numbers of [value, ...gradients]) assert.ok(numbers.every((number) => number === 0));
});

test("layer norm of a constant row is zero and its gradient finite", async () => {
  const constant: Values = { shape: [2, 5], values: new Array<number>(10).fill(3.7) };
  const op = (x?: tf.Tensor) => ops.layerNorm(x as tf.Tensor);
  const { value, gradients } = await evaluateOn("wasm", op, [constant], normalValues([10], "weights"));
  // The mean of five equal numbers is off by an ulp at most, which 1 / sqrt(epsilon) = 316 magnifies.
  allClose(value, new Array<number>(10).fill(0), 316 * 3e-7, "value");
  assert.ok(gradients[0]?.every(Number.isFinite));
});

test("the exponential and tanh agree with double precision over their whole range", async () => {
  const x = Array.from({ length: 4001 }, (_, index) => Math.fround((index - 2000) * 0.045));
  const tanh = tf.tidy(() => numbersOf(ops.activation(tf.tensor2d(x, [1, x.length]), "tanh")));
  for (const [index, value] of tanh.entries()) {
    const expected = Math.tanh(x[index] as number);
    assert.ok(Math.abs(value - expected) <= 3 * 2 ** -24 * Math.abs(expected), `tanh ${x[index]} = ${value}`);
  }
  // log(1 + e^x), the loss of two logits 0 and x, goes through exp and log.
  const losses = tf.tidy(() => {
    const logits = tf.stack([tf.zeros([x.length]), tf.tensor1d(x)], 1) as tf.Tensor2D;
    return numbersOf(ops.crossEntropy(logits, tf.zeros([x.length], "int32") as tf.Tensor1D));
  });
  const softplus = x.map((value) => Math.max(0, value) + Math.log1p(Math.exp(-Math.abs(value))));
  allClose(losses, softplus, 2e-7, "softplus");
});

test("NaN and infinity pass through the activations as IEEE 754 says", () => {
  const x = [nan, infinity, minusInfinity, 0, -1];
  const apply = (kind: "relu" | "tanh") => rowsOf(() => ops.activation(tf.tensor2d(x, [1, 5]), kind));
  assert.is(apply("relu"), String([nan, infinity, 0, 0, 0]));
  assert.is(apply("tanh"), String([nan, 1, -1, 0, Math.fround(Math.tanh(-1))]));
  const slopes = rowsOf(() => tf.grad((input) => ops.activation(input, "relu"))(tf.tensor2d(x, [1, 5])));
  assert.is(slopes, String([nan, 1, 0, 0, 0]));
});

test("NaN makes its own row NaN and no other", () => {
  const rows = () => tensorOf({ shape: [3, 4], values: [1, 2, 3, 4, 1, nan, 3, 4, 4, 3, 2, 1] });
  const whichNaN = (compute: () => tf.Tensor) =>
    tf.tidy(() => numbersOf(compute().isNaN().any(-1)).join(" "));
  assert.is(
    whichNaN(() => ops.layerNorm(rows())),
    "0 1 0",
  );
  const targets = tf.tensor1d([0, 0, 0], "int32");
  assert.is(
    whichNaN(() => ops.crossEntropy(rows() as tf.Tensor2D, targets).expandDims(1)),
    "0 1 0",
  );
  assert.is(
    whichNaN(() => tf.logSoftmax(rows())),
    "0 1 0",
  );
  targets.dispose();
});

test("the norm of gradients is not finite if one of them is not", () => {
  const [whole, broken] = [tf.ones([7]), tf.tensor1d([1, infinity, 2])];
  assert.is(ops.globalNorm([whole]), Math.sqrt(7));
  assert.is(ops.globalNorm([whole, broken]), infinity);
  tf.dispose([whole, broken]);
});

test("ids and targets that name nothing give NaN instead of someone else's memory", () => {
  const table = tf.ones<tf.Rank.R2>([3, 2]);
  const ids = tf.tensor1d([2, 3, -1], "int32");
  assert.is(
    rowsOf(() => ops.embedding(table, ids)),
    String([1, 1, nan, nan, nan, nan]),
  );
  const targets = tf.tensor1d([1, 2, -1], "int32");
  assert.is(
    rowsOf(() => ops.crossEntropy(table, targets).isNaN()),
    "0,1,1",
  );
  tf.dispose([table, ids, targets]);
});

test("an entry of a bag that names no row gives NaN, one that names no bag nothing, and the gradient the reverse", () => {
  const table = tf.ones<tf.Rank.R2>([3, 5]);
  const whole = (values: number[]) => tf.tensor1d(values, "int32");
  const bags = {
    count: 3,
    bags: whole([0, 1, -1, 3, 2]),
    rows: whole([0, 3, 0, 0, -1]),
    weights: tf.tensor1d([2, 1, 1, 1, 1]),
  };
  const pooled = rowsOf(() => ops.pool(table, bags).slice([0, 0], [3, 1]));
  assert.is(pooled, String([2, nan, nan]));
  const slopes = rowsOf(() =>
    tf
      .grad((x) => ops.pool(x as tf.Tensor2D, bags))(table)
      .sum(1),
  );
  assert.is(slopes, String([nan, 0, 0]));
  tf.dispose([table, ...Object.values(bags).filter((value) => value instanceof tf.Tensor)]);
});

test("tensors that do not fit are refused with what was expected", () => {
  const [x, ids] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R1>([3], "int32")];
  assert.throws(() => ops.linear(x, x), /invalid weight: float32 \[2, 3\], expected float32 \[3, any\]/);
  assert.throws(() => ops.crossEntropy(x, ids), /invalid targets: int32 \[3\], expected int32 \[2\]/);
  assert.throws(() => ops.embedding(x, x), /invalid ids: float32 \[2, 3\], expected int32/);
  tf.dispose([x, ids]);
});

test.run();
