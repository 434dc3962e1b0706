import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Plot, plotSvg } from "../../../scripts/live/plot.ts";

const test = suite("the plot of a study's panel");

const draw = (plot: Partial<Plot>, width = 800) =>
  plotSvg({ curves: [], references: [], steps: 10, label: "Loss.", ...plot }, width);
const pointsOf = (svg: string, look: string): readonly (readonly number[])[] =>
  (new RegExp(`class="${look}" points="([^"]*)"`).exec(svg)?.[1] ?? "")
    .split(" ")
    .map((point) => point.split(",").map(Number));
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, said]) => said);

test("a curve goes from its first step to its last, and falls where the loss does", () => {
  const points = pointsOf(
    draw({ curves: [{ look: "here", name: "", losses: [3, 2, 1] }], steps: 3 }),
    "here",
  );
  const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)];
  assert.is(points.length, 3);
  // The margins of 44 and 168 leave 588 px for 3 steps.
  assert.equal(xs, [240, 436, 632]);
  assert.ok((ys[0] ?? 0) < (ys[1] ?? 0) && (ys[1] ?? 0) < (ys[2] ?? 0));
});

test("of many steps each point is a mean at the middle of its steps", () => {
  const losses = Array.from({ length: 400 }, (_, index) => index);
  const points = pointsOf(draw({ curves: [{ look: "here", name: "", losses }], steps: 400 }), "here");
  assert.is(points.length, 40);
  assert.is(points[0]?.[0], Number((44 + (5.5 / 400) * 588).toFixed(1)));
});

test("published ends are lines with their names and losses, none closer to another than a line of text", () => {
  const references = [2.01, 2.02, 2.5].map((loss, index) => ({ name: `arm ${index}`, loss, seeds: 3 }));
  const svg = draw({ references, curves: [{ look: "own", name: "run 1", losses: [3], end: 2.015 }] });
  assert.is(svg.match(/<line class="reference"/g)?.length, 3);
  assert.is(svg.match(/<circle class="own-end"/g)?.length, 1);
  for (const said of ["arm 0 2.01", "arm 1 2.02", "arm 2 2.50", "run 1 2.02"]) {
    assert.ok(textsOf(svg).includes(said), said);
  }
  const places = [...svg.matchAll(/y="([\d.]+)" text-anchor="start"/g)]
    .map(([, y]) => Number(y))
    .sort((a, b) => a - b);
  assert.is(places.length, 4);
  for (const [index, y] of places.slice(1).entries()) assert.ok(y - (places[index] ?? 0) >= 15.9);
});

test("the steep start is above the axis, so that it does not flatten the rest", () => {
  const losses = Array.from({ length: 100 }, (_, step) => (step < 5 ? 100 : 2 + 1 / step));
  const svg = draw({ curves: [{ look: "here", name: "", losses }], steps: 100 });
  const ticks = textsOf(svg).filter((said) => said?.includes("."));
  assert.ok(ticks.length >= 3 && ticks.every((said) => Number(said) < 3), ticks.join(" "));
});

test("equal losses are in the middle, and no loss leaves an empty plot", () => {
  const [[, y = 0] = []] = pointsOf(
    draw({ curves: [{ look: "here", name: "", losses: [2] }], steps: 1 }),
    "here",
  );
  // Between the margins of 12 and 40 px of 350.
  assert.is(y, 161);
  assert.match(draw({}), /<line class="grid"/);
  assert.not.match(draw({}), /NaN/);
});

test.run();
