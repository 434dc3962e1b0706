/**
 * How the gradient G [in, out] of a weight reaches a LoRA adapter beside it, in float64. With h = x W + s (x A) B and
 * gradients taken for A [in, r] and B [r, out] (Hu et al. 2021, section 4.1, by the chain rule):
 *
 *     dA = s G B^T,   dB = s A^T G.
 *
 * A small step of gradient descent on both factors, of unit rate, changes the weight s A B to first order by
 *
 *     -s^2 (G B^T B + A A^T G),
 *
 * where full training would change it by -G.
 */
import { at, frobeniusNorm, type Matrix, matrixOf, multiply, transpose } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";

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

/** First-order change of the weight for a step of unit rate on both factors, [in, out]. */
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

/** Columns whose singular value is below this share of the largest span nothing. */
const RANK_TOLERANCE = 1e-10;

/** An orthonormal basis of the space that the columns of a matrix span: [rows, rank]. */
function columnBasis(matrix: Matrix): Matrix {
  const { u, singularValues } = svd(matrix);
  const [largest = 0] = singularValues;
  const rank = largest > 0 ? singularValues.filter((value) => value > RANK_TOLERANCE * largest).length : 0;
  return matrixOf(u.rows, rank, (row, column) => at(u.values, row * u.columns + column));
}

/**
 * The share of the squared gradient that lies in the tangent space of the matrices A B, all X B + A Y: what any small
 * step of both factors can follow. With the projections P on the columns of A and Q on the rows of B, the projection of G
 * is P G + G Q - P G Q.
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
