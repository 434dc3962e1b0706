import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FigureSpec } from "../../../experiments/kit/experiment.ts";
import { renderFigure } from "../../../scripts/drawing/figure.ts";
import { renderWideFigure } from "../../../scripts/drawing/wide-figure.ts";

const test = suite("figures for the width of a study");

const spec = {
  data: { name: "points" },
  mark: "line",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
} satisfies FigureSpec;
const tables = {
  points: [
    { x: 0, y: 0.5 },
    { x: 10, y: 1 },
  ],
};
const input = { id: "09-loss", spec, tables, alt: "A line.", description: "It rises.", isInvented: false };

const boxOf = (svg: string): readonly number[] =>
  (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? "").split(/[ ,]+/).map(Number);
const textsOf = (svg: string) =>
  [...svg.matchAll(/font-size="([\d.]+)(?:px)?"/g)].map(([, size]) => Number(size));
const idsOf = (svg: string) => [...svg.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);

test("it is wider than the page's figure and less than twice as tall, with labels of the same size", async () => {
  const [narrow, wide] = [(await renderFigure(input)).inlineSvg, await renderWideFigure(input)];
  const [, , width = 0, height = 0] = boxOf(wide);
  const [, , narrowWidth = 0, narrowHeight = 0] = boxOf(narrow);
  assert.ok(width > 700 && width <= 728 && narrowWidth <= 400, `${width} and ${narrowWidth}`);
  assert.ok(height > narrowHeight && height < 2 * narrowHeight, `${height} and ${narrowHeight}`);
  assert.is(Math.max(...textsOf(wide)), Math.max(...textsOf(narrow)));
});

test("a page may hold both: they share no id", async () => {
  const [narrow, wide] = [(await renderFigure(input)).inlineSvg, await renderWideFigure(input)];
  assert.ok(idsOf(wide).length > 0);
  assert.equal(
    idsOf(wide).filter((id) => idsOf(narrow).includes(id)),
    [],
  );
});

test.run();
