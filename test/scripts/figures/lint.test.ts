import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FigureSpec, Tables } from "../../../experiments/kit/experiment.ts";
import { fitWidth } from "../../../scripts/drawing/layout/fit.ts";
import { panelSpec } from "../../../scripts/drawing/layout/panels.ts";
import { type Vision, visions } from "../../../scripts/drawing/lint/color-vision.ts";
import { lintPrint, showProblem } from "../../../scripts/drawing/lint/lint.ts";
import { lintSeries } from "../../../scripts/drawing/lint/series.ts";
import { drawVenueFigure } from "../../../scripts/figures/venue-files.ts";

const test = suite("lint of venue figures");

const layout = { width: 234, text: 8, small: 6 };
const tables: Tables = {
  loss: ["full", "LoRA"].flatMap((arm, index) => [
    { arm, step: 0, loss: 3 + index },
    { arm, step: 100, loss: 1 + index },
  ]),
};

const draw = (spec: FigureSpec) =>
  drawVenueFigure(
    { id: "09-loss", spec, tables, alt: "Loss.", description: "Loss falls.", isInvented: false },
    layout,
  );
const problemsOf = async (spec: FigureSpec) => (await draw(spec)).problems.map(showProblem);

const armColors = { domain: ["full", "LoRA"], range: ["#0062a8", "#9f2f00"] };
const line = {
  data: { name: "loss" },
  mark: { type: "line" },
  encoding: {
    x: { field: "step", type: "quantitative", title: "step" },
    y: { field: "loss", type: "quantitative", title: "loss" },
    color: { field: "arm", type: "nominal", scale: armColors, legend: null },
    strokeDash: {
      field: "arm",
      type: "nominal",
      legend: null,
      scale: {
        domain: ["full", "LoRA"],
        range: [
          [1, 0],
          [7, 3],
        ],
      },
    },
  },
} satisfies FigureSpec;

/** A text at a position in the plot, px. */
const textAt = (x: number, y: number, text: string, more: object = {}) => ({
  data: { values: [{ text }] },
  mark: { type: "text" as const, ...more },
  encoding: { x: { value: x }, y: { value: y }, text: { field: "text", type: "nominal" as const } },
});
const withLayers = (...layers: object[]): FigureSpec => ({ layer: [line, ...layers] }) as FigureSpec;

test("a figure of readable lines, distinguished by their dashes, passes", async () => {
  assert.equal(await problemsOf(line), []);
});

test("two labels in one place overlap, and both are named", async () => {
  const [problem, ...more] = await problemsOf(
    withLayers(textAt(40, 40, "the first name"), textAt(42, 41, "the second")),
  );
  assert.is(problem, '09-loss: text "the first name": overlaps text "the second"');
  assert.equal(more, []);
});

