import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import {
  frobeniusNorm,
  gaussianMatrix,
  type Matrix,
  matrixOf,
  multiply,
  subtract,
  transpose,
} from "../../../../experiments/lab/linalg/matrix.ts";
import { type Svd, svd, truncate } from "../../../../experiments/lab/linalg/svd.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";
import { readVectors, valuesOf } from "../../../helpers/vectors.ts";

const test = suite("singular value decomposition");

const sizes = fc.integer({ min: 1, max: 12 });
const seeds = fc.integer({ min: 0, max: 1e6 });
const gaussian = (rows: number, columns: number, seed: number) =>
  gaussianMatrix(Random.seeded(seed), rows, columns);

function product({ u, singularValues, v }: Svd): Matrix {
  const scaled = matrixOf(u.rows, u.columns, (row, column) => {
    return (u.values[row * u.columns + column] ?? 0) * (singularValues[column] ?? 0);
  });
  return multiply(scaled, transpose(v));
}

function assertOrthonormal(matrix: Matrix): void {
  const gram = multiply(transpose(matrix), matrix);
  const identity = matrixOf(gram.rows, gram.columns, (row, column) => (row === column ? 1 : 0));
  close(frobeniusNorm(subtract(gram, identity)), 0, 1e-13 * gram.rows, "distance from the identity");
}

test("singular values agree with NumPy's to the nine digits given, square, tall and wide", () => {
  const { decompositions } = readVectors<{
    readonly decompositions: readonly {
      readonly matrix: readonly (readonly number[])[];
      readonly singularValues: readonly number[];
    }[];
  }>("statistics");
  assert.is(decompositions.length, 3);
  for (const { matrix, singularValues: expected } of decompositions) {
    const { shape, values } = valuesOf(matrix);
    const [rows = 0, columns = 0] = shape;
    const { singularValues } = svd({ rows, columns, values: Float64Array.from(values) });
    assert.is(singularValues.length, expected.length);
    for (const [index, value] of singularValues.entries()) {
      // The matrix is given with nine digits too.
      close(value, expected[index] ?? Number.NaN, 1e-8, `${rows}x${columns}, singular value ${index}`);
    }
  }
});

test("the factors are orthonormal and their product is the matrix, tall, wide and square", () => {
  forAll(
    [sizes, sizes, seeds],
    (rows, columns, seed) => {
      const matrix = gaussian(rows, columns, seed);
      const decomposition = svd(matrix);
      assert.is(decomposition.singularValues.length, Math.min(rows, columns));
      assertOrthonormal(decomposition.u);
      assertOrthonormal(decomposition.v);
      const error = frobeniusNorm(subtract(product(decomposition), matrix));
      close(error, 0, 1e-13 * frobeniusNorm(matrix), "reconstruction error");
      const values = decomposition.singularValues;
      assert.equal(
        values,
        [...values].sort((first, second) => second - first),
      );
    },
    100,
  );
});

test("a golden-ratio matrix has the golden ratio and its inverse as singular values", () => {
  const shear = matrixOf(2, 2, (row, column) => (row === 1 && column === 0 ? 0 : 1));
  const golden = (1 + Math.sqrt(5)) / 2;
  const [first = 0, second = 0] = svd(shear).singularValues;
  close(first, golden, 1e-15, "largest");
  close(second, 1 / golden, 1e-15, "smallest");
});

test("the second-difference matrix has the singular values 2 - 2 cos(k pi / (n + 1))", () => {
  const n = 30;
  const matrix = matrixOf(n, n, (row, column) => {
    if (row === column) return 2;
    return Math.abs(row - column) === 1 ? -1 : 0;
  });
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))).sort(
    (first, second) => second - first,
  );
  svd(matrix).singularValues.forEach((value, index) => {
    close(value, expected[index] ?? 0, 1e-13, `value ${index}`);
  });
});

test("a Hilbert matrix's smallest singular value is accurate where its condition number is 1e10", () => {
  const hilbert = matrixOf(8, 8, (row, column) => 1 / (row + column + 1));
  const smallest = svd(hilbert).singularValues[7] ?? 0;
  // With 60 digits, by mpmath.
  close(smallest, 1.11153896637244e-10, 1e-16, "smallest");
});

test("power iteration finds the same largest singular values", () => {
  const matrix = gaussian(20, 14, 5);
  const values = svd(matrix).singularValues;
  powerIteration(matrix, 3).forEach((value, index) => {
    close(value, values[index] ?? 0, 1e-8, `value ${index}`);
  });
});

/** The largest singular values by power iteration on the Gram matrix, each found part subtracted from it. */
function powerIteration(matrix: Matrix, count: number): number[] {
  let gram = multiply(transpose(matrix), matrix);
  const found: number[] = [];
  for (let index = 0; index < count; index++) {
    let vector = gaussian(matrix.columns, 1, 100 + index);
    for (let step = 0; step < 3000; step++) {
      const next = multiply(gram, vector);
      const norm = frobeniusNorm(next);
      vector = { ...next, values: next.values.map((value) => value / norm) };
    }
    const eigenvalue = frobeniusNorm(multiply(gram, vector));
    found.push(Math.sqrt(eigenvalue));
    const part = multiply(vector, transpose(vector));
    gram = subtract(gram, { ...part, values: part.values.map((value) => value * eigenvalue) });
  }
  return found;
}

test("a product of thin factors has no more singular values than its rank", () => {
  const thin = multiply(gaussian(50, 4, 1), gaussian(4, 50, 2));
  const { singularValues, u } = svd(thin);
  const relative = singularValues.map((value) => value / (singularValues[0] ?? 1));
  assert.ok((relative[3] ?? 0) > 0.1);
  assert.ok((relative[4] ?? 1) < 1e-13);
  assert.ok(u.values.every(Number.isFinite));
});

test("truncation errs by the energy that it leaves out, and no random matrix of that rank does better", () => {
  forAll(
    [fc.integer({ min: 2, max: 10 }), fc.integer({ min: 2, max: 10 }), seeds],
    (rows, columns, seed) => {
      const matrix = gaussian(rows, columns, seed);
      const decomposition = svd(matrix);
      const rank = Math.min(rows, columns) - 1;
      const error = frobeniusNorm(subtract(matrix, truncate(decomposition, rank)));
      close(error, decomposition.singularValues[rank] ?? 0, 1e-12, "error");
      const rival = multiply(gaussian(rows, rank, seed + 1), gaussian(rank, columns, seed + 2));
      assert.ok(frobeniusNorm(subtract(matrix, rival)) >= error);
    },
    60,
  );
});

test("zero matrices and zero columns decompose without NaN", () => {
  const decomposition = svd(matrixOf(4, 3, (row, column) => (column === 1 ? row + 1 : 0)));
  close(decomposition.singularValues[0] ?? 0, Math.sqrt(30), 1e-14, "largest");
  assert.equal(decomposition.singularValues.slice(1), [0, 0]);
  assert.ok(decomposition.u.values.every(Number.isFinite));
  assert.equal(svd(matrixOf(2, 5, () => 0)).singularValues, [0, 0]);
});

test("a matrix with a NaN is refused", () => {
  assert.throws(() => svd(matrixOf(2, 2, () => Number.NaN)), /invalid matrix/);
});

test.run();
