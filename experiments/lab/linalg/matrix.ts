/** Dense matrices in float64, row-major. */
import type { Random } from "../../kit/random.ts";

/** A matrix; entry (row, column) is values[row * columns + column]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** The entry at an index that the caller knows to be inside. */
export function at(values: Float64Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`invalid index; not in [0, ${values.length}): ${index}`);
  return value;
}

/** A matrix from its entries by position. */
export function matrixOf(
  rows: number,
  columns: number,
  entry: (row: number, column: number) => number,
): Matrix {
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values[row * columns + column] = entry(row, column);
  }
  return { rows, columns, values };
}

/** Independent standard normal entries. */
export function gaussianMatrix(random: Random, rows: number, columns: number): Matrix {
  return matrixOf(rows, columns, () => random.normal());
}

export function transpose({ rows, columns, values }: Matrix): Matrix {
  return matrixOf(columns, rows, (row, column) => at(values, column * columns + row));
}

/** left [n, k] times right [k, m]. */
export function multiply(left: Matrix, right: Matrix): Matrix {
  if (left.columns !== right.rows) {
    throw new RangeError(`invalid product; inner sizes differ: ${left.columns} and ${right.rows}`);
  }
  return matrixOf(left.rows, right.columns, (row, column) => {
    let sum = 0;
    for (let inner = 0; inner < left.columns; inner++) {
      sum += at(left.values, row * left.columns + inner) * at(right.values, inner * right.columns + column);
    }
    return sum;
  });
}

export function subtract(left: Matrix, right: Matrix): Matrix {
  if (left.rows !== right.rows || left.columns !== right.columns) {
    throw new RangeError(
      `invalid difference; shapes differ: ${left.rows}x${left.columns} and ${right.rows}x${right.columns}`,
    );
  }
  return { ...left, values: left.values.map((value, index) => value - at(right.values, index)) };
}

export function frobeniusNorm({ values }: Matrix): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