test("a label drawn before a point is covered, one drawn after a pale point is not", async () => {
  const mark = { type: "point", color: "#dfebf6" };
  const point = { data: { values: [{}] }, mark, encoding: { x: { value: 60 }, y: { value: 40 } } };
  const name = textAt(60, 40, "a name");
  const [problem = "", ...more] = await problemsOf(withLayers(name, point));
  assert.match(problem, /^09-loss: text "a name": is covered by symbol #dfebf6 at \d+, \d+$/);
  assert.equal(more, []);
  assert.equal(await problemsOf(withLayers(point, name)), []);
});

test("the halo below a text is not an overlap, and neither is a title above an axis", async () => {
  const halo = textAt(60, 40, "a name", { stroke: "#ffffff", color: "#ffffff", strokeWidth: 4 });
  assert.equal(await problemsOf(withLayers(halo, textAt(60, 40, "a name"))), []);
});

test("a text of fixed small size is below the venue's smallest", async () => {
  const small = withLayers(textAt(60, 40, "tiny", { fontSize: { expr: "4" } }));
  assert.match(
    (await problemsOf(small)).join(),
    /text "tiny": its size of 4 pt is below the venue's minimum of 6 pt/,
  );
});

test("a line of fixed small width is too thin", async () => {
  const thin = { ...line, mark: { type: "line", strokeWidth: { expr: "0.2" } } } as FigureSpec;
  assert.match(
    (await problemsOf(thin)).join(),
    /line #0062a8 at \d+, \d+: its width of 0.2 pt is below the minimum of 0.5 pt/,
  );
});

test("a text wider than its box is named", async () => {
  const box = {
    data: { values: [{}] },
    mark: { type: "rect" as const, stroke: "#1b1e23", fill: "#ffffff" },
    encoding: { x: { value: 40 }, x2: { value: 70 }, y: { value: 40 }, y2: { value: 60 } },
  };
  const problems = await problemsOf(withLayers(box, textAt(55, 50, "much too long", { baseline: "middle" })));
  assert.match(problems.join(), /text "much too long": is wider than the box/);
});

test("a figure whose labels alone are wider than the column is reported", async () => {
  const name =
    "a name as long as a sentence, which nobody could set in a column of a paper however small it is";
  const wide: FigureSpec = {
    data: { name: "loss" },
    transform: [{ calculate: JSON.stringify(name), as: "name" }],
    mark: "point",
    encoding: {
      y: { field: "name", type: "nominal", title: null },
      x: { field: "loss", type: "quantitative" },
    },
  };
  assert.match(
    (await problemsOf(wide)).join(),
    /09-loss: the figure: needs a width of \d+ pt; the venue has 234 pt/,
  );
});

test("a mark beyond the edge of the page is cut off, and named", async () => {
  const scene = await fitWidth(
    "09-loss",
    panelSpec({ spec: line, isInvented: false }, layout),
    tables,
    layout,
  );
  const problemsOn = (width: number, height: number) =>
    lintPrint("09-loss", { svg: scene.svg, width, height }, layout.small).map(showProblem);
  assert.equal(problemsOn(layout.width, scene.height), []);
  const right = problemsOn(layout.width - 20, scene.height);
  assert.ok(right.includes('09-loss: text "100": is cut off by the edge of the figure'), right.join());
  assert.match(right.join(), /09-loss: line #0062a8 at \d+, \d+: is cut off by the edge of the figure/);
  const below = problemsOn(layout.width, scene.height - 10);
  assert.equal(below, ['09-loss: text "step": is cut off by the edge of the figure']);
});

const bars = (range: readonly string[]): FigureSpec => ({
  data: { name: "loss" },
  mark: "bar",
  encoding: {
    x: { field: "loss", type: "quantitative", aggregate: "sum" },
    color: { field: "arm", type: "nominal", scale: { domain: ["full", "LoRA"], range: [...range] } },
  },
});

/** Pairs of colours that are too similar in one kind of vision only. */
const confused = {
  greyscale: ["#3c78f0", "#f03c00"],
  protanopia: ["#003cb4", "#f000b4"],
  deuteranopia: ["#00b400", "#f00000"],
  tritanopia: ["#f00078", "#f07800"],
} as const satisfies Record<Vision, readonly string[]>;

for (const vision of visions) {
  test(`colours that only ${vision} makes alike are found for it, and for nothing else`, () => {
    const [problem = "", ...more] = lintSeries("02-state", bars(confused[vision])).map(showProblem);
    assert.match(problem, /^02-state: series "full" and "LoRA": differ only in colour, by \d\.\d CIEDE2000/);
    assert.match(problem, `${vision === "greyscale" ? "in" : "with"} ${vision}; make it at least 10,`);
    assert.equal(more, []);
  });
}

test("series distinguished by dash, shape or position, or on bars by name, need no colour", () => {
  const range = ["#0062a8", "#0062a9"];
  const close = {
    ...line,
    encoding: {
      ...line.encoding,
      color: { ...line.encoding.color, scale: { domain: armColors.domain, range } },
    },
  };
  assert.equal(lintSeries("09-loss", close), []);
  const { strokeDash: _dash, ...plain } = close.encoding;
  assert.is(lintSeries("09-loss", { ...close, encoding: plain }).length, 4);
  const placed = bars(range) as { encoding: object };
  const rows = { ...placed, encoding: { ...placed.encoding, y: { field: "arm", type: "nominal" } } };
  assert.equal(lintSeries("09-loss", rows as FigureSpec), []);
});

test.run();
