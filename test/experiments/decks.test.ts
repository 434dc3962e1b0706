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
import type { Deck, Row } from "../../experiments/kit/experiment.ts";
import { renderFigure } from "../../scripts/drawing/figure.ts";
import { datasetsOf } from "../../scripts/drawing/vega/tables.ts";
import { drawVenueFigure } from "../../scripts/figures/venue-files.ts";
import { close } from "../helpers/close.ts";

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

const rowsOf = (deck: Deck, table: string): readonly Row[] => {
  const rows = deck.tables[table];
  if (rows === undefined) throw new Error(`no table ${table}`);
  return rows;
};
const column = (rows: readonly Row[], field: string): number[] => rows.map((row) => Number(row[field]));
const ofArm = (rows: readonly Row[], arm: string): readonly Row[] => rows.filter((row) => row.arm === arm);
const links = (deck: Deck): string[] =>
  rowsOf(deck, "deck-links")
    .map(({ from, to }) => `${from}-${to}`)
    .sort();

/** Rank by Gaussian elimination with full pivoting. */
function rankOf(matrix: readonly (readonly number[])[]): number {
  const rest = matrix.map((row) => [...row]);
  for (let rank = 0; ; rank++) {
    let pivot = { row: rank, column: rank, size: 0 };
    rest.forEach((row, i) => {
      row.forEach((value, j) => {
        if (i >= rank && Math.abs(value) > pivot.size) pivot = { row: i, column: j, size: Math.abs(value) };
      });
    });
    if (pivot.size < 1e-9) return rank;
    [rest[rank], rest[pivot.row]] = [rest[pivot.row] ?? [], rest[rank] ?? []];
    const lead = rest[rank] ?? [];
    for (const row of rest.slice(rank + 1)) {
      const factor = (row[pivot.column] ?? 0) / (lead[pivot.column] ?? 1);
      row.forEach((value, j) => {
        row[j] = value - factor * (lead[j] ?? 0);
      });
    }
  }
}

const asMatrix = (values: readonly number[], columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  );

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

test("2: the counts of a square matrix of 768 and of its factors of rank 4", () => {
  assert.equal(column(rowsOf(counts, "deck-parameters"), "parameters"), [589_824, 6_144]);
});

test("3: 50 x 50 matrices, the one of full rank, the other of rank 4 and within the colour scale", () => {
  const rows = rowsOf(space, "deck-space");
  assert.is(rankOf(asMatrix(column(rows, "full"), 50)), 50);
  const product = column(rows, "lowRank");
  assert.is(rankOf(asMatrix(product, 50)), 4);
  assert.ok(
    product.filter((value) => Math.abs(value) > 6).length < 25,
    "one value in a hundred may leave the scale",
  );
});

test("4: one token: x W costs 2 x 768 x 768, and A @ B four times as much", () => {
  assert.equal(column(rowsOf(times, "deck-operations"), "operations"), [1_179_648, 4_718_592, 1_179_648]);
});

test("5, 8, 12: the graphs have the deck's edges", () => {
  assert.equal(links(flow), ["A-B", "B-Output", "Input-A", "Input-Output"]);
  assert.equal(links(context), [
    "Layer1-Layer2",
    "Layer1-Layer3",
    "Layer1-Layer4",
    "Layer2-Layer3",
    "Layer2-Layer4",
    "Layer3-Layer4",
  ]);
  const named = rowsOf(context, "deck-links").filter(({ label }) => label === "LoRA");
  assert.equal(
    named.map(({ from, to }) => `${from}-${to}`),
    ["Layer1-Layer2", "Layer2-Layer3", "Layer3-Layer4"],
  );
  const centre = "Pre-training Techniques";
  assert.equal(links(alternatives), [
    `${centre}-Gradient Checkpointing`,
    `${centre}-Mixture of Experts`,
    `${centre}-Sparse Attention`,
  ]);
});

test("6: the cost equals the size, and LoRA's is a tenth", () => {
  const rows = rowsOf(scalability, "deck-scalability");
  assert.equal(column(ofArm(rows, "full"), "complexity"), [1e6, 1e7, 1e8, 1e9, 1e10]);
  assert.equal(column(ofArm(rows, "LoRA"), "complexity"), [1e5, 1e6, 1e7, 1e8, 1e9]);
});

test("7: the two curves differ by the third wave alone", () => {
  const rows = rowsOf(expressiveness, "deck-expressiveness");
  const full = column(ofArm(rows, "full"), "y");
  const x = column(ofArm(rows, "full"), "x");
  assert.is(x.length, 100);
  assert.equal([x[0], x[99]], [0, 10]);
  column(ofArm(rows, "LoRA"), "y").forEach((y, index) => {
    const at = x[index] ?? 0;
    close(y, Math.sin(at) + 0.5 * Math.cos(2 * at), 1e-12);
    close((full[index] ?? 0) - y, 0.3 * Math.sin(3 * at), 1e-12);
  });
});

test("9: noise of the deck's strength about the deck's exponentials, over epochs 1 to 100", () => {
  const rows = rowsOf(stability, "deck-stability");
  for (const [arm, rate, noise] of [
    ["full", 0.05, 0.1],
    ["LoRA", 0.03, 0.3],
  ] as const) {
    const curve = ofArm(rows, arm);
    assert.equal(
      column(curve, "epoch"),
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    const squares = curve.map(
      ({ epoch, loss }) => (Number(loss) - 10 * Math.exp(-rate * Number(epoch))) ** 2,
    );
    const strength = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    assert.ok(strength > 0.75 * noise && strength < 1.25 * noise, `${arm}: ${strength}`);
  }
});

test("10: five languages both ways; the product has rank 2", () => {
  const rows = rowsOf(translation, "deck-quality");
  assert.is(rows.length, 25);
  assert.is(rankOf(asMatrix(column(rows, "full"), 5)), 5);
  assert.is(rankOf(asMatrix(column(rows, "lora"), 5)), 2);
  assert.ok([...column(rows, "full"), ...column(rows, "lora")].every((value) => value >= 0 && value < 2));
});

test("11: six words, on the right all on one line through the origin, all inside the axes", () => {
  const points = (table: string) => {
    const rows = rowsOf(sentiment, table);
    assert.equal(
      rows.map(({ word }) => word),
      ["good", "bad", "happy", "sad", "excited", "angry"],
    );
    return rows.map(({ first, second }) => [Number(first), Number(second)]);
  };
  assert.is(rankOf(points("deck-full-space")), 2);
  assert.is(rankOf(points("deck-lora-space")), 1);
  const all = [...points("deck-full-space"), ...points("deck-lora-space")].flat();
  assert.ok(all.every((value) => Math.abs(value) < 3));
});

test("13: the six typed-in values", () => {
  const rows = rowsOf(role, "deck-effectiveness");
  assert.equal(column(ofArm(rows, "full"), "effectiveness"), [1, 0.8, 1]);
  assert.equal(column(ofArm(rows, "LoRA"), "effectiveness"), [0, 1, 0.9]);
});

test.run();
