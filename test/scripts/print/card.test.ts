/** The picture that is shown where the site is shared. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { measureText } from "../../../scripts/drawing/fonts/text-metrics.ts";
import { type CardView, cardView } from "../../../scripts/print/card.ts";

const test = suite("the card of the site");

const said = {
  title: "A report",
  first: "The answer in a few words.",
  rest: "What it rests on, which takes more of them than fit one line of the card next to its figure.",
  counts: "3 slides: 2 supported, 1 mixed",
  figure:
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30"><svg-less/></svg>',
};

const textOf = ({ texts }: CardView) => texts.map(({ text }) => text).join(" ");

/** Texts that reach into the figure, beyond the right edge, or into the counts at the foot. */
function misplaced({ texts, width, figure }: CardView): string[] {
  const right = figure === null ? width : 660;
  const counts = texts.at(-1);
  const above = texts.slice(0, -1);
  return [
    ...above.filter(({ text, x, size, weight }) => x + measureText(text, size, weight) > right),
    ...above.filter(({ y }) => y > (counts?.y ?? 0) - (counts?.size ?? 0)),
  ].map(({ text }) => text);
}

test("it has the title, the answer and the counts of verdicts, left of the figure", () => {
  const view = cardView(said);
  assert.is(textOf(view), `${said.title} ${said.first} ${said.rest} ${said.counts}`);
  assert.equal(misplaced(view), []);
  assert.match(view.figure ?? "", /^<svg [^>]*viewBox="0 0 40 30" x="660" y="\d+"/);
  assert.not.match(view.figure ?? "", 'width="40"');
});

test("without a figure its texts take the whole width", () => {
  const view = cardView({ ...said, figure: undefined });
  assert.is(view.figure, null);
  assert.ok(view.texts.length < cardView(said).texts.length);
  assert.equal(misplaced(view), []);
});

test("a longer answer is set smaller, so that it fits", () => {
  const long = { ...said, first: `${said.first} `.repeat(4).trim(), rest: `${said.rest} `.repeat(3).trim() };
  const view = cardView(long);
  assert.is(textOf(view), `${long.title} ${long.first} ${long.rest} ${long.counts}`);
  assert.ok((view.texts[1]?.size ?? 0) < (cardView(said).texts[1]?.size ?? 0));
  assert.equal(misplaced(view), []);
});

test.run();
