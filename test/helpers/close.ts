import * as assert from "uvu/assert";

/** Asserts that two numbers differ by at most `tolerance`. */
export function close(actual: number, expected: number, tolerance: number, what = "value"): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected} ± ${tolerance}`);
}

/** Asserts that there are as many numbers as expected, each equal up to rounding. */
export function closeAll(
  actual: readonly number[] = [],
  expected: readonly number[],
  tolerance = 1e-9,
): void {
  assert.is(actual.length, expected.length, "number of values");
  actual.forEach((value, index) => {
    close(value, expected[index] ?? Number.NaN, tolerance, `value ${index}`);
  });
}
