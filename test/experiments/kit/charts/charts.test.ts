import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bars } from "../../../../experiments/kit/charts/bars.ts";
import { layoutDiagram } from "../../../../experiments/kit/charts/diagram.ts";
import { intervalRows } from "../../../../experiments/kit/charts/intervals.ts";
import { lines } from "../../../../experiments/kit/charts/lines.ts";
import type { ArmStyle } from "../../../../experiments/kit/charts/parts.ts";
import type { FigureSpec, Tables } from "../../../../experiments/kit/experiment.ts";
import { colors } from "../../../../experiments/kit/theme.ts";
import * as arms from "../../../../experiments/lab/arms.ts";
import { renderFigure } from "../../../../scripts/drawing/figure.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("charts");

const draw = (spec: FigureSpec, tables: Tables) =>
  renderFigure({ id: "f", spec, tables, alt: "a", description: "d", isInvented: false });

/** Places of the texts of a drawing, by text: the innermost translation of each. */
const placesOf = (svg: string) =>
  new Map(
    [...svg.matchAll(/<text [^>]*translate\(([-\d.]+),([-\d.]+)\)[^>]*>([^<]*)<\/text>/g)].map(
      ([, x, y, text = ""]) => [text, { x: Number(x), y: Number(y) }],
    ),
  );

test("no two arms differ by colour alone", () => {
  const all: ArmStyle[] = [
    arms.full,
    arms.frozen,
    ...[1, 4, 16, 64].map(arms.lora),
    ...[4, 16].map(arms.lowRank),
    arms.reLora(4),
    arms.galore(16),
    arms.warmStart(4),
    arms.mixtureOfExperts(4),
  ];
  for (const [index, arm] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      const isDistinct = arm.dash !== other.dash || arm.shape !== other.shape;
      assert.ok(isDistinct, `${arm.name} and ${other.name}`);
    }
  }
});

test("a name has a halo of paper below it, so that no line crosses its letters", async () => {
  const rows = [0, 1].map((x) => ({ arm: "full", x, y: x }));
  const axis = (field: string) => ({ field, title: field });
  const spec = lines({ table: "rows", rows, x: axis("x"), y: axis("y"), arms: [arms.full] });
  const drawn = (await draw(spec, { rows })).svg;
  const names = [...drawn.matchAll(/<text [^>]*>full</g)].map(([tag]) => tag);
  assert.is(names.length, 2);
  assert.match(names[0] ?? "", new RegExp(`stroke="${colors.paper.light}"`));
  assert.not.match(names[1] ?? "", "stroke");
});

test("on a logarithmic axis a ribbon that reaches below zero is cut at the lowest value, and names stay placed", async () => {
  const rows = [
    { arm: "full", step: 1, loss: 0.5, low: 0.2, high: 0.8 },
    { arm: "full", step: 2, loss: 0.1, low: -0.3, high: 0.5 },
  ];
  const axis = { field: "loss", title: "loss", scale: "log" as const };
  const spec = lines({
    table: "rows",
    rows,
    x: { field: "step", title: "step" },
    y: axis,
    arms: [arms.full],
  });
  const { svg } = await draw(spec, { rows });
  assert.not.match(svg, /NaN|Infinity/);
  // The cut end is as low as the line's lowest point.
  const [area = "", line = ""] = [...svg.matchAll(/ d="(M[^"]*)"/g)].map(([, path]) => path ?? "").slice(-2);
  const lowest = (path: string) => Math.max(...[...path.matchAll(/,(-?[\d.]+)/g)].map(([, y]) => Number(y)));
  assert.ok(area.length > line.length, "the ribbon is drawn");
  close(lowest(area), lowest(line), 0.5);
});

test("names at the ends of lines that meet, and of a reference there, do not overlap", async () => {
  const three = [arms.full, arms.lora(4), arms.frozen];
  const rows = three.flatMap(({ name }, index) => [
    { arm: name, step: 0, loss: 3 },
    { arm: name, step: 10, loss: 1 + index / 1000 },
  ]);
  const spec = lines({
    table: "rows",
    rows,
    x: { field: "step", title: "step" },
    y: { field: "loss", title: "loss" },
    arms: three,
    references: [{ value: 1, label: "a floor" }],
  });
  const places = placesOf((await draw(spec, { rows })).svg);
  const names = [...three.map(({ name }) => name), "a floor"];
  const heights = names.map((name) => places.get(name)?.y ?? Number.NaN).sort((a, b) => a - b);
  for (const [index, height] of heights.slice(1).entries()) {
    assert.ok(height - (heights[index] ?? 0) >= 13, `labels at ${heights.join()}`);
  }
});

test("names of lines that end in one place follow the order in which the lines came", async () => {
  const three = [arms.frozen, arms.full, arms.lora(4)];
  const rows = three.flatMap(({ name }, index) => [
    { arm: name, step: 0, loss: 3 - index },
    { arm: name, step: 10, loss: 1 },
  ]);
  const [x, y] = [
    { field: "step", title: "step" },
    { field: "loss", title: "loss" },
  ];
  const spec = lines({ table: "rows", rows, x, y, arms: [...three].reverse() });
  const places = placesOf((await draw(spec, { rows })).svg);
  const heights = three.map(({ name }) => places.get(name)?.y ?? Number.NaN);
  assert.equal(
    heights,
    [...heights].sort((a, b) => a - b),
  );
});

