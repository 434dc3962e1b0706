import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { suite } from "uvu";
import * as ops from "../../../../experiments/lab/engine/ops.ts";
import { allClose, evaluateOn, normalValues, startableEngines } from "../../../helpers/engines.ts";
import type { Values } from "../../../helpers/reference-operations.ts";
import * as reference from "../../../helpers/reference-operations.ts";

const test = suite("engine operations");

/**
 * Single precision has a unit roundoff of 2^-24 = 6e-8, and a sum of n terms adds up at most n of them, relative to the
 * sum of magnitudes. Here n is below 40 and the magnitudes add up to a few tens, which gives 1e-4 at worst and a tenth of
 * it in practice. Gradients pass through two sums.
 */
const VALUE_TOLERANCE = 2e-5;
const GRADIENT_TOLERANCE = 1e-4;

interface Case {
  readonly name: string;
  readonly inputs: readonly Values[];
  readonly op: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly reference: (...inputs: Values[]) => number[];
}

/** With our kernels on `wasm`, composed of TensorFlow.js operations on the others. */
const engines = await startableEngines();

/** Compares an operation, forward and gradient, on each engine with the float64 reference. */
async function check({ name, inputs, op, reference: expected }: Case): Promise<void> {
  const value = expected(...inputs);
  const weights = normalValues([value.length], name);
  const gradients = reference.gradients(expected, inputs, weights.values);
  for (const engine of engines) {
    const result = await evaluateOn(engine, op, inputs, weights);
    allClose(result.value, value, VALUE_TOLERANCE, `${name}, ${engine}, value`);
    for (const [index, gradient] of gradients.entries()) {
      const what = `${name}, ${engine}, gradient ${index}`;
      allClose(result.gradients[index] ?? [], gradient, GRADIENT_TOLERANCE, what);
    }
  }
}

/** Draws shapes, always the same ones. */
function shapes<Shape>(arbitrary: fc.Arbitrary<Shape>, count = 12): Shape[] {
  return fc.sample(arbitrary, { seed: 4, numRuns: count });
}

const size = (max: number) => fc.integer({ min: 1, max });
/** Two or more: TensorFlow.js refuses a one-hot of one class, which the composed forms use. */
const classCounts = fc.oneof(fc.integer({ min: 2, max: 9 }), fc.constant(89));
/** Beyond the four rows and eight columns of a tile. */
const lengths = fc.oneof(size(9), fc.constantFrom(12, 17));
const channels = fc.oneof(size(9), fc.constantFrom(3, 4, 5, 7, 16, 33));

test("linear agrees with the oracle on every engine", async () => {
  for (const [rows, inputs, outputs] of shapes(fc.tuple(size(9), channels, channels))) {
    await check({
      name: `linear ${rows} ${inputs} ${outputs}`,
      inputs: [normalValues([1, rows, inputs], "x"), normalValues([inputs, outputs], "weight")],
      op: (x, weight) => ops.linear(x as tf.Tensor, weight as tf.Tensor2D),
      reference: (x, weight) => reference.linear(x as Values, weight as Values),
    });
  }
});

test("loraLinear agrees with the oracle on every engine and leaves the base weight alone", async () => {
  const drawn = shapes(fc.tuple(size(6), size(9), size(9), size(5), fc.constantFrom(1, 0.5, 3)));
  for (const [rows, inputs, outputs, rank, scaling] of drawn) {
    const weight = normalValues([inputs, outputs], "weight");
    const base = () => tf.tensor2d(Float32Array.from(weight.values), [inputs, outputs]);
    await check({
      name: `loraLinear ${rows} ${inputs} ${outputs} ${rank} ${scaling}`,
      inputs: [
        normalValues([rows, inputs], "x"),
        normalValues([inputs, rank], "loraA"),
        normalValues([rank, outputs], "loraB"),
      ],
      op: (x, loraA, loraB) =>
        ops.loraLinear(x as tf.Tensor, base(), loraA as tf.Tensor2D, loraB as tf.Tensor2D, scaling),
      reference: (x, loraA, loraB) =>
        reference.loraLinear(scaling)(x as Values, weight, loraA as Values, loraB as Values),
    });
  }
});

test("layerNorm agrees with the oracle on every engine", async () => {
  // Two channels or more: the norm of one is zero, whatever it is.
  for (const [rows, width] of shapes(
    fc.tuple(size(5), fc.oneof(fc.integer({ min: 2, max: 9 }), fc.constant(33))),
  )) {
    await check({
      name: `layerNorm ${rows} ${width}`,
      inputs: [normalValues([2, rows, width], "x")],
      op: (x) => ops.layerNorm(x as tf.Tensor, 0.1),
      reference: reference.layerNorm(0.1) as (...inputs: Values[]) => number[],
    });
  }
});

test("causalAttention agrees with the oracle on every engine, for windows of every length", async () => {
  const drawn = shapes(fc.tuple(size(2), size(2), lengths, size(6), fc.integer({ min: 0, max: 20 })));
  for (const [batchSize, nHeads, length, headSize, window] of drawn) {
    const shape = [batchSize, nHeads, length, headSize];
    await check({
      name: `causalAttention ${shape.join(" ")} window ${window}`,
      inputs: ["query", "key", "value"].map((name) => normalValues(shape, name)),
      op: (query, key, value) =>
        ops.causalAttention(query as tf.Tensor4D, key as tf.Tensor4D, value as tf.Tensor4D, window),
      reference: reference.causalAttention(window) as (...inputs: Values[]) => number[],
    });
  }
});

