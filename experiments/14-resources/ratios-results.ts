/** The figure and the findings of the ratios to full training. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { type ArmStyle, armScales, inline, type Layer, withHalo } from "../kit/charts/parts.ts";
import type { ConfigOf, Figure, Finding, TablesOf } from "../kit/experiment.ts";
import { count, decimal, excessFinding, gapPhrases } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { apolloArm, apolloMini, galore, lora, lowRank, reLora, warmStart } from "../lab/arms.ts";
import { type experiment, longName } from "./experiment.ts";
import { armOfMethod, type Method, methods } from "./ratios.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

/** Each method's style, in all of its rows. */
const styles: Readonly<Record<Method, ArmStyle>> = {
  lora: lora(4),
  lowRank: lowRank(16),
  relora: reLora(4),
  warmStart: warmStart(4),
  galore: galore(16),
  apollo: apolloMini,
};

/** Rows of one method next to each other, ours first, all with the method's style. */
function armsOf({ ratios }: Tables): readonly ArmStyle[] {
  return methods.flatMap((method) =>
    [...new Set(column(ratios, "arm", { method }))].map((name) => ({ ...styles[method], name })),
  );
}

/** A greater ratio is written at the end of its row: drawn to scale it would squeeze all others. */
const FARTHEST = 4;

const nearOnly = (layer: Layer): Layer =>
  "data" in layer ? layer : { ...layer, transform: [{ filter: `datum.ratio <= ${FARTHEST}` }] };

/** Ratios beyond the axis, as arrows in their direction. */
const farNames = (rows: Tables["ratios"], arms: readonly ArmStyle[]): Layer[] =>
  withHalo({
    data: inline(rows.map(({ arm, ratio }) => ({ arm, label: `${ratio.toFixed(1)} →` }))),
    mark: { type: "text", align: "right", baseline: "middle" },
    encoding: {
      x: { value: "width" },
      y: { field: "arm", type: "nominal", sort: arms.map(({ name }) => name) },
      text: { field: "label", type: "nominal" },
      color: { field: "arm", type: "nominal", legend: null, scale: armScales(arms).color },
    },
  });

export function ratioFigure(tables: Tables): Figure {
  const arms = armsOf(tables);
  const far = tables.ratios.filter(({ ratio }) => ratio > FARTHEST);
  const near = tables.ratios.filter(({ ratio }) => ratio <= FARTHEST);
  const ends = near.flatMap(({ low, high }) => [low, high]);
  const end = 1.05 * Math.max(3, ...ends);
  const rows = intervalRows({
    table: "ratios",
    value: {
      field: "ratio",
      title: "perplexity / full’s",
      scale: "log",
      domain: [Math.min(0.9, ...ends), end],
      values: [1, 1.5, 2, 3, 4],
    },
    arms,
    references: [{ value: 1, label: "full" }],
    step: 21,
  });
  return {
    spec: { ...rows, layer: [...rows.layer.map(nearOnly), ...farNames(far, arms)] },
    tables: ["ratios", "runs"],
  };
}

/** The relative difference of an arm's perplexity from full training's. */
const excess = ({ runs }: Tables, arm: string): Finding =>
  excessFinding(column(runs, "ratio", { arm }), ".1%", gapPhrases);

/** Smallest and largest ratio of a published row over the sizes. */
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
  { ranks: shortRanks, longRanks }: Config,
): Readonly<Record<string, Finding>> {
  const highest = (ranks: readonly number[]) => Math.max(...ranks);
  const [low = 0, high = 0] = [Math.min(...longRanks), highest(longRanks)];
  return {
    "rank-low": count(low),
    "rank-high": count(high),
    "excess-low": excess(tables, longName(low)),
    "excess-high": excess(tables, longName(high)),
    "excess-low-rank": excess(tables, armOfMethod.lowRank(highest(shortRanks.lowRank)).name),
    "excess-relora": excess(tables, armOfMethod.relora(highest(shortRanks.relora)).name),
    "excess-warm-start": excess(tables, armOfMethod.warmStart(highest(shortRanks.warmStart)).name),
    "rank-galore": count(highest(shortRanks.galore)),
    "excess-galore": excess(tables, armOfMethod.galore(highest(shortRanks.galore)).name),
    "excess-apollo": excess(tables, apolloArm.name),
    ...publishedRange(tables, "published-lora", "LoRA, in GaLore"),
    ...publishedRange(tables, "published-low-rank", "W = BA, in GaLore"),
    ...publishedRange(tables, "published-apollo", "APOLLO-Mini, in APOLLO"),
  };
}
