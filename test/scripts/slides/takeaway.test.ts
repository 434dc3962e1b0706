import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { CheckOutcome, Outcome } from "../../../experiments/kit/experiment.ts";
import { parseSlideFile } from "../../../scripts/slides/slide-file.ts";
import { longestWords, takeawayText } from "../../../scripts/slides/takeaway.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("takeaways");

const slide = (takeaway: string) => `---
title: Speed
takeaway:
${takeaway}
claims:
  - id: slower
    drawn: it is slower
    metric: steps
    rule: { kind: greater, than: 1 }
checks:
  - id: fields
    drawn: they are right
    metric: fields
    rule: { kind: exact, equals: 2, tolerance: 0 }
---

:::deck
Words.
:::
`;

const both = `  - claim: slower
    supported: 'Slower, {{finding "ratio"}} times.'
    contradicted: Not slower.
    inconclusive: Not resolved.
  - check: fields
    holds: All fields are right.
    fails: A field is wrong.`;

const parts = parseSlideFile(slide(both), "slide.md").takeaway;

const judged = (outcome: Outcome, check: CheckOutcome) => ({
  claims: [{ id: "slower", outcome }],
  checks: [{ id: "fields", outcome: check }],
});

test("the phrases of the outcomes that occurred are joined in order", () => {
  assert.is(
    takeawayText(parts, judged("supported", "holds")),
    'Slower, {{finding "ratio"}} times. All fields are right.',
  );
  assert.is(takeawayText(parts, judged("contradicted", "fails")), "Not slower. A field is wrong.");
  assert.is(takeawayText(parts, judged("inconclusive", "not tested")), "Not resolved.");
});

test("where nothing was tested it says so, whatever the phrases", () => {
  assert.is(takeawayText(parts, judged("not tested", "not tested")), "Not tested in this build.");
  assert.is(takeawayText([], judged("supported", "holds")), "Not tested in this build.");
});

test("its length is that of the longest phrases, and a number is one word, whatever the results", () => {
  // "Slower, {{finding}} times." and "All fields are right." or "A field is wrong.".
  assert.is(longestWords(parts, "slide.md"), 3 + 4);
});

test("a part needs a phrase for each outcome and a claim that exists", async () => {
  const mistake = (takeaway: string) => mistakeOf(async () => parseSlideFile(slide(takeaway), "slide.md"));
  assert.match(
    await mistake("  - claim: slower\n    supported: Yes."),
    /missing key in takeaway: contradicted/,
  );
  assert.match(
    await mistake("  - claim: slow\n    supported: A.\n    contradicted: B.\n    inconclusive: C."),
    /slide\.md:4: unknown claim in takeaway: slow; expected one of slower/,
  );
  assert.match(
    await mistake("  - holds: A.\n    fails: B."),
    /invalid takeaway: expected a claim or a check/,
  );
  assert.match(
    await mistake("  - check: fields\n    holds: A.\n    fails: B.\n    supported: C."),
    /unknown key in takeaway: supported/,
  );
});

test.run();
