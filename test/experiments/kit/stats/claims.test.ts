import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type {
  CheckValue,
  Estimate,
  ExactRule,
  Outcome,
  Rule,
} from "../../../../experiments/kit/experiment.ts";
import {
  checkOutcomeOf,
  distanceToThreshold,
  holm,
  outcomeOf,
  summarise,
} from "../../../../experiments/kit/stats/claims.ts";
import { meanInterval, ratioInterval } from "../../../../experiments/kit/stats/intervals.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";
import { readVectors } from "../../../helpers/vectors.ts";

const test = suite("claims");

/** Samples around `centre` whose 95% t-interval has the half width `half`: two samples, t(1 df) = 12.7062. */
function samplesWith(centre: number, half: number): { samples: number[] } {
  const offset = half / 12.706204736174698;
  return { samples: [centre - offset, centre + offset] };
}

const greater: Rule = { kind: "greater", than: 0.02 };
const lessUnlessGreater: Rule = { kind: "less", than: 0.9, contradicted: { kind: "greater", than: 1.1 } };
const splits = { trainSize: 80, testSize: 20 };
const ratio: Rule = {
  kind: "greater",
  than: 1.1,
  mean: "geometric",
  contradicted: { kind: "less", than: 1 },
};

test("what was not measured is not tested, and one sample decides nothing", () => {
  assert.is(outcomeOf(greater, undefined), "not tested");
  for (const rule of [greater, lessUnlessGreater, ratio]) {
    assert.is(outcomeOf(rule, { samples: [100] }), "inconclusive");
  }
});

const cases: readonly [string, Rule, Estimate, Outcome][] = [
  ["greater: interval just beyond", greater, samplesWith(0.12, 0.099), "supported"],
  ["greater: interval reaches over", greater, samplesWith(0.12, 0.101), "inconclusive"],
  ["greater: interval just below", greater, samplesWith(-0.08, 0.099), "contradicted"],
  ["less: below its threshold", lessUnlessGreater, samplesWith(0.5, 0.3), "supported"],
  ["less: between its two thresholds", lessUnlessGreater, samplesWith(1, 0.05), "inconclusive"],
  ["less: beyond the contradicting threshold", lessUnlessGreater, samplesWith(1.5, 0.3), "contradicted"],
  ["geometric: ratios whose product is one", ratio, { samples: [0.5, 2] }, "inconclusive"],
  ["geometric: beyond", ratio, { samples: [1.2, 1.21, 1.22] }, "supported"],
  ["geometric: between the two thresholds", ratio, { samples: [1.04, 1.05, 1.06] }, "inconclusive"],
  ["geometric: beyond the contradicting threshold", ratio, { samples: [0.9, 0.91, 0.92] }, "contradicted"],
  ["overlapping splits widen the interval", greater, { ...samplesWith(0.12, 0.099), splits }, "inconclusive"],
];

for (const [name, rule, estimate, outcome] of cases) {
  test(name, () => assert.is(outcomeOf(rule, estimate), outcome));
}

const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
const threshold = fc.double({ min: -1, max: 1, noNaN: true });

test("mirrored measurements under the mirrored rule have the same outcome", () => {
  forAll([samples, threshold], (values, than) => {
    const mirrored = { samples: values.map((value) => -value) };
    assert.is(
      outcomeOf({ kind: "greater", than }, { samples: values }),
      outcomeOf({ kind: "less", than: -than }, mirrored),
    );
  });
});

test("a claim and its opposite are never both supported, and the order of the seeds does not matter", () => {
  forAll([samples, threshold], (values, than) => {
    const outcome = outcomeOf({ kind: "greater", than }, { samples: values });
    const opposite = outcomeOf({ kind: "less", than }, { samples: values });
    const expected = { supported: "contradicted", contradicted: "supported" }[outcome as string] ?? outcome;
    assert.is(opposite, expected);
    assert.is(outcomeOf({ kind: "greater", than }, { samples: [...values].sort((a, b) => a - b) }), outcome);
  });
});

test("a summary has the interval that decides the outcome", () => {
  assert.equal(summarise(greater, { samples: [1, 2, 3] }), {
    mean: 2,
    interval: meanInterval([1, 2, 3], 0.95),
    n: 3,
  });
  const { mean, interval } = summarise(ratio, { samples: [2, 8] });
  close(mean, 4, 1e-14, "geometric mean of ratios");
  assert.equal(interval, ratioInterval([2, 8]));
  const corrected = summarise(greater, { samples: [1, 2, 3], splits });
  assert.equal(corrected.interval, meanInterval([1, 2, 3], 0.95, splits));
});

