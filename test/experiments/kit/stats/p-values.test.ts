import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Rule, SplitSizes } from "../../../../experiments/kit/experiment.ts";
import { outcomeOf, pValueOf } from "../../../../experiments/kit/stats/claims.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";
import { readVectors } from "../../../helpers/vectors.ts";

const test = suite("p-values of claims");

/** P(T > t) with one degree of freedom, that of two samples: a Cauchy distribution. */
const cauchyTail = (t: number): number => 0.5 - Math.atan(t) / Math.PI;

/** Two samples with this mean and standard error. */
const pair = (mean: number, error: number) => ({ samples: [mean - error, mean + error] });

const greater: Rule = { kind: "greater", than: 0.02 };
const between: Rule = { kind: "greater", than: 0.1, contradicted: { kind: "less", than: 0 } };

test("the corrected p-values are SciPy's, of a difference against zero", () => {
  const { corrected } = readVectors<{
    readonly corrected: readonly (SplitSizes & {
      readonly differences: readonly number[];
      readonly pValue: number;
    })[];
  }>("statistics");
  assert.ok(corrected.length > 0);
  for (const { differences, trainSize, testSize, pValue } of corrected) {
    const estimate = { samples: differences, splits: { trainSize, testSize } };
    close(pValueOf({ kind: "greater", than: 0 }, estimate), pValue, 1e-8);
    close(pValueOf({ kind: "less", than: 0 }, estimate), pValue, 1e-8);
  }
});

const cases: readonly [string, Rule, { samples: number[] }, number][] = [
  ["supported: against the supporting threshold", between, pair(0.4, 0.01), 2 * cauchyTail(30)],
  ["contradicted: against the contradicting one", between, pair(-0.4, 0.01), 2 * cauchyTail(40)],
  ["undecided near the supporting threshold", between, pair(0.11, 0.01), 2 * cauchyTail(1)],
  ["undecided near the contradicting threshold", between, pair(-0.02, 0.01), 2 * cauchyTail(2)],
  ["undecided between both: no more than one", between, pair(0.05, 0.01), 1],
  ["samples without a spread", greater, { samples: [0.5, 0.5, 0.5] }, 0],
  ["samples without a spread, on the threshold", greater, { samples: [0.02, 0.02] }, 1],
  ["one sample", greater, { samples: [100] }, 1],
];

for (const [name, rule, estimate, expected] of cases) {
  test(name, () => close(pValueOf(rule, estimate), expected, 1e-9));
}

const samples = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 2, maxLength: 8 });
const threshold = fc.double({ min: 0.5, max: 2, noNaN: true });
const splits = fc.constantFrom({}, { splits: { trainSize: 80, testSize: 20 } });

test("a one-sided rule is decided exactly where its p-value is below 0.05, overlapping splits included", () => {
  forAll([samples, threshold, splits], (values, than, overlap) => {
    for (const rule of [
      { kind: "greater", than } as const,
      { kind: "less", than, mean: "geometric" } as const,
    ]) {
      const estimate = { samples: values, ...overlap };
      const p = pValueOf(rule, estimate);
      if (Math.abs(p - 0.05) < 1e-9) continue;
      assert.is(outcomeOf(rule, estimate) !== "inconclusive", p < 0.05, `${rule.kind} ${p}`);
    }
  });
});

test("a geometric rule is the arithmetic one of the logarithms", () => {
  forAll([samples, threshold], (values, than) => {
    const ratios = pValueOf({ kind: "greater", than, mean: "geometric" }, { samples: values });
    const logarithms = { samples: values.map(Math.log) };
    close(ratios, pValueOf({ kind: "greater", than: Math.log(than) }, logarithms), 1e-6);
  });
});

test.run();
