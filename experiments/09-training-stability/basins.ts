/** The final loss against the learning rate: tables, figure and findings. */
import { colors, figureSizes } from "../../templates/theme.ts";
import { lines } from "../lib/charts/lines.ts";
import type { Look } from "../lib/charts/looks.ts";
import { inline, type Layer } from "../lib/charts/parts.ts";
import type { Figure, Finding, ResultOf } from "../lib/experiment.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { lossGap } from "../lib/stats/findings.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, rowsWith, rowWith, zip } from "../lib/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import type { Basins, floorRuns } from "./basin-runs.ts";

type Point = ResultOf<typeof floorRuns>[number];

/** Broken off, or worse than the untrained model. */
const hasDiverged = ({ startLoss, finalLoss }: Point): boolean =>
  finalLoss === null || startLoss === null || finalLoss > startLoss;

/** Every run of an arm, by rate and seed. `floor` is the frozen body with the same seed. */
function basinRunRows(
  arm: string,
  byRate: readonly (readonly Point[])[],
  floor: readonly Point[],
  { rates, seeds }: Basins,
) {
  return zip(rates, byRate).flatMap(([rate, points]) =>
    zip(seeds, points, floor).map(([seed, point, { finalLoss: frozen }]) => ({
      arm,
      rate,
      seed,
      finalLoss: point.finalLoss,
      brokenOffAt: point.brokenOffAt,
      diverged: hasDiverged(point),
      aboveFrozen: point.finalLoss === null || (frozen !== null && point.finalLoss > frozen),
    })),
  );
}

type RunRows = ReturnType<typeof basinRunRows>;

/** Losses of an arm at a rate, by seed; none where a run has diverged, as the mean of the others would flatter it. */
const lossesAt = (rows: RunRows, arm: string, rate: number): readonly number[] =>
  column(rows, "diverged", { arm, rate }).includes(true)
    ? []
    : column(rows, "finalLoss", { arm, rate }).filter((loss) => loss !== null);

/** Mean loss of an arm at each rate at which all of its runs went well. */
const basinRows = (rows: RunRows, arm: string, rates: readonly number[]) =>
  rates.flatMap((rate) => {
    const losses = lossesAt(rows, arm, rate);
    return losses.length === 0 ? [] : [{ arm, rate, ...meanAs("loss", losses) }];
  });

interface BasinRuns extends Readonly<Record<"full" | "lora", readonly (readonly Point[])[]>> {
  readonly floor: readonly Point[];
}

export function basinTables(
  { full: ofFull, lora: ofLora, floor }: BasinRuns,
  { rank, basins }: { readonly rank: number; readonly basins: Basins },
) {
  const rows = [
    ...basinRunRows(fullArm.name, ofFull, floor, basins),
    ...basinRunRows(loraArm(rank).name, ofLora, floor, basins),
  ];
  return {
    basins: [fullArm, loraArm(rank)].flatMap(({ name }) => basinRows(rows, name, basins.rates)),
    "basin-runs": rows,
    floor: [{ arm: frozenArm.name, loss: mean(column(floor, "finalLoss").filter((loss) => loss !== null)) }],
  };
}

type Tables = ReturnType<typeof basinTables>;

/** The rate with the lowest mean loss. */
function bestRate({ basins }: Tables, arm: string): number {
  const [best] = rowsWith(basins, { arm }).sort((first, second) => first.loss - second.loss);
  if (best === undefined) throw new RangeError(`no rate at which ${arm} went well`);
  return best.rate;
}

export function basinFindings(tables: Tables, rank: number): Readonly<Record<string, Finding>> {
  const runs = tables["basin-runs"];
  const [ofFull, ofLora] = [fullArm.name, loraArm(rank).name];
  const [rateOfFull, rateOfLora] = [bestRate(tables, ofFull), bestRate(tables, ofLora)];
  const count = (values: Partial<RunRows[number]>): Finding => ({
    value: rowsWith(runs, values).length,
    format: "d",
  });
  const atOther = lossesAt(runs, ofLora, rateOfFull);
  const costs = atOther.length === 0 ? [] : pairedDifferences(atOther, lossesAt(runs, ofLora, rateOfLora));
  return {
    "best-rate-full": { value: rateOfFull, format: "~g" },
    "diverged-full": count({ arm: ofFull, diverged: true }),
    "above-frozen-full": count({ arm: ofFull, aboveFrozen: true }),
    "best-rate-lora": { value: rateOfLora, format: "~g" },
    "diverged-lora": count({ arm: ofLora, diverged: true }),
    "above-frozen-lora": count({ arm: ofLora, aboveFrozen: true }),
    "basin-runs": count({ arm: ofFull }),
    "best-rate-ratio": { value: rateOfLora / rateOfFull, format: ".2~r" },
    "cost-of-rate": costs.length === 0 ? { value: "not finite" } : lossGap(costs),
  };
}

/** Crosses at the top of the plot, at the rates where runs diverged, one row of them for each arm. */
function divergenceMarks(runs: RunRows, { name: arm, color }: Look, place: number): Layer[] {
  const counts = [...new Set(column(runs, "rate", { arm }))].flatMap((rate) => {
    const diverged = column(runs, "diverged", { arm, rate });
    const count = diverged.filter(Boolean).length;
    return count === 0 ? [] : [{ rate, label: `× ${count}/${diverged.length}` }];
  });
  if (counts.length === 0) return [];
  return [
    {
      data: inline(counts),
      mark: {
        type: "text",
        color: colors[color].light,
        fontSize: figureSizes.smallText,
        dy: 6 + 15 * place,
      },
      encoding: { x: { field: "rate", type: "quantitative" }, y: { value: 0 }, text: { field: "label" } },
    },
  ];
}

export function basinFigure({ basins: rows, floor, ...tables }: Tables, rank: number): Figure {
  const arms = [fullArm, loraArm(rank)];
  const { loss } = rowWith(floor, { arm: frozenArm.name });
  return {
    spec: lines({
      table: "basins",
      rows,
      x: { field: "rate", title: "learning rate of the body", scale: "log", format: "~g" },
      y: { field: "loss", title: "final validation loss (nats a character)" },
      arms,
      points: true,
      references: [{ value: loss, label: frozenArm.name }],
      above: arms.flatMap((arm, place) => divergenceMarks(tables["basin-runs"], arm, place)),
    }),
    tables: ["basins", "basin-runs"],
  };
}
