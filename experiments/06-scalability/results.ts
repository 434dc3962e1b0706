import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import { logAxis } from "../kit/charts/parts.ts";
import { defineResults } from "../kit/experiment.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowWith } from "../kit/tables.ts";
import { full, lora, lowRank } from "../lab/arms.ts";
import type { experiment } from "./experiment.ts";
import { loraArms } from "./sweep.ts";
import { costFigure, gapFigure, sweepFindings } from "./sweep-results.ts";

const operations: ArmStyle = { ...full, name: "FLOPs" };
const state: ArmStyle = { ...lora(16), name: "state" };
const parameters: ArmStyle = { ...lora(4), name: "trained" };
/** The deck's line in pale colours. */
const assumption: ArmStyle = { name: "deck", color: "gray", dash: "dotted", shape: "cross" };

const galoreLora: ArmStyle = { ...lora(4), name: "W + BA" };
const galoreLowRank: ArmStyle = { ...lowRank(4), name: "BA (GaLore)" };
const reloraLora: ArmStyle = {
  ...lowRank(16),
  name: "BA (ReLoRA)",
  color: "vermillion",
  shape: "triangle-right",
};

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    sweep: gapFigure(tables, config),
    costs: costFigure(tables, config),
    shares: {
      spec: lines({
        table: "shares",
        rows: tables.shares,
        x: logAxis("size", "body weights (M million, G billion)", {
          format: "~s",
          values: [1e6, 1e7, 1e8, 1e9, 1e10],
        }),
        y: logAxis("share", "LoRA / full", {
          format: "~p",
          domain: [0.0005, 1.5],
          values: [0.001, 0.01, 0.1, 1],
        }),
        arms: [operations, state, assumption, parameters],
      }),
      tables: ["shares", "models"],
    },
    published: {
      spec: lines({
        table: "published",
        rows: tables.published,
        x: logAxis("parameters", "parameters (M million, G billion)", {
          format: "~s",
          domain: [5e7, 1.2e9],
          values: [6e7, 1.3e8, 3.5e8, 1e9],
        }),
        y: logAxis("ratio", "perplexity / full’s", { domain: [0.9, 10], values: [1, 2, 5, 10] }),
        arms: [galoreLora, galoreLowRank, reloraLora],
        points: true,
        references: [{ value: 1, label: "full" }],
      }),
    },
  }),
  findings: (tables, config) => {
    const [smallest, largest] = firstAndLast(tables.models);
    const published = (size: string) =>
      decimal(rowWith(tables.published, { arm: galoreLora.name, size }).ratio, 2);
    return {
      ...sweepFindings(tables, config),
      seeds: count(config.seeds.length),
      "study-seeds": count(config.studySeeds.length),
      "largest-size": decimal(largest.size / 1e9, 0, "billion"),
      "smallest-size": decimal(smallest.size / 1e6, 1, "million"),
      "work-smallest": percent(smallest.work, 1),
      "work-largest": percent(largest.work, 1),
      "state-largest": percent(largest.state, 1),
      "parameters-largest": percent(largest.parameters, 2),
      "ratio-small": published("60M"),
      "ratio-large": published("1B"),
    };
  },
  estimates: ({ slopes }) => ({
    scale: { samples: column(slopes, "slope", { arm: loraArms.fixed.name }), format: ".3f" },
  }),
  checks: ({ models }) => {
    const [, largest] = firstAndLast(models);
    return { "ten-percent": { exact: largest.work, format: ".1%" } };
  },
});
