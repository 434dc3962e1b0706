/** The leading singular vectors of a large matrix, by subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4). */

import { gaussianMatrix, type Matrix, multiply } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";
import type { Random } from "../random.ts";
import { product, transposedProduct } from "./dense.ts";

/** Dimensions beyond those asked for, which make the leading ones converge faster. */
const OVERSAMPLING = 8;
/** Enough for spectra that fall by a tenth over the leading dimensions. */
const ITERATIONS = 4;

/** The first `count` left singular vectors, as columns, and their singular values. */
export function leadingLeft(
  matrix: Matrix,
  count: number,
  random: Random,
): { readonly u: Matrix; readonly singularValues: readonly number[] } {
  const { rows, columns, values } = matrix;
  const width = Math.min(count + OVERSAMPLING, rows, columns);
  let right = gaussianMatrix(random, columns, width);
  let left = right;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const image = product(values, right.values, [rows, columns, width]);
    left = svd({ rows, columns: width, values: image }).u;
    right = {
      rows: columns,
      columns: width,
      values: transposedProduct(values, left.values, [columns, rows, width]),
    };
  }
  // matrix = left right^T within the subspace, and right = v diag(s) w^T, so left w are its left singular vectors.
  const { singularValues, v } = svd(right);
  const rotated = multiply(left, v);
  const u = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    u.set(rotated.values.subarray(row * width, row * width + count), row * count);
  }
  return { u: { rows, columns: count, values: u }, singularValues: singularValues.slice(0, count) };
}
