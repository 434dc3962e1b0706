import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../../experiments/kit/experiment.ts";
import { countClaims, judgeTogether, type OwnJudgement } from "../../../scripts/verdicts/claims.ts";
import { close } from "../../helpers/close.ts";
import { slide, statement } from "../../helpers/fixture-slide.ts";

const test = suite("all claims together");

function claim(
  id: string,
  p: number | undefined,
  samples: number[],
  outcome: Outcome = "supported",
): OwnJudgement {
  return {
    claim: { ...statement(id), rule: { kind: "greater", than: 0 } },
    estimate: p === undefined ? undefined : { samples },
    mean: undefined,
    interval95: undefined,
    interval90: undefined,
    n: samples.length,
    outcome,
    p,
  };
}

/** One slide for each list of claims, from number 1. */
const judged = (...slides: OwnJudgement[][]) =>
  judgeTogether(slides.map((claims, index) => ({ slide: { ...slide, number: index + 1 }, claims })));

test("p-values are adjusted over the claims of all slides", () => {
  const [[first, second] = [], [third] = []] = judged(
    [claim("a", 0.01, [1]), claim("b", 0.03, [2])],
    [claim("c", 0.02, [3])],
  );
  // Smallest first: 3 x 0.01, 2 x 0.02, and no less than that for the last.
  for (const [claim, adjusted] of [
    [first, 0.03],
    [third, 0.04],
    [second, 0.04],
  ] as const) {
    close(claim?.adjustedP ?? Number.NaN, adjusted, 1e-12);
    assert.is(claim?.survivesHolm, true);
  }
});

test("claims on equal samples count as one estimate and know of each other", () => {
  const [[a, b] = [], [c] = []] = judged(
    [claim("a", 0.02, [1, 2]), claim("b", 0.001, [3, 4])],
    [claim("c", 0.04, [1, 2])],
  );
  assert.equal([a?.sharedWith, b?.sharedWith, c?.sharedWith], [["02/c"], [], ["01/a"]]);
  // Two estimates; b comes first at 2 x 0.001, then either of the others at its own p.
  for (const [claim, adjusted] of [
    [a, 0.02],
    [b, 0.002],
    [c, 0.04],
  ] as const) {
    close(claim?.adjustedP ?? Number.NaN, adjusted, 1e-12);
  }
});

test("an estimate counts in another's correction until each of its claims is rejected", () => {
  const [[small, other] = [], [large] = []] = judged(
    [claim("small", 0.001, [1]), claim("other", 0.03, [2])],
    [claim("large", 0.5, [1], "inconclusive")],
  );
  close(small?.adjustedP ?? Number.NaN, 0.002, 1e-12);
  close(
    other?.adjustedP ?? Number.NaN,
    0.06,
    1e-12,
    "two estimates are left, as one claim of the first is not rejected",
  );
  assert.equal([small?.survivesHolm, other?.survivesHolm, large?.survivesHolm], [true, false, false]);
});

test("an inconclusive claim counts and never survives; one not tested does neither", () => {
  const [[decided, undecided, untested] = []] = judged([
    claim("a", 0.02, [1]),
    claim("b", 0.001, [2], "inconclusive"),
    claim("c", undefined, [], "not tested"),
  ]);
  close(decided?.adjustedP ?? Number.NaN, 0.02, 1e-12);
  assert.equal(
    [undecided?.survivesHolm, untested?.survivesHolm, untested?.adjustedP],
    [false, false, undefined],
  );
});

test("counts are of claims, distinct estimates, outcomes, surviving outcomes and checks", () => {
  const [claims = [], more = []] = judged(
    [claim("a", 0.001, [1]), claim("b", 0.9, [2], "inconclusive")],
    [claim("c", 0.002, [1], "contradicted"), claim("d", undefined, [], "not tested")],
  );
  const check = { id: "x", metric: "m", rule: { kind: "exact", above: 0 } } as const;
  const checks = (["holds", "fails"] as const).map((outcome) => ({ check, value: { exact: 1 }, outcome }));
  assert.equal(
    countClaims([
      { claims, checks },
      { claims: more, checks: [] },
    ]),
    {
      claims: 4,
      estimates: 2,
      outcomes: { supported: 1, contradicted: 1, inconclusive: 1, "not tested": 1 },
      surviving: 2,
      checks: 2,
      holding: 1,
    },
  );
});

test.run();
