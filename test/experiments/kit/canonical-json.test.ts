import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalJson } from "../../../experiments/kit/digest.ts";

const test = suite("canonical JSON (RFC 8785)");

test("the example of the RFC's section 3.2.2 has the text that the RFC gives", () => {
  const value: unknown = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  const expected = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
  assert.is(canonicalJson(value), expected);
});

test("keys are sorted by code unit, those that look like numbers too", () => {
  assert.is(
    canonicalJson({ b: 1, "16": { z: 0, y: 0 }, "4": 1, B: 1 }),
    '{"16":{"y":0,"z":0},"4":1,"B":1,"b":1}',
  );
});

test("an undefined property is left out; other values that JSON cannot represent are errors that name them", () => {
  assert.is(canonicalJson({ a: undefined, b: [] }), '{"b":[]}');
  assert.throws(() => canonicalJson({ losses: [1, Number.NaN] }), /^not a JSON value: losses\[1\] is NaN$/);
  assert.throws(() => canonicalJson([undefined]), /^not a JSON value: \[0\] is undefined$/);
});

test.run();
