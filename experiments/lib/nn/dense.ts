/**
 * Products of dense row-major matrices in float64, for networks too small to need TensorFlow.js. Sums run in index
 * order, so the bits are the same everywhere.
 */

/** left [n, k] times right [k, m]. */
export function product(
  left: Float64Array,
  right: Float64Array,
  [n, k, m]: readonly [number, number, number],
): Float64Array {
  const result = new Float64Array(n * m);
  for (let row = 0; row < n; row++) {
    for (let inner = 0; inner < k; inner++) {
      addScaledRow(result, row * m, left[row * k + inner] as number, right, inner * m, m);
    }
  }
  return result;
}

/** The transpose of left [n, k], times right [n, m]: [k, m], the gradient of a weight. */
export function transposedProduct(
  left: Float64Array,
  right: Float64Array,
  [n, k, m]: readonly [number, number, number],
): Float64Array {
  const result = new Float64Array(k * m);
  for (let row = 0; row < n; row++) {
    for (let inner = 0; inner < k; inner++) {
      addScaledRow(result, inner * m, left[row * k + inner] as number, right, row * m, m);
    }
  }
  return result;
}

/** left [n, m] times the transpose of right [k, m]: [n, k], the gradient of a layer's input. */
export function productTransposed(
  left: Float64Array,
  right: Float64Array,
  [n, m, k]: readonly [number, number, number],
): Float64Array {
  return product(left, transposed(right, k, m), [n, m, k]);
}

/** matrix [rows, columns] as [columns, rows]. */
function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = matrix[row * columns + column] as number;
    }
  }
  return result;
}

function addScaledRow(
  target: Float64Array,
  targetStart: number,
  scale: number,
  source: Float64Array,
  sourceStart: number,
  length: number,
): void {
  for (let index = 0; index < length; index++) {
    target[targetStart + index] =
      (target[targetStart + index] as number) + scale * (source[sourceStart + index] as number);
  }
}

/** The sum of the rows of matrix [n, m]: the gradient of a bias. */
export function columnSums(matrix: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let start = 0; start < matrix.length; start += columns)
    addScaledRow(sums, 0, 1, matrix, start, columns);
  return sums;
}
