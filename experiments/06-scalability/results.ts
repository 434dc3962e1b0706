import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import { logAxis } from "../kit/charts/parts.ts";
import { defineResults } from "../kit/experiment.ts";
import { decimal, percent } from "../kit/stats/findings.ts";
import { firstAndLast, rowWith } from "../kit/tables.ts";
import { full, lora, lowRank } from "../lab/arms.ts";
import type { experiment } from "./experiment.ts";
import { gapFigure, ladderEstimates, ladderFindings } from "./ladder-results.ts";

const operations: ArmStyle = { ...full, name: "FLOPs" };
const memory: ArmStyle = { ...lora(16), name: "memory" };
const weights: ArmStyle = { ...lora(4), name: "weights" };
/** The deck's line in pale colours. */
const assumption: ArmStyle = { name: "deck", color: "gray", dash: "dashed", shape: "cross" };

const publishedArms: readonly ArmStyle[] = [
  { ...lora(4), name: "LoRA" },
  { ...lowRank(4), name: "no base" },
];

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    gap: gapFigure(tables, config),
    shares: {
      spec: lines({
        table: "shares",
        rows: tables.shares,
        x: logAxis("size", "body weights", { format: "powers", values: [1e6, 1e7, 1e8, 1e9, 1e10] }),
        y: logAxis("share", "LoRA / full", {
          format: "~p",
          domain: [0.0005, 1.5],
          values: [0.001, 0.01, 0.1, 1],
        }),
        arms: [operations, memory, assumption, weights],
        references: [{ value: 1, label: "full" }],
      }),
      tables: ["shares", "models"],
    },
    published: {
      published: true,
      spec: lines({
        table: "published",
        rows: tables.published,
        x: {
          ...logAxis("parameters", "million parameters", {
            domain: [5e7, 1.2e9],
            values: [6e7, 1.3e8, 3.5e8, 1e9],
          }),
          labels: ["60", "130", "350", "1,000"],
        },
        y: logAxis("ratio", "perplexity / that of full training", {
          domain: [0.9, 10],
          values: [1, 2, 5, 10],
        }),
        arms: publishedArms,
        points: true,
        references: [{ value: 1, label: "full" }],
      }),
    },
  }),
  findings: (tables, config) => {
    const [smallest, largest] = firstAndLast(tables.models);
    const published = (size: string) => decimal(rowWith(tables.published, { arm: "LoRA", size }).ratio, 2);
    return {
      ...ladderFindings(tables, config),
      "largest-size": decimal(largest.size / 1e9, 0, "billion"),
      "smallest-size": decimal(smallest.size / 1e6, 1, "million"),
      "work-smallest": percent(smallest.work, 1),
      "work-largest": percent(largest.work, 1),
      "state-largest": percent(largest.state, 1),
      "parameters-largest": percent(largest.parameters, 2),
      "published-60": published("60M"),
      "published-130": published("130M"),
      "published-350": published("350M"),
      "published-1000": published("1B"),
    };
  },
  estimates: ladderEstimates,
  checks: ({ models }) => {
    const [, largest] = firstAndLast(models);
    return { "ten-percent": { exact: largest.work, format: ".1%" } };
  },
});