test("a ribbon spans the interval, and a logarithmic axis takes it", async () => {
  const rows = [1, 10, 100].map((step) => ({ arm: "full", step, loss: 2, low: 1, high: 4 }));
  const spec = lines({
    table: "rows",
    rows,
    x: { field: "step", title: "step", scale: "log", format: "powers", values: [1, 10, 100] },
    y: { field: "loss", title: "loss", scale: "log" },
    arms: [arms.full],
    ribbon: { low: "low", high: "high" },
    points: true,
  });
  const { svg } = await draw(spec, { rows });
  assert.match(svg, ">10²</text>");
  assert.match(svg, /fill-opacity="0.16"|opacity="0.16"/);
});

test("a logarithmic axis over decades has a label and a grid line at each, and ends with its data", async () => {
  const rows = [0.01, 0.1, 20].map((loss, step) => ({ arm: "full", step, loss }));
  const spec = lines({
    table: "rows",
    rows,
    x: { field: "step", title: "step" },
    y: { field: "loss", title: "loss", scale: "log", format: "~g" },
    arms: [arms.full],
  });
  const { svg } = await draw(spec, { rows });
  const gridLines = svg.match(new RegExp(`<line [^>]*stroke="${colors.grid.light}"`, "g"));
  assert.is(gridLines?.length, 4);
  const texts = [...placesOf(svg).keys()];
  for (const label of ["0.01", "0.1", "1", "10"]) assert.ok(texts.includes(label), label);
  assert.not.ok(texts.includes("100"), "the axis is not rounded up to a whole decade");
});

test("a ribbon is drawn where rows have intervals, unless none is wanted, and not where a single seed has none", () => {
  const ends = [
    { low: 0.2, high: 0.4 },
    { low: 0.3, high: 0.3 },
    { low: null, high: null },
  ];
  const axis = (field: string) => ({ field, title: field });
  const isDrawn = ({ low, high }: (typeof ends)[number], ribbon: object = {}) => {
    const rows = [0, 1].map((step) => ({ arm: "full", step, loss: 0.3, low, high }));
    const options = { table: "rows", rows, x: axis("step"), y: axis("loss"), arms: [arms.full] };
    return JSON.stringify(lines({ ...options, ...ribbon }).layer).includes('"area"');
  };
  assert.equal(
    ends.map((rowEnds) => isDrawn(rowEnds)),
    [true, false, false],
  );
  assert.not.ok(ends.some((rowEnds) => isDrawn(rowEnds, { ribbon: "none" })));
});

test("rows with intervals, and bars, name each category and show their values", async () => {
  const rows = [
    { arm: "full", value: 0.25, low: 0.1, high: 0.4 },
    { arm: "rank 0", value: 0.75, low: 0.6, high: 0.9 },
  ];
  const order = ["full", "rank 0"];
  const value = { field: "value", title: "share" };
  const category = { field: "arm", order };
  const dots = intervalRows({
    table: "rows",
    value,
    arms: [arms.full, arms.frozen],
    references: [{ value: 0.5, label: "half" }],
  });
  const drawnDots = placesOf((await draw(dots, { rows })).svg);
  for (const text of [...order, "half", "share"]) assert.ok(drawnDots.has(text), text);

  const two = [arms.full, arms.frozen];
  const drawnBars = placesOf(
    (await draw(bars({ table: "rows", category, value, label: ".2f", arms: two }), { rows })).svg,
  );
  for (const text of [...order, "0.25", "0.75"]) assert.ok(drawnBars.has(text), text);
});

test("an arrow ends just outside the box that it points at, and points into it", () => {
  const box = (id: string, x: number, y: number) => ({
    id,
    label: id,
    x,
    y,
    width: 60,
    height: 40,
    kind: "box",
  });
  const link = { from: "a", to: "b", label: "", kind: "link", directed: true } as const;
  const rows = [0, 30].map((bend) =>
    layoutDiagram({ nodes: [box("a", 50, 50), box("b", 250, 50)], links: [{ ...link, bend }] }),
  );
  const [straight, bent] = rows.map((diagram) => diagram.links[0]);
  const tip = Number(straight?.tipX);
  assert.ok(tip < 220 && tip > 212, `tip at ${tip}`);
  close(Number(straight?.tipY), 50, 1e-9);
  close(Number(straight?.angle), 0, 1e-9);
  assert.ok(Number(bent?.labelY) < 30, "a bend to the left of a link to the right is upwards");
  assert.ok(Number(bent?.angle) > 0, "and comes down again");
});

test("a link to an unknown node is an error that names it", () => {
  const link = { from: "a", to: "b", label: "", kind: "link", directed: true, bend: 0 };
  assert.throws(() => layoutDiagram({ nodes: [], links: [link] }), "unknown node in a diagram: a");
});

test.run();
