import { test } from "uvu";
import * as assert from "uvu/assert";
import { spearman } from "../../../experiments/11-sentiment/evaluation.ts";
import { close } from "../../helpers/close.ts";
import { readVectors } from "../../helpers/vectors.ts";

test("without ties it is one less six times the squared rank differences over n (n^2 - 1)", () => {
  const left = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
  const right = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
  const rank = (values: readonly number[], value: number) => values.filter((other) => other < value).length;
  const squares = left.reduce((sum, value, index) => {
    const difference = rank(left, value) - rank(right, right[index] ?? 0);
    return sum + difference * difference;
  }, 0);
  close(spearman(left, right) ?? Number.NaN, 1 - (6 * squares) / (10 * 99), 1e-12);
});

test("rank correlations agree with SciPy's, with ties and without", () => {
  const { rankCorrelations } = readVectors<{
    readonly rankCorrelations: readonly {
      readonly left: readonly number[];
      readonly right: readonly number[];
      readonly spearman: number;
    }[];
  }>("statistics");
  assert.is(rankCorrelations.length, 3);
  for (const { left, right, spearman: expected } of rankCorrelations) {
    // Given with nine digits.
    close(spearman(left, right) ?? Number.NaN, expected, 1e-9);
  }
});

test("any rising function leaves it at one, any falling one at minus one", () => {
  const values = [3, 1, 4, 1.5, 9, 2.6];
  close(
    spearman(
      values,
      values.map((value) => value * value),
    ) ?? Number.NaN,
    1,
    1e-12,
  );
  close(
    spearman(
      values,
      values.map((value) => 1 / value),
    ) ?? Number.NaN,
    -1,
    1e-12,
  );
});

test("equal values share the mean of their ranks", () => {
  // Ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5, squares 1.5 and 2.
  close(spearman([5, 5, 7], [1, 2, 3]) ?? Number.NaN, 1.5 / Math.sqrt(1.5 * 2), 1e-12);
});

test("it is undefined for a constant list, and refuses lists of different lengths", () => {
  assert.is(spearman([1, 1, 1], [1, 2, 3]), undefined);
  assert.is(spearman([1], [1]), undefined);
  assert.throws(() => spearman([1, 2], [1]), /invalid pairs/);
});

test.run();