test("the distance to a rule's threshold is that to the nearer one, in the unit of the samples", () => {
  close(distanceToThreshold(greater, { samples: [0.1, 0.12] }), 0.09, 1e-12);
  close(distanceToThreshold(lessUnlessGreater, { samples: [1.06, 1.06] }), 0.04, 1e-12, "above 1.1");
  close(distanceToThreshold(lessUnlessGreater, { samples: [0.94, 0.94] }), 0.04, 1e-12, "below 0.9");
  close(distanceToThreshold(ratio, { samples: [1, 4] }), 0.9, 1e-12, "a geometric mean of 2");
});

const checks: readonly [ExactRule, number, boolean][] = [
  [{ kind: "exact", above: 2 }, 2.1, true],
  [{ kind: "exact", above: 2 }, 2, false],
  [{ kind: "exact", below: 0.05 }, 0.01, true],
  [{ kind: "exact", below: 0.05 }, 0.05, false],
  [{ kind: "exact", equals: 0, tolerance: 0 }, 0, true],
  [{ kind: "exact", equals: 0, tolerance: 0 }, 1e-9, false],
  [{ kind: "exact", equals: 0.5, tolerance: 0.25 }, 0.75, true],
  [{ kind: "exact", equals: 0.5, tolerance: 0.25 }, 0.76, false],
];

test("a check holds or fails by its value alone, and is not tested without one", () => {
  for (const [rule, exact, holds] of checks) {
    assert.is(checkOutcomeOf(rule, { exact }), holds ? "holds" : "fails", JSON.stringify({ rule, exact }));
    assert.is(checkOutcomeOf(rule, undefined), "not tested");
  }
});

test("values that cannot be judged are errors: NaN, infinity, a ratio below zero", () => {
  assert.throws(() => outcomeOf(greater, { samples: [1, Number.NaN] }), /invalid estimate.*NaN/);
  assert.throws(
    () => outcomeOf(greater, { samples: [Number.POSITIVE_INFINITY] }),
    /invalid estimate.*Infinity/,
  );
  assert.throws(() => outcomeOf(ratio, { samples: [1, -1] }), /invalid estimate.*-1/);
  assert.throws(() => outcomeOf(ratio, { samples: [1, 0] }), /invalid estimate.*0/);
  const nothing: CheckValue = { exact: Number.NaN };
  assert.throws(() => checkOutcomeOf({ kind: "exact", above: 1 }, nothing), /invalid value of a check: NaN/);
});

test("Holm's adjusted p-values and rejections agree with statsmodels, with ties and in any order", () => {
  const vectors = readVectors<{
    readonly holm: readonly {
      readonly pValues: readonly number[];
      readonly adjusted: readonly number[];
      readonly rejected: readonly boolean[];
    }[];
  }>("statistics");
  assert.is(vectors.holm.length, 4);
  for (const { pValues, adjusted, rejected } of vectors.holm) {
    const results = holm(pValues);
    assert.equal(
      results.map((result) => result.rejected),
      rejected,
    );
    for (const [index, result] of results.entries()) {
      close(result.adjusted, adjusted[index] ?? Number.NaN, 1e-9, `adjusted ${pValues[index]}`);
    }
  }
});

test("Holm rejects exactly what its definition does: from the smallest p up to the first above level / (those left)", () => {
  const pValues = fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { maxLength: 8 });
  forAll([pValues, fc.double({ min: 0.01, max: 0.2, noNaN: true })], (values, level) => {
    const ascending = [...values].sort((a, b) => a - b);
    const kept = ascending.findIndex((p, index) => p * (values.length - index) > level);
    const rejected = kept === -1 ? ascending : ascending.slice(0, kept);
    const results = holm(values, level);
    assert.equal(
      values.filter((_, index) => results[index]?.rejected).sort((a, b) => a - b),
      rejected,
    );
  });
  assert.equal(holm([]), []);
  assert.throws(() => holm([0.1, Number.NaN]), /invalid p-value.*NaN/);
  assert.throws(() => holm([1.5]), /invalid p-value/);
});

test.run();
