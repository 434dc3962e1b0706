import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import type { Batch } from "../../../../experiments/lab/data/batches.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import {
  gaussianMatrix,
  type Matrix,
  matrixOf,
  multiply,
} from "../../../../experiments/lab/linalg/matrix.ts";
import {
  type Factors,
  factorGradients,
  firstOrderUpdate,
  innerProduct,
  matrixOfTensor,
  tangentShare,
  weightGradients,
} from "../../../../experiments/lab/nn/gradients.ts";
import { lossAndGradients } from "../../../../experiments/lab/nn/train.ts";
import { disposeTransformer, type Transformer } from "../../../../experiments/lab/nn/transformer.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";
import { createTinyBatch, createTinyModel } from "../../../helpers/tiny-model.ts";

const test = suite("gradients through LoRA");

const combine = (left: Matrix, right: Matrix, factor: number): Matrix =>
  matrixOf(
    left.rows,
    left.columns,
    (row, column) =>
      (left.values[row * left.columns + column] ?? 0) +
      factor * (right.values[row * left.columns + column] ?? 0),
  );

const zeros = ({ rows, columns }: Matrix): Matrix => matrixOf(rows, columns, () => 0);

function draw(seed: number, inputs = 6, outputs = 5, rank = 2): { gradient: Matrix; factors: Factors } {
  const random = Random.seeded(seed);
  return {
    gradient: gaussianMatrix(random, inputs, outputs),
    factors: {
      a: gaussianMatrix(random, inputs, rank),
      b: gaussianMatrix(random, rank, outputs),
      scaling: 0.7,
    },
  };
}

const weightOf = ({ a, b, scaling }: Factors): Matrix => {
  const product = multiply(a, b);
  return combine(zeros(product), product, scaling);
};

test("a small step of both factors changes the weight by the first-order update", () => {
  forAll([fc.integer({ min: 1, max: 1000 })], (seed) => {
    const { gradient, factors } = draw(seed);
    const { a, b } = factorGradients(gradient, factors);
    const rate = 1e-6;
    const stepped = { ...factors, a: combine(factors.a, a, -rate), b: combine(factors.b, b, -rate) };
    const change = combine(weightOf(stepped), weightOf(factors), -1);
    const expected = firstOrderUpdate(gradient, factors);
    change.values.forEach((value, index) => {
      close(value / rate, expected.values[index] ?? Number.NaN, 1e-3);
    });
  });
});

test("the update goes down the gradient, and is in the space that the factors can follow", () => {
  forAll([fc.integer({ min: 1, max: 1000 })], (seed) => {
    const { gradient, factors } = draw(seed);
    const update = firstOrderUpdate(gradient, factors);
    assert.ok(innerProduct(update, gradient) < 0);
    close(tangentShare(update, factors), 1, 1e-9);
  });
});

test("the factors can follow a gradient made of their columns or rows, and none that is orthogonal to both", () => {
  const unit = (rows: number, columns: number, row: number, column: number) =>
    matrixOf(rows, columns, (i, j) => Number(i === row && j === column));
  const factors = { a: unit(4, 1, 0, 0), b: unit(1, 3, 0, 0), scaling: 1 };
  assert.is(tangentShare(unit(4, 3, 0, 2), factors), 1);
  assert.is(tangentShare(unit(4, 3, 3, 0), factors), 1);
  assert.is(tangentShare(unit(4, 3, 0, 0), factors), 1);
  assert.is(tangentShare(unit(4, 3, 2, 1), factors), 0);
  const start = { ...factors, b: zeros(factors.b) };
  assert.is(tangentShare(unit(4, 3, 3, 0), start), 0);
  assert.is(tangentShare(unit(4, 3, 0, 2), start), 1);
});

/** Gradients of all factors of a model, from those of its weights, by the parameters' names. */
function throughWeights(model: Transformer, batch: Batch): ReadonlyMap<string, Matrix> {
  const ofWeights = weightGradients(model, batch);
  const layers = model.blocks.flatMap((block, layer) =>
    Object.entries(block).map(([name, linear]) => [`layers.${layer}.${name}`, linear] as const),
  );
  return new Map(
    layers.flatMap(([name, linear]) => {
      const gradient = ofWeights.get(name);
      if (linear.kind !== "lora" || gradient === undefined) throw new Error(`missing adapter: ${name}`);
      const factors = {
        a: matrixOfTensor(linear.loraA),
        b: matrixOfTensor(linear.loraB),
        scaling: linear.scaling,
      };
      const { a, b } = factorGradients(gradient, factors);
      return [[`${name}.loraA`, a] as const, [`${name}.loraB`, b] as const];
    }),
  );
}

test("gradients of a model's factors are those of its weights, seen through the other factor", async () => {
  await startEngine("cpu");
  const model = createTinyModel({ kind: "lora", rank: 2, alpha: 3 });
  for (const { name, variable } of model.parameters) {
    const draws = Random.seeded(name);
    const values = Float32Array.from({ length: variable.size }, () => 0.3 * draws.normal());
    if (name.endsWith(".loraB")) tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  const batch = createTinyBatch();
  let compared = 0;
  withoutLeaks(() => {
    const expected = throughWeights(model, batch);
    const { gradients } = lossAndGradients(model, batch);
    for (const [index, { name }] of model.parameters.entries()) {
      const actual = matrixOfTensor(gradients[index] as tf.Tensor).values;
      for (const [entry, value] of expected.get(name)?.values.entries() ?? []) {
        close(actual[entry] ?? Number.NaN, value, 1e-5, name);
        compared += 1;
      }
    }
    tf.dispose(gradients);
  });
  disposeTransformer(model);
  // Two layers of four square matrices and two of the feed-forward part.
  assert.is(compared, 2 * 2 * (4 * (8 + 8) + 2 * (8 + 12)));
});

test.run();
