import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FigureSpec } from "../../../../experiments/kit/experiment.ts";
import { figureSizes } from "../../../../experiments/kit/theme.ts";
import { fitBox, fitWidth } from "../../../../scripts/drawing/layout/fit.ts";
import { panelSpec } from "../../../../scripts/drawing/layout/panels.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("panels at another size");

/** Texts half as large as on the page. */
const half = { width: 200, text: figureSizes.labelText / 2, small: 5 };
const panel = { mark: "point", height: 100, encoding: {} } as const;
const laid = (spec: object, layout = half, isInvented = false) =>
  panelSpec({ spec: spec as FigureSpec, isInvented }, layout);
const drawn = (spec: object, width = 80, stretch?: number) =>
  laid(spec).withPanels(width, stretch) as unknown as Record<string, unknown>;

test("lengths shrink with the text, areas with its square, and lines not below the thinnest", () => {
  const { mark, height, title } = drawn({
    title: "gone",
    height: 100,
    mark: {
      type: "rule",
      dx: 10,
      size: 40,
      strokeWidth: 4,
      strokeDash: [4, 2],
      fontSize: figureSizes.labelText,
    },
  }) as { mark: Record<string, unknown>; height: number; title: unknown };
  assert.equal([height, title], [50, undefined]);
  assert.equal(mark, {
    type: "rule",
    dx: 5,
    size: 10,
    strokeWidth: 2,
    strokeDash: [2, 1],
    fontSize: half.text,
  });
  const { mark: thin } = drawn({
    mark: { type: "text", strokeWidth: 0.1, fontSize: figureSizes.labelText - 1 },
  }) as {
    mark: { strokeWidth: number; fontSize: number };
  };
  assert.is(thin.fontSize, half.small);
  assert.ok(thin.strokeWidth > 0.1, "still seen on paper");
});

test("data keep their numbers, expressions are scaled, and so are a scale's padding and dashes", () => {
  const { data, encoding } = drawn({
    ...panel,
    data: { values: [{ height: 10 }] },
    encoding: {
      x: { scale: { type: "linear", padding: 8, domain: [0, 10] }, axis: { offset: { expr: "a" } } },
      y: { scale: { type: "point", padding: 0.5 } },
      strokeDash: {
        scale: {
          range: [
            [4, 4],
            [2, 2],
          ],
        },
      },
    },
  }) as { data: object; encoding: Record<string, { scale: object; axis?: object }> };
  assert.equal(data, { values: [{ height: 10 }] });
  assert.equal(encoding.x?.scale, { type: "linear", padding: 4, domain: [0, 10] });
  assert.equal(encoding.x?.axis, { offset: { expr: "0.5 * (a)" } });
  assert.equal(encoding.y?.scale, { type: "point", padding: 0.5 });
  assert.equal(encoding.strokeDash?.scale, {
    range: [
      [2, 2],
      [1, 1],
    ],
  });
});

test("stacked panels stand side by side in equal rows, as many as have room", () => {
  // A panel needs eighteen letters: at 6.5 px, 200 px have room for one, 400 px for three.
  const columnsOf = (panels: number, width: number) =>
    laid({ vconcat: Array.from({ length: panels }, () => panel) }, { ...half, width }).columns;
  const letters = 18 * half.text;
  assert.equal(
    [1, 2, 3, 4].map((panels) => columnsOf(panels, 3.1 * letters)),
    [1, 2, 3, 2],
  );
  assert.equal(
    [2, 3].map((panels) => columnsOf(panels, 1.9 * letters)),
    [1, 1],
  );
  assert.is(columnsOf(2, 0.5 * letters), 1);
  assert.is(laid({ hconcat: [panel, panel, panel] }).columns, 3);
  const faceted = { facet: { row: { field: "a", sort: [1, 2, 3, 4] } }, spec: panel };
  assert.is(laid(faceted, { ...half, width: 2.5 * letters }).columns, 2);
  assert.is(laid(panel).columns, 1);
});

test("each panel has the wanted width, and its height stretches; rows move apart", () => {
  const { hconcat } = drawn({ hconcat: [panel, panel] }, 70, 1.5) as {
    hconcat: { width: number; height: number }[];
  };
  assert.equal(
    hconcat.map(({ width, height }) => [width, height]),
    [
      [70, 75],
      [70, 75],
    ],
  );
  assert.equal(drawn({ ...panel, height: { step: 20 } }, 70, 1.5).height, { step: 15 });
  const rows = { mark: "point", encoding: { y: { type: "nominal" } } };
  assert.equal(drawn(rows, 70, 1.5).height, { step: 30 });
  const plain = { mark: "point", encoding: { y: { type: "quantitative" } } };
  close(Number(drawn(plain, 70, 2).height), figureSizes.height * 0.5 * 2, 1e-9);
  assert.is(drawn(plain, 70).height, undefined);
});

test("a heat map stays square, no larger than its box, and its legend is as long", () => {
  const cells = { x: { type: "ordinal" }, y: { type: "ordinal" }, color: { legend: { gradientLength: 99 } } };
  const map = { mark: { type: "rect" }, encoding: cells };
  const sizeOf = (stretch?: number) => {
    const { width, height, encoding } = drawn(map, 300, stretch) as {
      width: number;
      height: number;
      encoding: { color: { legend: { gradientLength: number } } };
    };
    return [width, height, encoding.color.legend.gradientLength];
  };
  assert.equal(sizeOf(), [300, 300, 300]);
  const side = 0.5 * figureSizes.height * 0.5;
  assert.equal(sizeOf(0.5), [side, side, side]);
  const bars = { ...map, encoding: { ...cells, y: { type: "quantitative" } } };
  assert.is(drawn(bars, 300).height, undefined);
});

/** A drawing of two columns of panels, with room for axes of 20 px each. */
const lines = {
  data: { name: "rows" },
  mark: "line",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
};
const tables = { rows: [0, 1, 2].map((x) => ({ x, y: x * x })) };

test("panels are as wide as the wanted width leaves, and as high as the wanted height", async () => {
  const spec = laid(lines, { width: 300, text: figureSizes.labelText, small: 10 });
  const wide = await fitWidth("f", spec, tables, { width: 300 });
  assert.ok(wide.contentWidth <= 300 && wide.contentWidth > 298.5, `${wide.contentWidth}`);
  const box = await fitBox("f", spec, tables, { width: 300, height: 180 });
  assert.ok(
    box.contentWidth <= 300 && box.height <= 180 && box.height > 175,
    `${box.contentWidth} x ${box.height}`,
  );
});

test.run();
