/** What a slide gives the talk: its form, the sentences by outcome, and what is hard to say. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseSlideFile } from "../../../scripts/slides/slide-file.ts";
import { spokenTexts, talkProblems } from "../../../scripts/slides/talk.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("what a slide gives the talk");

const file = "slide.md";
const talkOf = (talk: string) =>
  parseSlideFile(
    `---
title: Speed
${talk}
claims:
  - id: slower
    drawn: it is slower
    metric: steps
    rule: { kind: greater, than: 1 }
---

:::deck
Words.
:::
`,
    file,
  ).talk;

const whole = talkOf(`talk:
  route: true
  limit: One text.
  say:
    - We measured.
    - claim: slower
      supported: 'Slower, {{finding "ratio"}} times.'
      contradicted: Not slower.
      inconclusive: ""`);

test("sentences are texts, and phrases of the outcomes that occurred", () => {
  const said = (outcome: string) =>
    spokenTexts(whole.say, { claims: [{ id: "slower", outcome }], checks: [] }, file).map(({ text }) => text);
  assert.equal(said("contradicted"), ["We measured.", "Not slower."]);
  assert.equal(said("supported"), ["We measured.", 'Slower, {{finding "ratio"}} times.']);
  assert.equal(said("inconclusive"), ["We measured."]);
  assert.equal(said("not tested"), ["We measured."]);
});

test("a slide is on the short route only if it says so, and may give the talk nothing", () => {
  assert.ok(whole.onRoute);
  assert.is(whole.limit?.text, "One text.");
  assert.equal(talkOf(""), { onRoute: false, say: [] });
});

test("a mistake in the talk has its line", async () => {
  assert.match(await mistakeOf(() => talkOf("talk:\n  route: no")), /^slide\.md:4: invalid route/);
  assert.match(
    await mistakeOf(() => talkOf("talk:\n  says: []")),
    /^slide\.md:4: unknown key in talk: says; .*say/,
  );
  assert.match(await mistakeOf(() => talkOf("talk:\n  say:\n    - claim: faster")), /faster|missing/);
});

test("more than three sentences or two numbers, a long limit, and a citation are problems", () => {
  assert.equal(talkProblems(whole, file), []);
  const say = ["One.", "Two.", '{{finding "a"}} {{finding "b"}}', '{{config "c"}}'];
  const list = say.map((text) => ({ text, file }));
  assert.equal(talkProblems({ say: list }, file), [
    "slide.md: 4 sentences to say; expected at most 3",
    "slide.md: 3 numbers to say; expected at most 2",
  ]);
  const limit = { text: `${"word ".repeat(20)}{{cite "lora"}}`, file };
  assert.equal(talkProblems({ say: [], limit }, file), [
    "slide.md: 21 words in the limit of the talk; expected at most 20",
    "slide.md: a source is cited in the talk, which has no list of references",
  ]);
});

test.run();
