/** The figures: published ratios above ours, gaps by the share of the rank, rates by length, and two published tables. */

import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import {
  type ArmStyle,
  inline,
  type Layer,
  type LayeredSpec,
  logAxis,
  type Quantity,
  quantityChannel,
  withHalo,
} from "../kit/charts/parts.ts";
import type { ConfigOf, Figure, TablesOf } from "../kit/experiment.ts";
import { column } from "../kit/tables.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { full, galore, lora, lowRank, reLora, warmStart } from "../lab/arms.ts";
import { rangeOfFullTraining } from "../lab/data/literature.ts";
import type { experiment } from "./experiment.ts";
import { type Kind, publishedRates } from "./published-tables.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

/** Names on the left need the rest, px. */
const PLOT_WIDTH = 226;

/** The style of a method that restricts the update, and of one that restricts the state. */
const kinds: Readonly<Record<Kind, Omit<ArmStyle, "name">>> = { update: lora(4), state: galore(16) };

const RATIO = "perplexity / that of full training";

/** A pale band of ratios behind the rows. */
const band = ([low, high]: readonly [number, number], value: Quantity): Layer => ({
  data: inline([{ [value.field]: low, end: high }]),
  mark: { type: "rect", color: colors.grid.light },
  encoding: { x: quantityChannel(value), x2: { field: "end" }, y: { value: 0 }, y2: { value: "height" } },
});

/** A row per method and paper, with a mark per model size. */
function publishedPanel({ published }: Tables, value: Quantity): LayeredSpec {
  const names = [...new Set(column(published, "arm"))];
  const arms = names.map((name): ArmStyle => {
    const kind = published.find(({ arm }) => arm === name)?.kind ?? "update";
    return { ...kinds[kind], name };
  });
  const rows = intervalRows({
    table: "published",
    value,
    ends: { low: value.field, high: value.field },
    arms,
    references: [{ value: 1, label: "full" }],
    step: 19,
  });
  return {
    ...rows,
    title: "PUBLISHED, per token",
    width: PLOT_WIDTH,
    layer: [band(rangeOfFullTraining(), value), ...rows.layer],
  };
}

/** A row per arm of this report. */
function ownPanel({ ratios }: Tables, value: Quantity): LayeredSpec {
  const arms = ratios.map(({ arm }): ArmStyle => ({ ...styleOf(arm), name: arm }));
  return {
    ...intervalRows({
      table: "ratios",
      value: { ...value, title: RATIO },
      arms,
      references: [{ value: 1, label: "full" }],
      ...(ratios.some(({ recorded }) => recorded) && { hollow: "recorded" }),
      seeds: "ratioRuns",
      step: 24,
    }),
    title: "this report, per character",
    width: PLOT_WIDTH,
  };
}

/** LoRA in the style of its rank, and other methods by what they restrict. */
function styleOf(arm: string): Omit<ArmStyle, "name"> {
  const [, rank] = /^LoRA r = (\d+)$/.exec(arm) ?? [];
  if (rank !== undefined) return lora(Number(rank));
  return /GaLore|APOLLO/.test(arm) ? kinds.state : kinds.update;
}

/** Published ratios above ours, on one axis. */
export function ratioFigure(tables: Tables): Figure {
  const ends = [
    ...column(tables.ratios, "low"),
    ...column(tables.ratios, "high"),
    ...column(tables.published, "ratio"),
  ];
  const value: Quantity = {
    field: "ratio",
    title: "",
    scale: "log",
    domain: [0.97 * Math.min(0.88, ...ends), Math.max(1.45, ...ends)],
    values: [0.9, 1, 1.1, 1.2, 1.3, 1.4],
    format: ".1f",
  };
  return {
    spec: {
      vconcat: [publishedPanel(tables, value), ownPanel(tables, value)],
      // The panels have different arms.
      resolve: { scale: { color: "independent", shape: "independent" } },
    },
    tables: ["published", "ratios", "ratioRuns"],
  };
}

const shareAxis: Quantity = {
  ...logAxis("rankShare", "rank / width", { domain: [1 / 80, 1.25], values: [1 / 64, 1 / 16, 1 / 4, 1] }),
  labels: ["1/64", "1/16", "1/4", "1"],
};

