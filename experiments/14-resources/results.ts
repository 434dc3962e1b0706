import type { ArmStyle } from "../kit/charts/parts.ts";
import { quantityChannel } from "../kit/charts/parts.ts";
import { defineResults, type FigureSpec, type Finding, type TablesOf } from "../kit/experiment.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column, rowsWith, rowWith } from "../kit/tables.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { armPoints, full, galore, lora, lowRank, reLora, warmStart } from "../lab/arms.ts";
import type { experiment } from "./experiment.ts";
import { ratioFigure, ratioFindings } from "./ratios-results.ts";

type Tables = TablesOf<typeof experiment>;

/** Styles of the methods: the colours of our own arms under the papers' names. */
const named = (arm: ArmStyle, name: string): ArmStyle => ({ ...arm, name });
const galoreArms = [
  named(full, "Full rank"),
  named(galore(16), "GaLore"),
  named(lora(4), "LoRA"),
  named(reLora(16), "ReLoRA"),
  named(lowRank(4), "Low rank"),
];
const reloraArms = [
  named(full, "Full rank"),
  named(reLora(16), "ReLoRA"),
  { ...named(warmStart(4), "LoRA, warm start"), shape: "square" as const },
  named(lowRank(4), "LoRA from scratch"),
];

/** Perplexity on a logarithmic axis; the marks of one size are next to each other. */
const groupedDots = (
  table: string,
  sizes: readonly string[],
  arms: readonly ArmStyle[],
  values: readonly number[],
): FigureSpec => {
  const names = arms.map(({ name }) => name);
  return {
    data: { name: table },
    width: figureSizes.width - 70,
    height: figureSizes.height,
    mark: { type: "point", size: 70 },
    encoding: {
      x: {
        field: "size",
        type: "ordinal",
        sort: [...sizes],
        axis: { title: "model size as named in the paper", labelAngle: 0, grid: false },
      },
      xOffset: { field: "method", type: "nominal", sort: names },
      y: quantityChannel({
        field: "perplexity",
        title: "validation perplexity",
        scale: "log",
        domain: [Math.min(...values), Math.max(...values)],
        values,
      }),
      ...armPoints("method", arms, { orient: "bottom", columns: 3 }),
    },
  };
};

const FIELDS = ["id", "title", "first author", "year"];

/** A cell for each field of each reference. */
function checkedFields(references: readonly string[]): FigureSpec {
  const position = {
    x: {
      field: "field",
      type: "nominal" as const,
      sort: FIELDS,
      axis: { ...cellAxis, orient: "top" as const },
    },
    y: { field: "reference", type: "nominal" as const, sort: [...references], axis: cellAxis },
  };
  const differs = "datum.outcome === 'differs'";
  return {
    data: { name: "checks" },
    width: figureSizes.width - 120,
    height: 130,
    layer: [
      {
        mark: { type: "rect", stroke: colors.paper.light, strokeWidth: figureSizes.line },
        encoding: {
          ...position,
          color: {
            condition: { test: differs, value: colors.vermillion.light },
            value: colors.paleBlue.light,
          },
        },
      },
      {
        mark: { type: "text", baseline: "middle" },
        encoding: {
          ...position,
          text: { field: "outcome" },
          color: { condition: { test: differs, value: colors.paper.light }, value: colors.ink.light },
        },
      },
    ],
  };
}

const cellAxis = { title: null, ticks: false, domain: false, labelAngle: 0, labelColor: colors.ink.light };

/** How much of the gap after a warm start the restarts close: in the paper's table, and at the size of a secondary source. */
function restartFindings({ restarts }: Tables): Readonly<Record<string, Finding>> {
  const closed = column(restarts, "closed", { source: "table" });
  const largest = rowWith(restarts, { source: "secondary" });
  return {
    "restarts-least": percent(Math.min(...closed)),
    "restarts-greatest": percent(Math.max(...closed)),
    "restarts-largest": percent(largest.closed),
    "restarts-largest-size": decimal(largest.millions / 1000, 1, "billion parameters"),
  };
}

export const results = defineResults<typeof experiment>({
  figures: (tables) => ({
    ratios: ratioFigure(tables),
    references: {
      spec: checkedFields(tables.checks.map(({ reference }) => reference)),
      tables: ["references"],
    },
    galore: {
      spec: groupedDots("galore", ["60M", "130M", "350M", "1B"], galoreArms, [15, 20, 30, 50, 100, 150]),
    },
    relora: {
      spec: groupedDots("relora", ["60M", "130M", "250M", "350M"], reloraArms, [15, 20, 30, 40, 60]),
      tables: ["relora", "restarts"],
    },
  }),
  findings: (tables, config) => {
    const { references, galore } = tables;
    type Method = (typeof galore)[number]["method"];
    const perplexityOf = (method: Method) => rowWith(galore, { method, size: "1B" }).perplexity;
    return {
      ...ratioFindings(tables, config),
      references: count(references.length),
      slips: count(references.filter(({ differs }) => differs !== "").length),
      "lora-ratio": decimal(perplexityOf("LoRA") / perplexityOf("Full rank"), 2),
      ...restartFindings(tables),
      "galore-ratio": decimal(perplexityOf("GaLore") / perplexityOf("Full rank"), 3),
    };
  },
  estimates: () => ({}),
  checks: ({ checks }) => ({
    references: { exact: rowsWith(checks, { outcome: "same" }).length, format: "d" },
  }),
});
