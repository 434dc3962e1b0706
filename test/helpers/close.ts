import * as assert from "uvu/assert";

/** Asserts that two numbers differ by at most `tolerance`. */
export function close(actual: number, expected: number, tolerance: number, what = "value"): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected} ± ${tolerance}`);
}
