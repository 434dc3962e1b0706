import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { blockMedians, median, quantile } from "../../../../experiments/kit/stats/describe.ts";
import { forAll } from "../../../helpers/for-all.ts";

const test = suite("quantiles");

test("the quartiles of 1 to 5 are 2, 3 and 4, in any order", () => {
  const samples = [4, 1, 5, 3, 2];
  assert.is(quantile(samples, 0.25), 2);
  assert.is(median(samples), 3);
  assert.is(quantile(samples, 0.75), 4);
  assert.equal(samples, [4, 1, 5, 3, 2]);
});

test("medians of blocks pass over a hiccup and leave out a block that is not full", () => {
  assert.equal(blockMedians([1, 900, 2, 5, 4, 6, 7], 3), [2, 5]);
});

test("between two samples it interpolates", () => {
  assert.is(median([1, 2]), 1.5);
  assert.is(quantile([0, 10], 0.1), 1);
});

test("its ends are the extremes, and it grows with the share", () => {
  const samples = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 });
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  forAll([samples, shares, shares], (values, a, b) => {
    assert.is(quantile(values, 0), Math.min(...values));
    assert.is(quantile(values, 1), Math.max(...values));
    assert.ok(quantile(values, Math.min(a, b)) <= quantile(values, Math.max(a, b)) + 1e-9);
  });
});

test("no values and a value that is no share are errors", () => {
  assert.throws(() => median([]), /missing samples/);
  assert.throws(() => quantile([1], Number.NaN), /invalid share/);
});

test.run();
