/**
 * Products of dense row-major matrices in float64. Each entry is one sum in index order, so the bits are the same
 * everywhere.
 */

/** Sizes [n, k, m] of a product [n, k] x [k, m]. */
type Sizes = readonly [number, number, number];

/** left [n, k] times right [k, m]. */
export function product(left: Float64Array, right: Float64Array, [n, k, m]: Sizes): Float64Array {
  return dotsOfRows(left, transposed(right, k, m), [n, k, m]);
}

/**
 * The transpose of left [k, n], times right [k, m]: [n, m]. From a layer's input and output gradient it gives the weight's.
 */
export function transposedProduct(left: Float64Array, right: Float64Array, [n, k, m]: Sizes): Float64Array {
  return dotsOfRows(transposed(left, k, n), transposed(right, k, m), [n, k, m]);
}

/** Inner products of the rows of left [n, k] with those of right [m, k]: [n, m]. */
function dotsOfRows(left: Float64Array, right: Float64Array, [n, k, m]: Sizes): Float64Array {
  const result = new Float64Array(n * m);
  const [blockedRows, blockedColumns] = [n - (n % 4), m - (m % 2)];
  for (let row = 0; row < blockedRows; row += 4) {
    for (let column = 0; column < blockedColumns; column += 2) {
      blockOfDots(left, row * k, right, column * k, k, result, row * m + column, m);
    }
  }
  for (let row = 0; row < n; row++) {
    for (let column = row < blockedRows ? blockedColumns : 0; column < m; column++) {
      result[row * m + column] = dot(left, row * k, right, column * k, k);
    }
  }
  return result;
}

/**
 * Inner products of four rows with two rows: eight independent sums, as many as fit into registers with the six
 * numbers that they multiply.
 */
function blockOfDots(
  left: Float64Array,
  first: number,
  right: Float64Array,
  rightStart: number,
  length: number,
  result: Float64Array,
  start: number,
  stride: number,
): void {
  const second = first + length;
  const third = second + length;
  const fourth = third + length;
  const rightSecond = rightStart + length;
  let a0 = 0;
  let a1 = 0;
  let b0 = 0;
  let b1 = 0;
  let c0 = 0;
  let c1 = 0;
  let d0 = 0;
  let d1 = 0;
  for (let index = 0; index < length; index++) {
    const x = right[rightStart + index] as number;
    const y = right[rightSecond + index] as number;
    const a = left[first + index] as number;
    const b = left[second + index] as number;
    const c = left[third + index] as number;
    const d = left[fourth + index] as number;
    a0 += a * x;
    a1 += a * y;
    b0 += b * x;
    b1 += b * y;
    c0 += c * x;
    c1 += c * y;
    d0 += d * x;
    d1 += d * y;
  }
  result[start] = a0;
  result[start + 1] = a1;
  result[start + stride] = b0;
  result[start + stride + 1] = b1;
  result[start + 2 * stride] = c0;
  result[start + 2 * stride + 1] = c1;
  result[start + 3 * stride] = d0;
  result[start + 3 * stride + 1] = d1;
}

function dot(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  length: number,
): number {
  let sum = 0;
  for (let index = 0; index < length; index++) {
    sum += (left[leftStart + index] as number) * (right[rightStart + index] as number);
  }
  return sum;
}

/** The transpose of a matrix [rows, columns]. */
function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = matrix[row * columns + column] as number;
    }
  }
  return result;
}
