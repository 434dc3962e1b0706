import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle, Layer } from "../kit/charts/parts.ts";
import { quantityChannel } from "../kit/charts/parts.ts";
import { defineResults, type FigureSpec } from "../kit/experiment.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { armPoints, full, lora } from "../lab/arms.ts";
import { gaussianRankHolding } from "../lab/linalg/spectrum.ts";
import type { experiment } from "./experiment.ts";
import { rankDifferences, ratiosOf, updateFindings, updatesFigure } from "./updates.ts";

/** Names of the arms in the tables: full, then LoRA on all linear layers, then on query and value. */
function armsOf(rank: number): readonly ArmStyle[] {
  const base = lora(rank);
  return [
    full,
    { ...base, name: `${base.name}, all-linear` },
    { ...base, name: `${base.name}, q,v`, color: "orange", shape: "diamond" },
  ];
}

const byModel = (models: readonly string[], arms: readonly ArmStyle[]): FigureSpec => ({
  data: { name: "trained" },
  width: figureSizes.width - 90,
  height: models.length * 30,
  mark: { type: "point", size: 70 },
  encoding: {
    y: {
      field: "model",
      type: "nominal",
      sort: [...models],
      axis: { title: null, grid: true, labelColor: colors.ink.light },
    },
    x: quantityChannel({
      field: "parameters",
      title: "trained weights in the linear layers of the blocks",
      scale: "log",
      format: "~s",
    }),
    ...armPoints("arm", arms, { orient: "top", columns: 1 }),
  },
});

/** The parts of a training state in order, with colours that differ in greyscale, and the colour of a name on each. */
const PARTS = [
  { part: "weights", fill: colors.ink, name: colors.paper },
  { part: "gradient", fill: colors.blue, name: colors.paper },
  { part: "moments", fill: colors.line, name: colors.ink },
];

/** Bars of the parts of the state: their names are in the bar of full training, and each bar has its sum at its end. */
function stateBars(model: string, arms: readonly ArmStyle[]): FigureSpec {
  const y = {
    field: "arm",
    type: "nominal" as const,
    sort: arms.map(({ name }) => name),
    axis: { title: null, labelColor: colors.ink.light },
  };
  const x = quantityChannel({ field: "end", title: "training state (GB)", zero: true });
  const names = PARTS.map(
    ({ part, name }): Layer => ({
      transform: [{ filter: { field: "arm", equal: full.name } }, { filter: { field: "part", equal: part } }],
      mark: { type: "text", baseline: "middle", color: name.light },
      encoding: { y, x: { ...x, field: "middle" }, text: { field: "part" } },
    }),
  );
  const sums: Layer = {
    transform: [{ aggregate: [{ op: "max", field: "end", as: "sum" }], groupby: ["arm"] }],
    mark: { type: "text", align: "left", baseline: "middle", dx: 5 },
    encoding: { y, x: { ...x, field: "sum" }, text: { field: "sum", type: "quantitative", format: ".1f" } },
  };
  return {
    data: { name: "state" },
    transform: [
      { filter: { field: "model", equal: model } },
      { calculate: "datum.from / 1e9", as: "start" },
      { calculate: "datum.to / 1e9", as: "end" },
      { calculate: "(datum.from + datum.to) / 2e9", as: "middle" },
    ],
    width: figureSizes.width - 140,
    height: arms.length * 40,
    layer: [
      {
        mark: { type: "bar", stroke: colors.paper.light, strokeWidth: figureSizes.hairline },
        encoding: {
          y,
          x: { ...x, field: "start" },
          x2: { field: "end" },
          color: {
            field: "part",
            type: "nominal",
            scale: { domain: PARTS.map(({ part }) => part), range: PARTS.map(({ fill }) => fill.light) },
            legend: null,
          },
        },
      },
      ...names,
      sums,
    ],
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ square, models, updates }, { rank, lineRanks, stateModel }) => ({
    updates: updatesFigure(updates),
    trained: {
      spec: byModel(column(models, "model"), armsOf(rank)),
      tables: ["trained", "counts", "breakEven", "models"],
    },
    state: {
      spec: stateBars(stateModel, armsOf(rank)),
      tables: ["state"],
    },
    "share-by-width": {
      spec: lines({
        table: "square",
        rows: square,
        x: {
          field: "width",
          title: "width d of a square layer",
          scale: "log",
          values: [64, 256, 768, 4096, 12288],
        },
        y: { field: "share", title: "weights in A and B / weights in W", scale: "log", format: "~p" },
        arms: lineRanks.map(lora),
        references: [{ value: 1, label: "full" }],
      }),
    },
  }),
  findings: ({ layer, counts, state, breakEven, updatesBySeed }, config) => {
    const { rank, stateModel, energyShare, training } = config;
    const fullCount = rowWith(layer, { arm: full.name }).parameters;
    const loraCount = rowWith(layer, { arm: lora(rank).name }).parameters;
    const shareOf = (model: string) => rowWith(counts, { model, target: "all-linear", rank }).share;
    const bytesOf = (arm: string) =>
      column(state, "bytes", { model: stateModel, arm }).reduce((sum, bytes) => sum + bytes, 0);
    const fullBytes = bytesOf(full.name);
    return {
      "layer-full": count(fullCount),
      "layer-lora": count(loraCount),
      "layer-share": percent(loraCount / fullCount, 2),
      "layer-factor": decimal(fullCount / loraCount, 0),
      "small-share": percent(shareOf("GPT-2 S"), 2),
      "large-share": percent(shareOf("GPT-3"), 3),
      "state-full": decimal(fullBytes / 1e9, 1, "GB"),
      "state-share": percent(bytesOf(`${lora(rank).name}, all-linear`) / fullBytes, 1),
      ...updateFindings(updatesBySeed, config),
      "gaussian-rank": count(gaussianRankHolding(energyShare, training.model.dModel)),
      "break-even": count(rowWith(breakEven, { model: "GPT-2 S", target: "q,v" }).rank),
    };
  },
  estimates: ({ updatesBySeed }, { lengths }) => ({
    "update-size": { samples: ratiosOf(updatesBySeed, lengths), format: ".2f" },
    "update-rank": { samples: rankDifferences(updatesBySeed, lengths), format: ".1f" },
  }),
  checks: ({ layer }, { rank }) => {
    const share =
      rowWith(layer, { arm: lora(rank).name }).parameters / rowWith(layer, { arm: full.name }).parameters;
    return { "few-parameters": { exact: share, format: ".2%" } };
  },
});
