/**
 * Singular value decomposition by one-sided Jacobi rotations (Hestenes 1958; Golub and Van Loan, "Matrix
 * Computations", section 8.6): pairs of columns are rotated until all are orthogonal; their lengths are the singular
 * values. It is slower than bidiagonalisation, but short, and small singular values have high relative accuracy. It
 * uses only addition, product, quotient and square root, so its bits are the same everywhere.
 */
import type { Random } from "../../kit/random.ts";
import { at, gaussianMatrix, type Matrix, matrixOf, multiply, transpose } from "./matrix.ts";
import { product, transposedProduct } from "./products.ts";

/** matrix = U diag(s) V^T with k = min(rows, columns) singular values, in descending order. */
export interface Svd {
  /** [rows, k]; orthonormal columns, except that the column of a zero singular value is zero. */
  readonly u: Matrix;
  readonly singularValues: readonly number[];
  /** [columns, k]; orthonormal columns (only for a wide matrix, that of a zero singular value is zero). */
  readonly v: Matrix;
}

/** Convergence is quadratic: about 6 to 10 sweeps suffice for the sizes here. */
const LARGEST_SWEEPS = 40;

interface Column {
  /** A column of A V. */
  readonly image: Float64Array;
  /** The same column of V. */
  readonly right: Float64Array;
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < first.length; index++) sum += at(first, index) * at(second, index);
  return sum;
}

function rotate(first: Float64Array, second: Float64Array, cosine: number, sine: number): void {
  for (let index = 0; index < first.length; index++) {
    const x = at(first, index);
    const y = at(second, index);
    first[index] = cosine * x - sine * y;
    second[index] = sine * x + cosine * y;
  }
}

/** Makes two columns orthogonal; returns false if they already were. */
function orthogonalise(first: Column, second: Column): boolean {
  const alpha = dot(first.image, first.image);
  const beta = dot(second.image, second.image);
  const gamma = dot(first.image, second.image);
  // The rounding error of the product itself: a smaller deviation from a right angle is invisible.
  const resolution = Number.EPSILON * first.image.length;
  if (Math.abs(gamma) <= resolution * Math.sqrt(alpha) * Math.sqrt(beta)) return false;
  // The smaller root of t^2 + 2 zeta t - 1 = 0: the rotation by at most 45 degrees.
  const zeta = (beta - alpha) / (2 * gamma);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  rotate(first.image, second.image, cosine, cosine * tangent);
  rotate(first.right, second.right, cosine, cosine * tangent);
  return true;
}

/** One rotation of every pair; returns true if any was needed. */
function sweep(columns: readonly Column[]): boolean {
  let rotated = false;
  columns.forEach((first, index) => {
    for (const second of columns.slice(index + 1)) {
      if (orthogonalise(first, second)) rotated = true;
    }
  });
  return rotated;
}

function columnsOf({ rows, columns, values }: Matrix): readonly Column[] {
  return Array.from({ length: columns }, (_, column) => ({
    image: Float64Array.from({ length: rows }, (_entry, row) => at(values, row * columns + column)),
    right: Float64Array.from({ length: columns }, (_entry, row) => (row === column ? 1 : 0)),
  }));
}

function fromColumns(columns: readonly Float64Array[], rows: number): Matrix {
  const matrix = matrixOf(rows, columns.length, () => 0);
  columns.forEach((values, column) => {
    values.forEach((value, row) => {
      matrix.values[row * columns.length + column] = value;
    });
  });
  return matrix;
}

/** The decomposition of a matrix of finite entries. */
export function svd(matrix: Matrix): Svd {
  if (!matrix.values.every(Number.isFinite))
    throw new RangeError("invalid matrix; it holds a NaN or an infinity");
  if (matrix.rows < matrix.columns) {
    const { u, singularValues, v } = svd(transpose(matrix));
    return { u: v, singularValues, v: u };
  }
  const columns = columnsOf(matrix);
  for (let sweeps = 0; sweep(columns); sweeps++) {
    if (sweeps >= LARGEST_SWEEPS)
      throw new Error(`invalid convergence: ${sweeps} Jacobi sweeps did not suffice`);
  }
  const sorted = columns
    .map(({ image, right }) => ({ image, right, length: Math.sqrt(dot(image, image)) }))
    .sort((first, second) => second.length - first.length);
  return {
    u: fromColumns(
      sorted.map(({ image, length }) => (length > 0 ? image.map((value) => value / length) : image)),
      matrix.rows,
    ),
    singularValues: sorted.map(({ length }) => length),
    v: fromColumns(
      sorted.map(({ right }) => right),
      matrix.columns,
    ),
  };
}

/** The nearest matrix of a given rank in the Frobenius norm (Eckart and Young 1936): the first `rank` terms of the sum. */
export function truncate({ u, singularValues, v }: Svd, rank: number): Matrix {
  return matrixOf(u.rows, v.rows, (row, column) => {
    let sum = 0;
    singularValues.slice(0, rank).forEach((value, term) => {
      sum += value * at(u.values, row * u.columns + term) * at(v.values, column * v.columns + term);
    });
    return sum;
  });
}

/** Extra dimensions, which make the leading ones converge faster. */
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