/** LoRA's gap in the table of GaLore, whose marks name the model. */
function publishedGapPanel({ publishedGaps }: Tables): LayeredSpec {
  const y: Quantity = { field: "gap", title: "gap (nats per token)", zero: true, values: [0, 0.1, 0.2, 0.3] };
  const encoding = { x: quantityChannel(shareAxis), y: quantityChannel(y) };
  const color = colors.orange.light;
  const labels = publishedGaps.flatMap((row, index) =>
    withHalo({
      data: inline([row]),
      mark: {
        type: "text",
        color,
        fontSize: figureSizes.smallText,
        baseline: "middle",
        ...sideOf(publishedGaps, index),
      },
      encoding: { ...encoding, text: { field: "size" } },
    }),
  );
  return {
    data: { name: "publishedGaps" },
    title: "PUBLISHED, per token",
    width: GAP_WIDTH,
    height: 110,
    layer: [{ mark: { type: "point", shape: "diamond", color }, encoding }, ...labels],
  };
}

/** LoRA's gap against its rank as a share of the width, here above and in the table of GaLore below: the units differ. */
export function gapFigure(tables: Tables): Figure {
  const here = {
    ...lines({
      table: "gaps",
      rows: tables.gaps,
      x: shareAxis,
      y: { field: "gap", title: "gap (nats per character)" },
      arms: [{ ...lora(4), name: "here" }],
      points: true,
      hollow: "recorded",
      references: [{ value: 0, label: "full" }],
    }),
    title: "this report, per character",
    width: GAP_WIDTH,
  };
  return {
    spec: { vconcat: [here, publishedGapPanel(tables)] },
    tables: ["gaps", "publishedGaps", "runs"],
  };
}

/** Room is left for names on the right, px. */
const GAP_WIDTH = 270;

/** The names of the models with the lowest share are on the left of their marks, the others on the right. */
function sideOf(rows: Tables["publishedGaps"], index: number) {
  const lowest = Math.min(...column(rows, "rankShare"));
  return rows[index]?.rankShare === lowest
    ? ({ align: "right", dx: -8 } as const)
    : ({ align: "left", dx: 8 } as const);
}

/** LoRA's tuned rate over that of full training by the length of pre-training, with what papers say. */
export function rateFigure({ rates }: Tables, { rank, highRank, lengths }: Config): Figure {
  const steps = [lengths.short, lengths.middle, lengths.long];
  return {
    spec: lines({
      table: "rates",
      rows: rates,
      x: {
        field: "steps",
        title: "steps of pre-training",
        scale: "log",
        domain: [lengths.short, lengths.long],
        values: steps,
      },
      y: {
        field: "ratio",
        title: "rate of LoRA / rate of full training",
        scale: "log",
        values: [1, 2, 5, 10, 15],
      },
      arms: [lora(rank), lora(highRank)],
      points: true,
      ribbon: "none",
      references: [
        { value: publishedRates.regretShort, label: "published, short" },
        { value: publishedRates.regret, label: "published" },
        { value: publishedRates.relora, label: "published, ReLoRA" },
      ],
    }),
    tables: ["rates"],
  };
}

const inPaper = (arm: ArmStyle, name: string): ArmStyle => ({ ...arm, name });

const galoreArms = [
  inPaper(full, "full"),
  inPaper(galore(16), "GaLore"),
  inPaper(lora(4), "LoRA"),
  inPaper(reLora(16), "ReLoRA"),
  inPaper(lowRank(4), "W = BA"),
];

const reloraArms = [
  inPaper(full, "full"),
  inPaper(reLora(16), "ReLoRA"),
  inPaper(warmStart(4), "warm start"),
  inPaper(lowRank(4), "LoRA from scratch"),
];

/** A published table as lines over the size of the model. The table of GaLore comes with all cells of the literature. */
export function publishedTable(tables: Tables, source: "galore" | "relora"): Figure {
  const [table, arms] =
    source === "galore" ? (["galoreTable", galoreArms] as const) : (["reloraTable", reloraArms] as const);
  const rows = tables[table];
  return {
    published: true,
    spec: lines({
      table,
      rows,
      x: logAxis("millions", "million parameters", {
        values: [...new Set(column(rows, "millions"))],
        format: "d",
      }),
      y: logAxis("perplexity", "validation perplexity on C4", { values: [15, 20, 30, 50, 100] }),
      arms,
      points: true,
      ribbon: "none",
    }),
    tables: source === "galore" ? [table, "printed"] : [table, "restarts"],
  };
}
