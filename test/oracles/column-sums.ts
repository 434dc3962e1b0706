/** The sum of the rows of matrix [n, columns]: the gradient of a bias. */
export function columnSums(matrix: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let index = 0; index < matrix.length; index++) {
    const column = index % columns;
    sums[column] = (sums[column] as number) + (matrix[index] as number);
  }
  return sums;
}
