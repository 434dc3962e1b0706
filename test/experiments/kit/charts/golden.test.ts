import { suite } from "uvu";
import { bars } from "../../../../experiments/kit/charts/bars.ts";
import { deckDiagram } from "../../../../experiments/kit/charts/diagram.ts";
import { heatMap } from "../../../../experiments/kit/charts/heat-map.ts";
import { intervalRows } from "../../../../experiments/kit/charts/intervals.ts";
import { lines } from "../../../../experiments/kit/charts/lines.ts";
import type { ArmStyle } from "../../../../experiments/kit/charts/parts.ts";
import { labelledScatter } from "../../../../experiments/kit/charts/scatter.ts";
import type { FigureSpec, Tables } from "../../../../experiments/kit/experiment.ts";
import { colors, dashes } from "../../../../experiments/kit/theme.ts";
import { renderFigure } from "../../../../scripts/drawing/figure.ts";
import { matchesGolden } from "../../../helpers/golden.ts";

const test = suite("golden drawings");

const left: ArmStyle = { name: "left", color: "ink", dash: "solid", shape: "circle" };
const right: ArmStyle = { name: "right", color: "blue", dash: "dashed", shape: "square" };
const styles = [left, right];
const axis = (field: string) => ({ field, title: field });

/** Two lines that end close to each other, so that their names are moved apart. */
const curves = [
  { arm: "left", x: 1, y: 2, low: 1.5, high: 2.5 },
  { arm: "left", x: 10, y: 1, low: 0.8, high: 1.2 },
  { arm: "right", x: 1, y: 3, low: 2.6, high: 3.4 },
  { arm: "right", x: 10, y: 1.05, low: 0.9, high: 1.3 },
];
const ends = [
  { arm: "left", x: 2, y: 0.5, low: 0.25, high: 0.75 },
  { arm: "right", x: 4, y: 0.75, low: 0.5, high: 1 },
];

const cells = ["a", "b"].flatMap((row, i) =>
  ["c", "d"].map((column, j) => ({ row, column, value: i === j ? 0.9 : 0.1 })),
);

const { tables: boxes, figures: diagram } = deckDiagram({
  height: 120,
  box: { width: 60, height: 30 },
  nodes: [
    { id: "from", x: 60, y: 60, kind: "box" },
    { id: "to", x: 260, y: 30, kind: "box", label: "two\nlines" },
  ],
  directed: true,
  links: [
    { from: "from", to: "to", kind: "flow", label: "straight" },
    { from: "to", to: "from", kind: "flow", bend: 30 },
  ],
  nodeKinds: { box: { fill: "paleGray", stroke: "line" } },
  linkKinds: { flow: { color: "blue", dash: "shortDash" } },
  note: "Nothing is invented.",
});

const charts: Readonly<Record<string, readonly [FigureSpec | undefined, Tables]>> = {
  lines: [
    lines({
      table: "rows",
      rows: curves,
      x: { ...axis("x"), scale: "log", values: [1, 10] },
      y: { ...axis("y"), zero: true },
      arms: styles,
      points: true,
      references: [{ value: 0.5, label: "floor" }],
    }),
    { rows: curves },
  ],
  bars: [
    bars({
      table: "rows",
      category: { field: "arm", order: ["left", "right"] },
      value: axis("y"),
      label: ".2f",
      arms: styles,
    }),
    { rows: ends },
  ],
  "grouped-bars": [
    bars({
      table: "rows",
      category: { field: "x", order: ["2", "4"] },
      value: { ...axis("y"), domain: [0, 1] },
      label: ".1f",
      arms: styles,
      grouped: true,
    }),
    { rows: ends.map((row) => ({ ...row, x: String(row.x) })) },
  ],
  intervals: [
    intervalRows({
      table: "rows",
      value: axis("y"),
      arms: styles,
      references: [{ value: 0.6, label: "mark" }],
    }),
    { rows: ends },
  ],
  scatter: [
    labelledScatter({
      table: "rows",
      rows: ends,
      x: { ...axis("x"), domain: [0, 6] },
      y: { ...axis("y"), domain: [0, 1.5] },
      name: "arm",
      arm: { field: "arm", styles },
      width: 200,
      height: 160,
      whiskers: { y: { low: "low", high: "high" } },
      paths: [{ rows: ends, color: colors.gray.light, dash: dashes.shortDash }],
      origin: true,
    }),
    { rows: ends },
  ],
  "heat-map": [
    heatMap({
      table: "rows",
      row: { field: "row", title: "from", order: ["a", "b"] },
      column: { field: "column", title: "to", order: ["c", "d"], angle: -45 },
      value: { field: "value", title: "share", format: ".1f" },
      domain: [0, 1],
      size: 120,
      showValues: true,
    }),
    { rows: cells },
  ],
  diagram: [diagram.deck?.spec, boxes],
};

for (const [name, [spec, tables]] of Object.entries(charts)) {
  test(`the chart ${name} is drawn as its file holds it`, async () => {
    if (spec === undefined) throw new Error("no figure");
    const texts = { id: "golden", alt: "a chart", description: "a chart", isInvented: false };
    const { svg } = await renderFigure({ ...texts, spec, tables });
    // A tag a line, so that a diff shows which mark has changed.
    matchesGolden(new URL(`golden/${name}.svg`, import.meta.url), svg.replaceAll("><", ">\n<"));
  });
}

test.run();
