import { lines } from "../lib/charts/lines.ts";
import { full, type Look, lora, lowRank } from "../lib/charts/looks.ts";
import { defineResults, type TablesOf } from "../lib/experiment.ts";
import { column, rowWith } from "../lib/tables.ts";
import type { experiment } from "./experiment.ts";
import { loraArms } from "./sweep.ts";
import { costFigure, gapFigure, sweepFindings } from "./sweep-results.ts";

const operations: Look = { ...full, name: "operations" };
const state: Look = { ...lora(16), name: "state" };
const parameters: Look = { ...lora(4), name: "trained" };
/** The deck's line, drawn as a ghost. */
const assumption: Look = { name: "deck", color: "gray", dash: "dotted", shape: "cross" };

const galoreLora: Look = { ...lora(4), name: "W + BA" };
const galoreLowRank: Look = { ...lowRank(4), name: "BA (GaLore)" };
const reloraLora: Look = {
  ...lowRank(16),
  name: "BA (ReLoRA)",
  color: "vermillion",
  shape: "triangle-right",
};

type Tables = TablesOf<typeof experiment>;

const sharesSpec = (rows: Tables["shares"]) =>
  lines({
    table: "shares",
    rows,
    x: {
      field: "size",
      title: "body weights (M million, G billion)",
      scale: "log",
      format: "~s",
      values: [1e6, 1e7, 1e8, 1e9, 1e10],
    },
    y: {
      field: "share",
      title: "LoRA / full",
      scale: "log",
      format: "~p",
      domain: [0.0005, 1.5],
      values: [0.001, 0.01, 0.1, 1],
    },
    arms: [operations, state, assumption, parameters],
  });

const publishedSpec = (rows: Tables["published"]) =>
  lines({
    table: "published",
    rows,
    x: {
      field: "parameters",
      title: "parameters (M million, G billion)",
      scale: "log",
      format: "~s",
      domain: [5e7, 1.2e9],
      values: [6e7, 1.3e8, 3.5e8, 1e9],
    },
    y: {
      field: "ratio",
      title: "perplexity / full’s",
      scale: "log",
      domain: [0.9, 10],
      values: [1, 2, 5, 10],
    },
    arms: [galoreLora, galoreLowRank, reloraLora],
    points: true,
    references: [{ value: 1, label: "full" }],
  });

/** The smallest and the largest of the models whose shares are counted. */
function endsOf({ models }: Tables) {
  const [smallest, largest] = [models[0], models.at(-1)];
  if (smallest === undefined || largest === undefined) {
    throw new RangeError("missing models: no depth is listed");
  }
  return { smallest, largest };
}

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    sweep: gapFigure(tables, config),
    costs: costFigure(tables, config),
    shares: { spec: sharesSpec(tables.shares), tables: ["shares", "models"] },
    published: { spec: publishedSpec(tables.published) },
  }),
  findings: (tables, config) => {
    const { smallest, largest } = endsOf(tables);
    const published = (size: string) => rowWith(tables.published, { arm: galoreLora.name, size }).ratio;
    return {
      ...sweepFindings(tables, config),
      seeds: { value: config.seeds.length, format: "d" },
      "largest-size": { value: largest.size / 1e9, format: ".0f", unit: "billion" },
      "smallest-size": { value: smallest.size / 1e6, format: ".1f", unit: "million" },
      "work-smallest": { value: smallest.work, format: ".1%" },
      "work-largest": { value: largest.work, format: ".1%" },
      "state-largest": { value: largest.state, format: ".1%" },
      "parameters-largest": { value: largest.parameters, format: ".2%" },
      "ratio-small": { value: published("60M"), format: ".2f" },
      "ratio-large": { value: published("1B"), format: ".2f" },
    };
  },
  estimates: (tables, { widths }) => {
    const arm = loraArms.fixed.name;
    const width = Math.max(...widths);
    return {
      "ten-percent": { exact: endsOf(tables).largest.work, format: ".1%" },
      scale: { samples: column(tables.bySeed, "gap", { arm, width }), format: ".3f" },
    };
  },
});
