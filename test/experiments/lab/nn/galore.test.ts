import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { projectedShape } from "../../../../experiments/lab/nn/config.ts";
import { galoreUpdater, leadingSubspace, lift, project } from "../../../../experiments/lab/nn/galore.ts";
import { adamUpdater, type Updater } from "../../../../experiments/lab/nn/optimizer.ts";
import type { Parameter } from "../../../../experiments/lab/nn/transformer.ts";
import { close } from "../../../helpers/close.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";

const test = suite("GaLore");

const adam = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, gradientScale: 1 };

function gaussian(rows: number, columns: number, seed: number): tf.Tensor2D {
  const random = Random.seeded(seed);
  const values = Float32Array.from({ length: rows * columns }, () => random.normal());
  return tf.tensor2d(values, [rows, columns]);
}

/** A product of thin Gaussian matrices. */
const ofRank = (rank: number, rows: number, columns: number, seed: number) =>
  tf.tidy(() => tf.matMul<tf.Tensor2D>(gaussian(rows, rank, seed), gaussian(rank, columns, seed + 1)));

function parameterOf(shape: [number, number], group: Parameter["group"] = "body"): Parameter {
  return { name: "weight", group, variable: tf.tidy(() => tf.variable(gaussian(...shape, 1))) };
}

/** Applies Gaussian gradients of fixed seeds and returns the weight after each. */
function weightsAfter(parameter: Parameter, updater: Updater, steps: number, rate: number): Float32Array[] {
  const weights = Array.from({ length: steps }, (_, index) => {
    const gradient = gaussian(...(parameter.variable.shape as [number, number]), 10 + index);
    updater.apply(gradient, { ...adam, learningRate: rate, step: index + 1 });
    gradient.dispose();
    return parameter.variable.dataSync<"float32">().slice();
  });
  updater.dispose();
  parameter.variable.dispose();
  return weights;
}

test("at full rank it is Adam at its rate times the scale", async () => {
  await startEngine("cpu");
  for (const shape of [
    [4, 7],
    [7, 4],
    [5, 5],
  ] as [number, number][]) {
    const rank = Math.min(...shape);
    const updater = galoreUpdater({ rank, refreshEvery: 2, scale: 0.25 });
    const [projected, plain] = [parameterOf(shape), parameterOf(shape)];
    assert.equal(
      weightsAfter(projected, updater(projected), 6, 0.04),
      weightsAfter(plain, adamUpdater(plain), 6, 0.01),
    );
  }
});

test("what every arm trains alike is not projected", async () => {
  await startEngine("cpu");
  const updater = galoreUpdater({ rank: 1, refreshEvery: 2, scale: 0.25 });
  const [shared, plain] = [parameterOf([4, 7], "outer"), parameterOf([4, 7], "outer")];
  assert.equal(
    weightsAfter(shared, updater(shared), 4, 0.01),
    weightsAfter(plain, adamUpdater(plain), 4, 0.01),
  );
});

test("a gradient of the rank that is kept passes through the projection whole, wide, tall and square", async () => {
  await startEngine("cpu");
  for (const [rows, columns] of [
    [6, 9],
    [9, 6],
    [7, 7],
  ] as [number, number][]) {
    tf.tidy(() => {
      const gradient = ofRank(2, rows, columns, 3);
      const basis = leadingSubspace(gradient, 2);
      const projected = project(gradient, basis);
      assert.equal(projected.shape, projectedShape([rows, columns], 2));
      const error = lift(projected, basis, [rows, columns]).sub(gradient).abs().max().dataSync()[0];
      close(error ?? Number.NaN, 0, 1e-5, `${rows}x${columns}`);
    });
  }
});

test("the shorter side is cut, so that the moments are small", () => {
  assert.equal(projectedShape([64, 256], 16), [16, 256]);
  assert.equal(projectedShape([256, 64], 16), [256, 16]);
  assert.equal(projectedShape([64, 64], 16), [16, 64]);
  assert.equal(projectedShape([4, 8], 16), [4, 8]);
});

/** The upper left 2x2 minor of a matrix of 9 columns, relative to its terms: zero for a matrix of rank one. */
function minor(values: Float32Array): number {
  const at = (row: number, column: number) => values[row * 9 + column] ?? Number.NaN;
  const [diagonal, other] = [at(0, 0) * at(1, 1), at(0, 1) * at(1, 0)];
  return Math.abs(diagonal - other) / (Math.abs(diagonal) + Math.abs(other));
}

test("an update stays within the subspace until it is chosen anew", async () => {
  await startEngine("cpu");
  const parameter = parameterOf([6, 9]);
  const start = parameter.variable.dataSync<"float32">().slice();
  const updater = galoreUpdater({ rank: 1, refreshEvery: 3, scale: 1 })(parameter);
  const weights = weightsAfter(parameter, updater, 4, 0.1);
  const updateAfter = (step: number) =>
    (weights[step - 1] ?? start).map((value, index) => value - (start[index] ?? 0));
  close(minor(updateAfter(3)), 0, 1e-3, "three steps in one subspace");
  assert.ok(minor(updateAfter(4)) > 1e-2, "the fourth step leaves it");
});

test("it leaves no tensor behind", async () => {
  await startEngine("cpu");
  withoutLeaks(() => {
    const parameter = parameterOf([5, 8]);
    weightsAfter(parameter, galoreUpdater({ rank: 2, refreshEvery: 2, scale: 0.25 })(parameter), 5, 0.01);
  });
});

test.run();
