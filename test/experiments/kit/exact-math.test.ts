import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { atan, cos, exp, integerPower, log, sin, tanh } from "../../../experiments/kit/exact-math.ts";
import { forAll } from "../../helpers/for-all.ts";

const test = suite("exact math");

/** Four units in the last place of double precision. */
const FEW_ULP = 4 * Number.EPSILON;

function agree(ours: number, reference: number, absolute = 0): void {
  if (Object.is(ours, reference) || ours === reference) return;
  const allowed = FEW_ULP * Math.abs(reference) + absolute;
  assert.ok(Math.abs(ours - reference) <= allowed, `${ours} is not ${reference}`);
}

const range = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

test("exp agrees with Math.exp to a few units in the last place", () => {
  forAll([range(700)], (x) => agree(exp(x), Math.exp(x)), 2000);
  forAll([range(1)], (x) => agree(exp(x), Math.exp(x)), 2000);
});

test("exp at its ends", () => {
  assert.is(exp(0), 1);
  assert.is(exp(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.is(exp(Number.NEGATIVE_INFINITY), 0);
  assert.is(exp(800), Number.POSITIVE_INFINITY);
  assert.is(exp(-800), 0);
  agree(exp(-740), Math.exp(-740), 5e-324);
  agree(exp(709.7), Math.exp(709.7));
  assert.ok(Number.isNaN(exp(Number.NaN)));
});

test("log agrees with Math.log to a few units in the last place", () => {
  const positive = fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true });
  forAll([positive], (x) => agree(log(x), Math.log(x)), 2000);
  const nearOne = fc.double({ min: 0.3, max: 3, noNaN: true });
  forAll([nearOne], (x) => agree(log(x), Math.log(x)), 2000);
});

test("log at its ends", () => {
  assert.is(log(1), 0);
  assert.is(log(0), Number.NEGATIVE_INFINITY);
  assert.is(log(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(log(-1)));
  assert.ok(Number.isNaN(log(Number.NaN)));
});

test("atan agrees with Math.atan to a few units in the last place, and ends at a right angle", () => {
  for (const limit of [0.1, 1, 3, 1e6]) {
    // Denormal numbers lose their last bits to the halvings.
    forAll([range(limit)], (x) => agree(atan(x), Math.atan(x), 1e-300), 1000);
  }
  assert.is(atan(0), 0);
  assert.is(atan(Number.POSITIVE_INFINITY), Math.PI / 2);
  assert.is(atan(Number.NEGATIVE_INFINITY), -Math.PI / 2);
  assert.ok(Number.isNaN(atan(Number.NaN)));
});

test("sin and cos agree with Math to 1e-15, also for large angles", () => {
  for (const limit of [1, 7, 1000, 1_000_000]) {
    forAll(
      [range(limit)],
      (x) => {
        agree(sin(x), Math.sin(x), 1e-15);
        agree(cos(x), Math.cos(x), 1e-15);
      },
      1000,
    );
  }
  assert.is(cos(0), 1);
  assert.throws(() => cos(2_000_000), /invalid angle/);
  assert.throws(() => sin(Number.NaN), /invalid angle/);
});

test("tanh agrees with Math.tanh and is odd", () => {
  for (const limit of [0.2, 3, 400]) {
    forAll(
      [range(limit)],
      (x) => {
        agree(tanh(x), Math.tanh(x));
        assert.is(tanh(-x), -tanh(x));
      },
      1000,
    );
  }
});

test("integer powers are products", () => {
  assert.is(integerPower(3, 5), 243);
  assert.is(integerPower(0.9, 0), 1);
  assert.is(integerPower(-2, 3), -8);
  agree(integerPower(0.999, 1200), Math.exp(1200 * Math.log(0.999)), 1e-13);
  assert.throws(() => integerPower(2, 0.5), /invalid exponent/);
  assert.throws(() => integerPower(2, -1), /invalid exponent/);
});

test("the bits of some values are these, on every machine and version of Node", () => {
  assert.equal(
    [exp(1.5), log(10), cos(2), sin(2), tanh(0.7)],
    [4.4816890703380645, Math.LN10, -0.4161468365471424, 0.9092974268256817, 0.6043677771171635],
  );
});

test.run();
