/** The final loss against the learning rate: tables, figure and findings. */
import { colors, figureSizes } from "../../templates/theme.ts";
import { lines } from "../lib/charts/lines.ts";
import type { Look } from "../lib/charts/looks.ts";
import { inline, type Layer, logAxis } from "../lib/charts/parts.ts";
import type { Figure, Finding, ResultOf } from "../lib/experiment.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { count, lossGap } from "../lib/stats/findings.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, rowsOver, rowsWith, rowWith, zip } from "../lib/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import type { Basins, basinRuns, floorRuns } from "./basin-runs.ts";

type ByRate = ResultOf<typeof basinRuns>;
type Points = ResultOf<typeof floorRuns>;
type Point = Points[number];

/** Broken off, or worse than the untrained model. */
const hasDiverged = ({ startLoss, finalLoss }: Point): boolean =>
  finalLoss === null || startLoss === null || finalLoss > startLoss;

/** Every run of an arm, by rate and seed. `floor` is the frozen body with the same seed. */
function basinRunRows(arm: string, byRate: ByRate, floor: Points, { rates, seeds }: Basins) {
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
const lossesAt = (rows: RunRows, at: { readonly arm: string; readonly rate: number }): readonly number[] =>
  column(rows, "diverged", at).includes(true) ? [] : finite(column(rows, "finalLoss", at));

const finite = (losses: readonly (number | null)[]) => losses.filter((loss) => loss !== null);

export function basinTables(
  { full, lora, floor }: { full: ByRate; lora: ByRate; floor: Points },
  { rank, basins }: { readonly rank: number; readonly basins: Basins },
) {
  const names: readonly string[] = [fullArm.name, loraArm(rank).name];
  const rows = zip(names, [full, lora]).flatMap(([arm, byRate]) => basinRunRows(arm, byRate, floor, basins));
  return {
    // A rate at which a run went wrong has no mean.
    basins: rowsOver({ arm: names, rate: basins.rates }, (at) => ({ losses: lossesAt(rows, at) }))
      .filter(({ losses }) => losses.length > 0)
      .map(({ losses, ...at }) => ({ ...at, ...meanAs("loss", losses) })),
    "basin-runs": rows,
    floor: [{ arm: frozenArm.name, loss: mean(finite(column(floor, "finalLoss"))) }],
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
  const runsWith = (values: Partial<RunRows[number]>) => count(rowsWith(runs, values).length);
  const atOther = lossesAt(runs, { arm: ofLora, rate: rateOfFull });
  const atOwn = lossesAt(runs, { arm: ofLora, rate: rateOfLora });
  return {
    "best-rate-full": { value: rateOfFull, format: "~g" },
    "diverged-full": runsWith({ arm: ofFull, diverged: true }),
    "above-frozen-full": runsWith({ arm: ofFull, aboveFrozen: true }),
    "best-rate-lora": { value: rateOfLora, format: "~g" },
    "diverged-lora": runsWith({ arm: ofLora, diverged: true }),
    "above-frozen-lora": runsWith({ arm: ofLora, aboveFrozen: true }),
    "basin-runs": runsWith({ arm: ofFull }),
    "best-rate-ratio": { value: rateOfLora / rateOfFull, format: ".2~r" },
    "cost-of-rate":
      atOther.length === 0 ? { value: "not finite" } : lossGap(pairedDifferences(atOther, atOwn)),
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
      mark: { type: "text", color: colors[color].light, fontSize: figureSizes.smallText, dy: 6 + 15 * place },
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
      x: logAxis("rate", "learning rate of the body", { format: "~g" }),
      y: { field: "loss", title: "final validation loss (nats a character)" },
      arms,
      points: true,
      references: [{ value: loss, label: frozenArm.name }],
      above: arms.flatMap((arm, place) => divergenceMarks(tables["basin-runs"], arm, place)),
    }),
    tables: ["basins", "basin-runs"],
  };
}
