import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalJson } from "../../../experiments/kit/digest.ts";
import { canonicalJsonOfParts } from "../../../scripts/base/hash.ts";
import { forAll } from "../../helpers/for-all.ts";

const test = suite("canonical JSON");

const record = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue());

test("canonical JSON from parts equals that of the whole record, with and without memoised parts", () => {
  forAll([record, record], (shared, other) => {
    for (const parts of [
      { shared, other, missing: undefined },
      { zero: 0, list: [other], other, shared },
    ]) {
      assert.is(canonicalJsonOfParts(parts), canonicalJson(parts));
    }
  });
});

test("a value that JSON cannot represent is an error in a part too", () => {
  assert.throws(() => canonicalJsonOfParts({ part: { loss: Number.NaN } }), /loss is NaN/);
});

test.run();
