/** Gradients of a model's effective body weights, whether these are trained, frozen, or frozen with adapters. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../data/batches.ts";
import { at, frobeniusNorm, type Matrix, matrixOf, multiply, transpose } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";
import { type BodyLinear, bodyLinears, bodyWeightName } from "./config.ts";
import { lossAndGradients } from "./train.ts";
import {
  type Block,
  bodyWeights,
  type LinearLayer,
  type Parameter,
  type Transformer,
} from "./transformer.ts";

/** A two-dimensional tensor in float64. */
export function matrixOfTensor(tensor: tf.Tensor): Matrix {
  const [rows = 0, columns = 0] = tensor.shape;
  return { rows, columns, values: Float64Array.from(tensor.dataSync<"float32">()) };
}

/** Gradient [in, out] of each body weight on a batch, by the weight's name. */
export function weightGradients(model: Transformer, batch: Batch): ReadonlyMap<string, Matrix> {
  const weights = bodyWeights(model);
  const parameters: Parameter[] = [];
  const trainable = (layer: number, linear: BodyLinear): LinearLayer => {
    const name = bodyWeightName(layer, linear);
    const weight = weights[name];
    if (weight === undefined) throw new RangeError(`missing weight: ${name}`);
    const variable = tf.tidy(() => tf.variable(tf.tensor(weight.values, [...weight.shape])));
    parameters.push({ name, group: "body", variable });
    return { kind: "full", weight: variable as tf.Tensor2D };
  };
  const blocks = model.blocks.map(
    (_, layer) =>
      Object.fromEntries(bodyLinears.map((linear) => [linear, trainable(layer, linear)])) as Block,
  );
  const { gradients } = lossAndGradients({ ...model, blocks, parameters }, batch);
  const byName = new Map(
    parameters.map(({ name }, index) => [name, matrixOfTensor(gradients[index] as tf.Tensor)]),
  );
  tf.dispose(gradients);
  for (const { variable } of parameters) variable.dispose();
  return byName;
}

export interface Factors {
  /** [in, r] */
  readonly a: Matrix;
  /** [r, out] */
  readonly b: Matrix;
  readonly scaling: number;
}

const combine = (left: Matrix, right: Matrix, of: (left: number, right: number) => number): Matrix => ({
  ...left,
  values: left.values.map((value, index) => of(value, at(right.values, index))),
});

const scale = (matrix: Matrix, factor: number): Matrix => ({
  ...matrix,
  values: matrix.values.map((value) => factor * value),
});

/** Sum of the products of entries. */
export function innerProduct(left: Matrix, right: Matrix): number {
  return combine(left, right, (a, b) => a * b).values.reduce((sum, product) => sum + product, 0);
}

/** Gradients of both factors. */
export function factorGradients(gradient: Matrix, { a, b, scaling }: Factors): { a: Matrix; b: Matrix } {
  return {
    a: scale(multiply(gradient, transpose(b)), scaling),
    b: scale(multiply(transpose(a), gradient), scaling),
  };
}

/** First-order change of the weight for a step of both factors at rate one, [in, out]. */
export function firstOrderUpdate(gradient: Matrix, factors: Factors): Matrix {
  const { a, b, scaling } = factors;
  const ofFactors = factorGradients(gradient, factors);
  const throughA = multiply(ofFactors.a, b);
  const throughB = multiply(a, ofFactors.b);
  return scale(
    combine(throughA, throughB, (x, y) => x + y),
    -scaling,
  );
}

/** Columns whose singular value is below this share of the largest count as dependent. */
const RANK_TOLERANCE = 1e-10;

/** An orthonormal basis of the column space of a matrix: [rows, rank]. */
function columnBasis(matrix: Matrix): Matrix {
  const { u, singularValues } = svd(matrix);
  const [largest = 0] = singularValues;
  const rank = largest > 0 ? singularValues.filter((value) => value > RANK_TOLERANCE * largest).length : 0;
  return matrixOf(u.rows, rank, (row, column) => at(u.values, row * u.columns + column));
}

/**
 * The share of the squared gradient in the tangent space of the matrices A B, all X B + A Y: the part that a small
 * step of both factors can follow. With the projections P on the columns of A and Q on the rows of B, the projection
 * of G is P G + G Q - P G Q.
 */
export function tangentShare(gradient: Matrix, { a, b }: Factors): number {
  const total = frobeniusNorm(gradient);
  if (total === 0) return 0;
  const [left, right] = [columnBasis(a), columnBasis(transpose(b))];
  const inLeft = frobeniusNorm(multiply(transpose(left), gradient));
  const inRight = frobeniusNorm(multiply(gradient, right));
  const inBoth = frobeniusNorm(multiply(multiply(transpose(left), gradient), right));
  // Norms of orthogonal parts: |P G|^2 + |G Q|^2 - |P G Q|^2.
  return (inLeft * inLeft + inRight * inRight - inBoth * inBoth) / (total * total);
}
