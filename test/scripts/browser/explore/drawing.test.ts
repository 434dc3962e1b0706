import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sizeFor } from "../../../../scripts/browser/explore/view.ts";
import { explored, whole } from "../../../helpers/explored.ts";
import {
  arms,
  curveRows,
  curves,
  matrix,
  matrixRows,
  rows,
  scatter,
} from "../../../helpers/explored-figures.ts";

const test = suite("explored figures");

/** Without the figure's name, and with gradients numbered from 0: Vega counts them on through all drawings. */
const comparable = (svg: string) =>
  svg.replaceAll("explored-", "f-").replaceAll(/gradient_\d+/g, "gradient_0");

for (const [name, one] of Object.entries({ curves, rows, scatter, cells: matrix(4) })) {
  test(`${name}: with nothing switched off and at its own size, a figure is drawn as the build draws it`, async () => {
    const { drawn, draw } = await explored(one.spec, one.tables);
    const { svg } = await draw(whole, drawn);
    assert.is(comparable(svg), comparable(drawn.inlineSvg));
  });
}

test("each row of the data is one point, though lines, ribbons and symbols draw it", async () => {
  const { drawn, draw } = await explored(curves.spec, curves.tables);
  const { points } = await draw(whole, drawn);
  assert.equal(
    points.map(({ row }) => row).sort((one, other) => one - other),
    curveRows.map((_, index) => index),
  );
  assert.equal(
    points.map(({ row, datum }) => [row, datum.loss]),
    points.map(({ row }) => [row, curveRows[row]?.loss]),
  );
});

test("cells of a heat map that the build draws as an image have their values", async () => {
  const { drawn, draw } = await explored(matrix(50).spec, matrix(50).tables);
  assert.match(drawn.inlineSvg, "<image");
  const { points } = await draw(whole, drawn);
  const values = matrixRows(50).map(({ value }) => value);
  assert.equal(
    points.map(({ row, datum }) => [row, datum.value]),
    values.map((value, row) => [row, value]),
  );
});

test("an arm that is switched off loses its line, its name and its points; the axis follows the others", async () => {
  const { drawn, draw } = await explored(curves.spec, curves.tables);
  const before = await draw(whole, drawn);
  const after = await draw({ ...whole, off: ["full"] }, drawn);
  assert.match(before.svg, />full</);
  assert.not.match(after.svg, />full</);
  assert.match(after.svg, />LoRA r = 4</);
  assert.equal(
    new Set(after.points.map(({ datum }) => datum.arm)),
    new Set(arms.slice(1).map(({ name }) => name)),
  );
  const highest = (drawing: typeof before) => Math.min(...drawing.points.map(({ y }) => y));
  assert.ok(highest(after) < drawn.height / 5, "the highest line is near the top again");
  const again = await draw(whole, drawn);
  assert.is(again.svg, before.svg);
});

test("a range shows the points between its ends, over the whole panel", async () => {
  const { drawn, figure, draw } = await explored(curves.spec, curves.tables);
  const { points, svg, valueAt } = await draw({ ...whole, range: [100, 300] }, drawn);
  assert.equal(new Set(points.map(({ datum }) => datum.step)), new Set([100, 200, 300]));
  assert.not.match(svg, /bigram/);
  const [panel] = figure.zoom?.panels ?? [];
  const [point] = points;
  if (panel === undefined || point === undefined) throw new Error("no panel");
  const { x, width } = point.panel;
  assert.is(valueAt(x, panel, x), 100);
  assert.is(valueAt(x + width, panel, x), 300);
  const places = points.map((one) => Math.round(one.x - x));
  assert.equal([Math.min(...places), Math.max(...places)], [0, Math.round(width)]);
});

test("a figure is laid out for the room it has, and never smaller than the build lays it out", async () => {
  const { drawn, figure, draw } = await explored(curves.spec, curves.tables);
  const large = sizeFor(figure, { width: 1000, height: 700 });
  assert.ok(Math.abs(large.width * large.scale - 1000) < 2, JSON.stringify(large));
  const { svg } = await draw(whole, large);
  assert.match(svg, `viewBox="0 0 ${large.width} ${large.height}"`);
  const small = sizeFor(figure, { width: 320, height: 400 });
  assert.equal([small.width, small.scale], [drawn.width, 320 / drawn.width]);
});

test.run();
