import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FigureSpec } from "../../../experiments/kit/experiment.ts";
import { renderFigure } from "../../../scripts/drawing/figure.ts";
import { drawnItems } from "../../../scripts/drawing/lint/items.ts";

const test = suite("mark of invented values");

const view = {
  data: { name: "rows" },
  width: 300,
  mark: "point",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
} satisfies FigureSpec;
const texts = { id: "09-curve", alt: "Points.", description: "Points that rise." };
const tables = {
  rows: [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ],
};

async function draw(spec: FigureSpec, isInvented = true) {
  const { svg, width, height, spec: drawn } = await renderFigure({ ...texts, spec, tables, isInvented });
  // Cleaned drawings lack the classes that hold roles, so only texts can be found.
  const items = drawnItems(svg);
  return { items, width, height, drawn, mark: items.find(({ text }) => text?.content === "invented") };
}

test("the word is in the top right corner, above all marks, and the drawing grows by one line for it", async () => {
  for (const spec of [
    view,
    {
      hconcat: [
        { ...view, width: 120 },
        { ...view, width: 120 },
      ],
    } as FigureSpec,
  ]) {
    const plain = await draw(spec, false);
    const { items, mark, width, height } = await draw(spec);
    assert.is(plain.mark, undefined);
    assert.ok(mark !== undefined);
    assert.ok(mark.box.x2 > width - 6 && mark.box.x2 <= width, `${mark.box.x2} of ${width}`);
    for (const item of items) assert.ok(item === mark || item.box.y1 > mark.box.y2, JSON.stringify(item.box));
    assert.is(width, plain.width);
    assert.ok(height - plain.height < 20, `${height} after ${plain.height}`);
  }
});

test("a figure's own title stays above the word", async () => {
  for (const title of ["Rises", ["Rises"], { text: "Rises" }]) {
    const { items, mark } = await draw({ ...view, title } as FigureSpec);
    const own = items.find(({ text }) => text?.content === "Rises");
    assert.ok(own !== undefined && mark !== undefined);
    assert.ok(mark.box.y1 > own.box.y2);
  }
  const { items, mark } = await draw({ ...view, title: { text: "Rises", subtitle: "slowly" } } as FigureSpec);
  assert.is(mark, undefined);
  assert.ok(items.some(({ text }) => text?.content === "slowly invented"));
});

test("the specification has the word, so drawings made from it elsewhere have it too", async () => {
  const { title } = (await draw(view)).drawn as { title?: { text?: string } };
  assert.is(title?.text, "invented");
});

test.run();
