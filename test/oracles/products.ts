/** left [n, k] times the transpose of right [m, k]: [n, m], entry by entry. */
export function productTransposed(
  left: Float64Array,
  right: Float64Array,
  [n, k, m]: readonly [number, number, number],
): Float64Array {
  const result = new Float64Array(n * m);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < m; column++) {
      let sum = 0;
      for (let index = 0; index < k; index++) {
        sum += (left[row * k + index] ?? Number.NaN) * (right[column * k + index] ?? Number.NaN);
      }
      result[row * m + column] = sum;
    }
  }
  return result;
}
