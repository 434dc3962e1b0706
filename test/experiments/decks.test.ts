import { readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck as layer } from "../../experiments/01-lora-layer/deck.ts";
import { deck as counts } from "../../experiments/02-parameter-counts/deck.ts";
import { deck as space } from "../../experiments/03-parameter-space/deck.ts";
import { deck as times } from "../../experiments/04-computation-time/deck.ts";
import { deck as flow } from "../../experiments/05-gradient-flow/deck.ts";
import { deck as scalability } from "../../experiments/06-scalability/deck.ts";
import { deck as expressiveness } from "../../experiments/07-expressiveness/deck.ts";
import { deck as context } from "../../experiments/08-global-context/deck.ts";
import { deck as stability } from "../../experiments/09-training-stability/deck.ts";
import { deck as translation } from "../../experiments/10-translation/deck.ts";
import { deck as sentiment } from "../../experiments/11-sentiment/deck.ts";
import { deck as alternatives } from "../../experiments/12-alternatives/deck.ts";
import { deck as role } from "../../experiments/13-role-of-lora/deck.ts";
import type { Deck } from "../../experiments/kit/experiment.ts";
import { renderFigure } from "../../scripts/drawing/figure.ts";
import { datasetsOf } from "../../scripts/drawing/vega/tables.ts";
import { drawVenueFigure } from "../../scripts/figures/venue-files.ts";

const test = suite("deck figures");

const decks: readonly Deck[] = [
  layer,
  counts,
  space,
  times,
  flow,
  scalability,
  expressiveness,
  context,
  stability,
  translation,
  sentiment,
  alternatives,
  role,
];

/** Slides of the deck, the list of resources at its end included. Others may follow them. */
const DECK_SLIDES = 14;

/** Slides whose figure in the deck shows values or curves that nobody measured or computed. */
const INVENTED = [3, 6, 7, 9, 10, 11, 13];

test("every slide of the deck but the list of resources has its figure, which says what is invented or that nothing is", () => {
  const ofDeck = readdirSync(new URL("../../experiments/", import.meta.url)).filter(
    (name) => /^\d\d-/.test(name) && Number(name.slice(0, 2)) <= DECK_SLIDES,
  );
  assert.is(ofDeck.length, DECK_SLIDES);
  assert.is(decks.length, DECK_SLIDES - 1);
  for (const [index, { figures }] of decks.entries()) {
    const { invented, note } = figures.deck ?? {};
    assert.is(typeof invented === "string", INVENTED.includes(index + 1), `slide ${index + 1}`);
    assert.match(invented || note || "", invented === false ? "Nothing is invented" : " invented");
  }
});

/** Column and text sizes of a paper of two columns, pt. */
const COLUMN = { width: 234, text: 8, small: 6 };

for (const [index, deck] of decks.entries()) {
  const slide = index + 1;
  test(`the figure of slide ${slide} can be read on page and paper, and says there if it is invented`, async () => {
    const figure = deck.figures.deck;
    if (figure === undefined) throw new Error("no figure");
    const isInvented = figure.invented !== false;
    const input = { id: "deck", tables: deck.tables, alt: "a", description: "d", isInvented };
    const onPage = await renderFigure({ ...input, spec: figure.spec });
    assert.ok(Object.values(datasetsOf(onPage.spec)).every((rows) => rows.length > 0));
    assert.ok(onPage.width <= 416 && onPage.height <= 345, `${onPage.width} x ${onPage.height}`);
    assert.ok(onPage.inlineSvg.length < 40_000, `${onPage.inlineSvg.length} bytes`);
    const onPaper = await drawVenueFigure(
      { ...input, spec: figure.spec, tables: datasetsOf(onPage.spec) },
      COLUMN,
    );
    assert.equal(onPaper.problems, []);
    for (const svg of [onPage.svg, onPage.inlineSvg, onPaper.svg]) {
      assert.is(svg.includes(">invented</text>"), isInvented);
    }
  });
}

test.run();
