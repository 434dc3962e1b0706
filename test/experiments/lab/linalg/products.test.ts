import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { matrixOf, multiply, transpose } from "../../../../experiments/lab/linalg/matrix.ts";
import { product, transposedProduct } from "../../../../experiments/lab/linalg/products.ts";
import { forAll } from "../../../helpers/for-all.ts";

const test = suite("float64 products");

const size = fc.integer({ min: 0, max: 9 });
const wholes = (rows: number, columns: number, seed: number) =>
  matrixOf(rows, columns, (row, column) => ((row * 7 + column * 3 + seed) % 11) - 5);

test("all layouts give the product of the definition, for odd, single and empty sizes", () => {
  forAll([size, size, size], (n, k, m) => {
    const left = wholes(n, k, 1);
    const right = wholes(k, m, 2);
    const expected = multiply(left, right).values;
    assert.equal(product(left.values, right.values, [n, k, m]), expected, "plain");
    assert.equal(transposedProduct(transpose(left).values, right.values, [n, k, m]), expected, "left");
  });
});

test.run();