test("multiHeadAttention is causalAttention with the heads side by side in the channels", async () => {
  const drawn = shapes(fc.tuple(size(2), size(3), lengths, size(6), fc.integer({ min: 1, max: 20 })));
  for (const [batchSize, nHeads, length, headSize, window] of drawn) {
    const inputs = ["query", "key", "value"].map((name) =>
      normalValues([batchSize, length, nHeads * headSize], name),
    );
    const weights = normalValues([batchSize * length * nHeads * headSize], "weights");
    const sideBySide = (...[query, key, value]: tf.Tensor[]) =>
      ops.multiHeadAttention(query as tf.Tensor3D, key as tf.Tensor3D, value as tf.Tensor3D, nHeads, window);
    const heads = (x?: tf.Tensor) =>
      (x as tf.Tensor).reshape([batchSize, length, nHeads, headSize]).transpose<tf.Tensor4D>([0, 2, 1, 3]);
    const apart = (...[query, key, value]: tf.Tensor[]) =>
      ops
        .causalAttention(heads(query), heads(key), heads(value), window)
        .transpose([0, 2, 1, 3])
        .reshape([batchSize, length, nHeads * headSize]);
    const ours = await evaluateOn("wasm", sideBySide, inputs, weights);
    const same = await evaluateOn("wasm", apart, inputs, weights);
    const what = `${batchSize} ${nHeads} ${length} ${headSize} window ${window}`;
    allClose(ours.value, same.value, 0, what);
    for (const index of [0, 1, 2])
      allClose(ours.gradients[index] ?? [], same.gradients[index] ?? [], 0, what);
    for (const engine of engines) {
      const composed = await evaluateOn(engine, sideBySide, inputs, weights);
      allClose(composed.value, ours.value, VALUE_TOLERANCE, `${what} on ${engine}`);
      for (const index of [0, 1, 2]) {
        const [one = [], other = []] = [composed.gradients[index], ours.gradients[index]];
        allClose(one, other, GRADIENT_TOLERANCE, `${what} on ${engine}`);
      }
    }
  }
});

test("crossEntropy agrees with the oracle on every engine", async () => {
  for (const [rows, classes] of shapes(fc.tuple(size(9), classCounts))) {
    const targets = Array.from({ length: rows }, (_, row) => (row * 7) % classes);
    await check({
      name: `crossEntropy ${rows} ${classes}`,
      inputs: [normalValues([rows, classes], "logits")],
      op: (logits) => ops.crossEntropy(logits as tf.Tensor2D, tf.tensor1d(targets, "int32")),
      reference: reference.crossEntropy(targets) as (...inputs: Values[]) => number[],
    });
  }
});

test("embedding agrees with the oracle on every engine, ids repeated or absent", async () => {
  for (const [rows, width, count] of shapes(fc.tuple(classCounts, channels, size(12)))) {
    const ids = Array.from({ length: count }, (_, index) => (index * index) % rows);
    await check({
      name: `embedding ${rows} ${width} ${count}`,
      inputs: [normalValues([rows, width], "table")],
      op: (table) => ops.embedding(table as tf.Tensor2D, tf.tensor2d(ids, [1, count], "int32")),
      reference: reference.embedding(ids) as (...inputs: Values[]) => number[],
    });
  }
});

test("pool agrees with the oracle on every engine, for rows taken twice and empty bags", async () => {
  for (const [rows, width, count] of shapes(fc.tuple(size(9), channels, size(7)))) {
    // Bag b has b entries, the first none.
    const drawn = Array.from({ length: count }, (_, bag) =>
      Array.from({ length: bag }, (_, at) => [(at * at + bag) % rows, 0.5 + at] as const),
    );
    const entries = drawn.flatMap((bag, index) => bag.map(([row, weight]) => ({ index, row, weight })));
    const bags = () => ({
      count,
      bags: tf.tensor1d(
        entries.map(({ index }) => index),
        "int32",
      ),
      rows: tf.tensor1d(
        entries.map(({ row }) => row),
        "int32",
      ),
      weights: tf.tensor1d(
        entries.map(({ weight }) => weight),
        "float32",
      ),
    });
    await check({
      name: `pool ${rows} ${width} ${count}`,
      inputs: [normalValues([rows, width], "table")],
      op: (table) => ops.pool(table as tf.Tensor2D, bags()),
      reference: reference.pool(drawn) as (...inputs: Values[]) => number[],
    });
  }
});

for (const kind of ["relu", "tanh", "gelu"] as const) {
  test(`activation ${kind} agrees with the oracle on every engine, with and without bias`, async () => {
    for (const [rows, width] of shapes(fc.tuple(size(5), channels), 6)) {
      const [x, bias] = [normalValues([rows, width], "x"), normalValues([width], "bias")];
      const expected = reference.activation(kind) as (...inputs: Values[]) => number[];
      await check({
        name: `${kind} ${rows} ${width}`,
        inputs: [x],
        op: (input) => ops.activation(input as tf.Tensor, kind),
        reference: expected,
      });
      await check({
        name: `${kind} with bias ${rows} ${width}`,
        inputs: [x, bias],
        op: (input, shift) => ops.activation(input as tf.Tensor, kind, shift as tf.Tensor1D),
        reference: expected,
      });
    }
  });
}

test.run();
