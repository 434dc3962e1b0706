import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import { quantityChannel } from "../kit/charts/parts.ts";
import { defineResults, type FigureSpec } from "../kit/experiment.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { armPoints, full, lora } from "../lab/arms.ts";
import { gaussianRankHolding } from "../lab/linalg/spectrum.ts";
import type { experiment } from "./experiment.ts";
import { rankDifferences, sizeRatios, updateFindings, updatesFigure } from "./updates.ts";

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
      title: "trained weights of the blocks’ linear layers",
      scale: "log",
      format: "~s",
    }),
    ...armPoints("arm", arms, { orient: "top", columns: 1 }),
  },
});

const PARTS = ["weights", "gradient", "first moment", "second moment"];
/** Their lightness differs enough in greyscale. */
const PART_COLORS = [colors.ink, colors.vermillion, colors.sky, colors.line].map(({ light }) => light);

const stateBars = (model: string, arms: readonly ArmStyle[]): FigureSpec => ({
  data: { name: "state" },
  transform: [
    { filter: { field: "model", equal: model } },
    { calculate: "datum.bytes / 1e9", as: "gigabytes" },
  ],
  width: figureSizes.width - 140,
  height: arms.length * 40,
  mark: { type: "bar", stroke: colors.paper.light, strokeWidth: figureSizes.hairline },
  encoding: {
    y: {
      field: "arm",
      type: "nominal",
      sort: arms.map(({ name }) => name),
      axis: { title: null, labelColor: colors.ink.light },
    },
    x: quantityChannel({ field: "gigabytes", title: "training state (GB)", zero: true }),
    color: {
      field: "part",
      type: "nominal",
      scale: { domain: PARTS, range: PART_COLORS },
      legend: { title: null, orient: "top", columns: 2, symbolType: "square" },
    },
    order: { field: "order", type: "quantitative" },
  },
});

export const results = defineResults<typeof experiment>({
  figures: ({ square, models, updates }, { rank, lineRanks, stateModel, training }) => ({
    updates: updatesFigure(updates, { rank, fullRank: training.model.dModel }),
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
  findings: (
    { layer, counts, state, breakEven, updatesBySeed },
    { rank, stateModel, energyShare, training },
  ) => {
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
      ...updateFindings(updatesBySeed),
      "gaussian-rank": count(gaussianRankHolding(energyShare, training.model.dModel)),
      "break-even": count(rowWith(breakEven, { model: "GPT-2 S", target: "q,v" }).rank),
    };
  },
  estimates: ({ updatesBySeed }) => ({
    "update-size": { samples: sizeRatios(updatesBySeed), format: ".2f" },
    "update-rank": { samples: rankDifferences(updatesBySeed), format: ".1f" },
  }),
  checks: ({ layer }, { rank }) => {
    const share =
      rowWith(layer, { arm: lora(rank).name }).parameters / rowWith(layer, { arm: full.name }).parameters;
    return { "few-parameters": { exact: share, format: ".2%" } };
  },
});
