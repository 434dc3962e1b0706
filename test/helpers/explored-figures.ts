/** One figure of each kind that the report has, with invented numbers. */

import { heatMap } from "../../experiments/kit/charts/heat-map.ts";
import { intervalRows } from "../../experiments/kit/charts/intervals.ts";
import { lines } from "../../experiments/kit/charts/lines.ts";
import { labelledScatter } from "../../experiments/kit/charts/scatter.ts";
import type { FigureSpec, Tables } from "../../experiments/kit/experiment.ts";
import { frozen, full, lora } from "../../experiments/lab/arms.ts";

interface TestFigure {
  readonly spec: FigureSpec;
  readonly tables: Tables;
}

export const arms = [full, lora(4), frozen];

const lossOf = (arm: number, step: number) => 3 + arm / 10 - step / 1000;

export const curveRows = arms.flatMap(({ name }, arm) =>
  [0, 100, 200, 300, 400, 500].map((step) => {
    const loss = lossOf(arm, step);
    return { arm: name, step, loss, low: loss - 0.02, high: loss + 0.02, seeds: 3 };
  }),
);

const step = { field: "step", title: "step" };
const loss = { field: "loss", title: "validation loss (nats per character)" };

/** Three arms with ribbons and names, and a reference line. */
export const curves: TestFigure = {
  spec: lines({
    table: "curves",
    rows: curveRows,
    x: step,
    y: loss,
    arms,
    points: true,
    references: [{ value: 2.4, label: "bigram" }],
  }),
  tables: { curves: curveRows },
};

const finalRows = arms.map(({ name }, arm) => ({ arm: name, loss: 2.5 + arm / 10, low: 2.4, high: 2.9 }));

export const rows: TestFigure = {
  spec: intervalRows({ table: "final", value: loss, arms }),
  tables: { final: finalRows },
};

export function matrixRows(size: number) {
  return Array.from({ length: size * size }, (_, index) => {
    const [row, column] = [Math.floor(index / size), index % size];
    return { row, column, value: Math.abs(row - column) / size };
  });
}

export function matrix(size: number): TestFigure {
  const axis = (field: string) => ({ field, title: `${field} of W`, labels: [0, size - 1] });
  return {
    spec: heatMap({
      table: "matrix",
      row: axis("row"),
      column: axis("column"),
      value: { field: "value", title: "distance", format: ".2f" },
      domain: [0, 1],
      size: 200,
    }),
    tables: { matrix: matrixRows(size) },
  };
}

const pointRows = [0, 1, 2, 3].map((place) => ({ word: "abcd"[place] ?? "", x: place, y: (place * 3) % 4 }));

export const scatter: TestFigure = {
  spec: labelledScatter({
    table: "points",
    rows: pointRows,
    x: { field: "x", title: "first direction", domain: [-1, 4] },
    y: { field: "y", title: "second direction", domain: [-1, 4] },
    name: "word",
    width: 300,
    height: 200,
  }),
  tables: { points: pointRows },
};
