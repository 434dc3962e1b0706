import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FigureSpec, Tables } from "../../../experiments/kit/experiment.ts";
import { ReportError } from "../../../scripts/base/errors.ts";
import { renderScreenFigure } from "../../../scripts/drawing/screen-figure.ts";

const test = suite("figures for a screen");

const tables: Tables = {
  points: [
    { x: 0, y: 0.5, row: "one" },
    { x: 10, y: 1, row: "two" },
  ],
};
const x = { field: "x", type: "quantitative" } as const;
const panel = {
  data: { name: "points" },
  mark: "line",
  encoding: { x, y: { field: "y", type: "quantitative" } },
} satisfies FigureSpec;
const rows = {
  data: { name: "points" },
  mark: "point",
  encoding: { x, y: { field: "row", type: "nominal" } },
} satisfies FigureSpec;
const cells = {
  data: { values: [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => ({ a, b }))) },
  width: 150,
  height: 150,
  mark: { type: "rect" },
  encoding: { x: { field: "a", type: "ordinal" }, y: { field: "b", type: "ordinal" } },
} satisfies FigureSpec;

const draw = (spec: FigureSpec, width: number, height: number) =>
  renderScreenFigure(
    { id: "09-loss", spec, tables, alt: "A line.", description: "It rises." },
    { width, height },
  );

test("one panel or two stacked panels fill a box that is wider or lower than the page's figure, and never exceed it", async () => {
  const low = { ...panel, height: 140 };
  for (const spec of [panel, { vconcat: [low, low] }]) {
    for (const [width, height] of [
      [338, 247],
      [540, 247],
      [380, 320],
    ] as const) {
      const drawn = await draw(spec, width, height);
      assert.ok(drawn.width <= width && drawn.width > width - 3, `${drawn.width} of ${width}`);
      assert.ok(drawn.height <= height && drawn.height > height - 8, `${drawn.height} of ${height}`);
    }
  }
});

test("labels keep their size, and rows move apart", async () => {
  const sizes = async (spec: FigureSpec) => {
    const { svg } = await draw(spec, 338, 247);
    return [...new Set([...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => size))];
  };
  assert.equal(await sizes(panel), ["13"]);
  assert.equal(await sizes({ ...rows, mark: { type: "text", fontSize: 12.5, text: "a" } }), ["13"]);
  const [wide, low] = [await draw(rows, 338, 247), await draw(rows, 338, 70)];
  assert.ok(wide.height > low.height);
});

test("a heat map stays square, in a box of either shape", async () => {
  for (const [width, height] of [
    [338, 160],
    [160, 338],
  ] as const) {
    const { svg, ...size } = await draw(cells, width, height);
    assert.ok(size.width <= width && size.height <= height);
    const [, across, down] = /<path d="M0,0h([\d.]+)v([\d.]+)/.exec(svg) ?? [];
    assert.ok(Number(across) > 20);
    assert.is(across, down);
  }
});

test("a figure that does not fit is an error that says what to do", async () => {
  const tall = { vconcat: Array.from({ length: 7 }, () => panel) };
  try {
    await draw(tall, 338, 247);
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof ReportError);
    assert.match(error.message, /09-loss: needs 338 by \d+ units of 338 by 247/);
    assert.match(error.message, "a figure's own `screen` may show fewer panels");
  }
});

test.run();
