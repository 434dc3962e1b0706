import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../../experiments/kit/experiment.ts";
import {
  countClaims,
  judgeTogether,
  type OwnJudgement,
  verdictOfSlide,
} from "../../../scripts/verdicts/claims.ts";
import { close } from "../../helpers/close.ts";
import { statement } from "../../helpers/fixture-slide.ts";

const test = suite("all claims together");

function claim(id: string, p: number | undefined, outcome: Outcome = "supported"): OwnJudgement {
  return {
    claim: { ...statement(id), rule: { kind: "greater", than: 0 } },
    estimate: p === undefined ? undefined : { samples: [1, 2] },
    mean: undefined,
    interval: undefined,
    n: 2,
    outcome,
    p,
    dependsOnTuning: false,
  };
}

test("p-values are adjusted over the main claims of all slides alone", () => {
  const [[first, further] = [], [second] = [], [third] = []] = judgeTogether([
    [claim("a", 0.01), claim("further", 0.000001)],
    [claim("b", 0.03)],
    [claim("c", 0.02)],
  ]);
  // Smallest first: 3 x 0.01, 2 x 0.02, and no less than that for the last.
  for (const [main, adjusted] of [
    [first, 0.03],
    [third, 0.04],
    [second, 0.04],
  ] as const) {
    close(main?.adjustedP ?? Number.NaN, adjusted, 1e-12);
    assert.is(main?.survivesHolm, true);
  }
  assert.equal([further?.p, further?.adjustedP, further?.survivesHolm], [0.000001, undefined, false]);
});

test("an inconclusive main claim counts and never survives", () => {
  const [[decided] = [], [undecided] = []] = judgeTogether([
    [claim("a", 0.02)],
    [claim("b", 0.001, "inconclusive")],
  ]);
  close(decided?.adjustedP ?? Number.NaN, 0.02, 1e-12, "the second of two");
  close(undecided?.adjustedP ?? Number.NaN, 0.002, 1e-12);
  assert.equal([decided?.survivesHolm, undecided?.survivesHolm], [true, false]);
});

test("a main claim that was not tested counts with a p-value of 1, and has none itself", () => {
  const [[tested] = [], [untested] = []] = judgeTogether([
    [claim("a", 0.02)],
    [claim("b", undefined, "not tested")],
  ]);
  close(tested?.adjustedP ?? Number.NaN, 0.04, 1e-12);
  assert.equal([untested?.adjustedP, untested?.survivesHolm], [undefined, false]);
});

test("a slide's verdict is the outcome of its main claim, whatever the others are", () => {
  const [claims = []] = judgeTogether([[claim("main", 0.001, "contradicted"), claim("further", 0.001)]]);
  assert.is(verdictOfSlide(claims, [], true), "contradicted");
  assert.is(verdictOfSlide(claims, [], false), "none");
  assert.is(verdictOfSlide([], [], true), "not tested");
  const check = { ...statement("x"), rule: { kind: "exact", above: 0 } } as const;
  assert.is(verdictOfSlide([], [{ check, value: { exact: 1 }, outcome: "holds" }], true), "none");
});

test("counts are of main claims, further claims and checks, by outcome", () => {
  const slides = judgeTogether([
    [claim("a", 0.001), claim("b", 0.9, "inconclusive"), claim("c", 0.001, "contradicted")],
    [claim("d", 0.002, "contradicted"), claim("e", undefined, "not tested")],
    [],
  ]);
  const check = { ...statement("x"), rule: { kind: "exact", above: 0 } } as const;
  const checks = (["holds", "fails"] as const).map((outcome) => ({ check, value: { exact: 1 }, outcome }));
  assert.equal(countClaims(slides.map((claims, index) => ({ claims, checks: index === 0 ? checks : [] }))), {
    claims: 2,
    outcomes: { supported: 1, contradicted: 1, inconclusive: 0, "not tested": 0 },
    surviving: 2,
    further: {
      claims: 3,
      outcomes: { supported: 0, contradicted: 1, inconclusive: 1, "not tested": 1 },
    },
    checks: 2,
    holding: 1,
  });
});

test.run();
