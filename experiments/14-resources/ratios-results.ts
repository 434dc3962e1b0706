/** The figure and the findings of the ratios to full training. */
import { intervalRows } from "../lib/charts/intervals.ts";
import { galore, type Look, lora, lowRank, reLora, warmStart } from "../lib/charts/looks.ts";
import type { ConfigOf, Figure, Finding, TablesOf } from "../lib/experiment.ts";
import { count, decimal, excessFinding, gapPhrases } from "../lib/stats/findings.ts";
import { column, rowWith } from "../lib/tables.ts";
import { type experiment, longName } from "./experiment.ts";
import { armOfMethod, type Method, methods } from "./ratios.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

/** Each method's look, in all of its rows. */
const looks: Readonly<Record<Method, Look>> = {
  lora: lora(4),
  lowRank: lowRank(16),
  relora: reLora(4),
  warmStart: warmStart(4),
  galore: galore(16),
};

/** Rows of one method beside each other, ours first, all with the method's look. */
function armsOf({ ratios }: Tables): readonly Look[] {
  return methods.flatMap((method) =>
    [...new Set(column(ratios, "arm", { method }))].map((name) => ({ ...looks[method], name })),
  );
}

export function ratioFigure(tables: Tables): Figure {
  const arms = armsOf(tables);
  const ends = tables.ratios.flatMap(({ low, high }) => [low, high]);
  return {
    spec: intervalRows({
      table: "ratios",
      value: {
        field: "ratio",
        title: "perplexity / full’s",
        scale: "log",
        domain: [Math.min(0.9, ...ends), Math.max(10, ...ends)],
        values: [1, 2, 5, 10],
      },
      arms,
      references: [{ value: 1, label: "full" }],
      step: 21,
    }),
    tables: ["ratios", "runs"],
  };
}

/** How far an arm's perplexity is from full training's, as a share of it. */
const excess = ({ runs }: Tables, arm: string): Finding =>
  excessFinding(column(runs, "ratio", { arm }), ".1%", gapPhrases);

/** Least and greatest ratio of a published row over the sizes. */
function publishedRange({ ratios }: Tables, id: string, arm: string): Readonly<Record<string, Finding>> {
  const { source } = rowWith(ratios, { arm });
  const values = column(ratios, "ratio", { arm, source });
  return {
    [`${id}-least`]: decimal(Math.min(...values), 2),
    [`${id}-greatest`]: decimal(Math.max(...values), 2),
  };
}

export function ratioFindings(
  tables: Tables,
  { short, longRanks }: Config,
): Readonly<Record<string, Finding>> {
  const highest = (ranks: readonly number[]) => Math.max(...ranks);
  const [low = 0, high = 0] = [Math.min(...longRanks), highest(longRanks)];
  return {
    "rank-low": count(low),
    "rank-high": count(high),
    "excess-low": excess(tables, longName(low)),
    "excess-high": excess(tables, longName(high)),
    "excess-low-rank": excess(tables, armOfMethod.lowRank(highest(short.arms.lowRank)).name),
    "excess-relora": excess(tables, armOfMethod.relora(highest(short.arms.relora)).name),
    "excess-warm-start": excess(tables, armOfMethod.warmStart(highest(short.arms.warmStart)).name),
    "rank-galore": count(highest(short.arms.galore)),
    "excess-galore": excess(tables, armOfMethod.galore(highest(short.arms.galore)).name),
    ...publishedRange(tables, "published-lora", "LoRA, in GaLore"),
    ...publishedRange(tables, "published-low-rank", "W = BA, in GaLore"),
  };
}
