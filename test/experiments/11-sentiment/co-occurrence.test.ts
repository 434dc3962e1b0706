import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  countNeighbours,
  mostFrequent,
  positiveMutualInformation,
} from "../../../experiments/11-sentiment/co-occurrence.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { gaussianMatrix, matrixOf, multiply } from "../../../experiments/lab/linalg/matrix.ts";
import { leadingLeft, svd } from "../../../experiments/lab/linalg/svd.ts";
import { close } from "../../helpers/close.ts";

const texts = [
  ["a", "b", "a", "c"],
  ["b", "b"],
];

test("the most frequent words come first, ties by first appearance", () => {
  assert.equal(mostFrequent(texts, 2), ["b", "a"]);
  assert.equal(mostFrequent([["y", "x"]], 5), ["y", "x"]);
});

test("neighbours are counted on both sides within the window, and not across texts", () => {
  const { values } = countNeighbours(texts, ["a", "b"], ["a", "b", "c"], 1);
  // a: b on the left once, b on the right once, c once. b: a on either side, and in the second text b twice.
  assert.equal([...values], [0, 2, 1, 2, 2, 0]);
});

test("mutual information is zero for independent words and positive where they attract", () => {
  const independent = matrixOf(2, 3, (row, column) => (row + 1) * (column + 2));
  positiveMutualInformation(independent).values.forEach((value) => {
    close(value, 0, 1e-12);
  });
  const { values } = positiveMutualInformation(matrixOf(2, 2, (row, column) => (row === column ? 5 : 0)));
  assert.equal([values[1], values[2]], [0, 0]);
  close(values[0] ?? Number.NaN, Math.LN2, 1e-12);
});

test("leading singular vectors agree with the whole decomposition", () => {
  const random = Random.seeded(1);
  const left = gaussianMatrix(random, 60, 6);
  const scaled = matrixOf(
    60,
    6,
    (row, column) => (left.values[row * 6 + column] ?? 0) / (column + 1) / (column + 1),
  );
  const matrix = multiply(scaled, gaussianMatrix(random, 6, 40));
  const whole = svd(matrix);
  const leading = leadingLeft(matrix, 3, random);
  leading.singularValues.forEach((value, index) => {
    close(value / (whole.singularValues[index] ?? 0), 1, 1e-9);
  });
  for (let column = 0; column < 3; column++) {
    let cosine = 0;
    for (let row = 0; row < 60; row++) {
      cosine +=
        (leading.u.values[row * 3 + column] ?? 0) * (whole.u.values[row * whole.u.columns + column] ?? 0);
    }
    close(Math.abs(cosine), 1, 1e-9, `column ${column}`);
  }
});

test.run();
