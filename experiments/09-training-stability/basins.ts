/** The final loss against the learning rate: tables, figure and findings. */
import { colors, figureSizes } from "../../templates/theme.ts";
import { lines } from "../lib/charts/lines.ts";
import { full, type Look, lora, rankZero } from "../lib/charts/looks.ts";
import { inline, interval, type Layer } from "../lib/charts/parts.ts";
import { horizontalRules } from "../lib/charts/rules.ts";
import type { Figure, Finding, ResultOf } from "../lib/experiment.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { lossGap } from "../lib/stats/findings.ts";
import { meanRange } from "../lib/stats/intervals.ts";
import { zip } from "../lib/tables.ts";
import type { Basins, floorRuns } from "./basin-runs.ts";

type Point = ResultOf<typeof floorRuns>[number];

/** Broken off, or worse than the untrained model. */
const hasDiverged = ({ startLoss, finalLoss }: Point): boolean =>
  finalLoss === null || startLoss === null || finalLoss > startLoss;

/** Every run of an arm, by rate and seed. `floor` is the loss of the frozen body with the same seed. */
function basinRunRows(
  arm: string,
  byRate: readonly (readonly Point[])[],
  floor: readonly Point[],
  { rates, seeds }: Basins,
) {
  return zip(rates, byRate).flatMap(([rate, points]) =>
    zip(seeds, zip(points, floor)).map(([seed, [point, { finalLoss: frozen }]]) => ({
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

const isNumber = (value: number | null): value is number => value !== null;

/** Losses of an arm at a rate, by seed; none where a run has diverged, as the mean of the others would flatter it. */
function lossesAt(rows: RunRows, arm: string, rate: number): readonly number[] {
  const ofRate = rows.filter((row) => row.arm === arm && row.rate === rate);
  return ofRate.some(({ diverged }) => diverged)
    ? []
    : ofRate.map(({ finalLoss }) => finalLoss).filter(isNumber);
}

/** Mean loss of each arm at each rate at which all of its runs went well. */
function basinRows(rows: RunRows, arms: readonly string[], rates: readonly number[]) {
  return arms.flatMap((arm) =>
    rates.flatMap((rate) => {
      const losses = lossesAt(rows, arm, rate);
      if (losses.length === 0) return [];
      const { mean: loss, ...ends } = meanRange(losses);
      return [{ arm, rate, loss, ...ends }];
    }),
  );
}

export function basinTables(
  {
    full: ofFull,
    lora: ofLora,
    floor,
  }: Readonly<Record<"full" | "lora", readonly (readonly Point[])[]> & Record<"floor", readonly Point[]>>,
  names: Readonly<Record<"full" | "lora" | "frozen", string>>,
  config: Basins,
) {
  const rows = [
    ...basinRunRows(names.full, ofFull, floor, config),
    ...basinRunRows(names.lora, ofLora, floor, config),
  ];
  return {
    basins: basinRows(rows, [names.full, names.lora], config.rates),
    "basin-runs": rows,
    floor: [{ arm: names.frozen, loss: mean(floor.map(({ finalLoss }) => finalLoss).filter(isNumber)) }],
  };
}

type MeanRows = ReturnType<typeof basinRows>;

/** The rate with the lowest mean loss. */
function bestRate(rows: MeanRows, arm: string): number {
  const [first, ...rest] = rows.filter((row) => row.arm === arm);
  if (first === undefined) throw new RangeError(`no rate at which ${arm} went well`);
  return rest.reduce((best, row) => (row.loss < best.loss ? row : best), first).rate;
}

/** What the grid says of an arm, with ids that end in a word for it. */
function armFindings(runs: RunRows, means: MeanRows, arm: string, word: string) {
  const ofArm = runs.filter((row) => row.arm === arm);
  return {
    [`best-rate-${word}`]: { value: bestRate(means, arm), format: "~g" },
    [`diverged-${word}`]: { value: ofArm.filter(({ diverged }) => diverged).length, format: "d" },
    [`above-frozen-${word}`]: { value: ofArm.filter(({ aboveFrozen }) => aboveFrozen).length, format: "d" },
  };
}

export function basinFindings(
  runs: RunRows,
  means: MeanRows,
  rank: number,
): Readonly<Record<string, Finding>> {
  const [ofFull, ofLora] = [full.name, lora(rank).name];
  const [rateOfFull, rateOfLora] = [bestRate(means, ofFull), bestRate(means, ofLora)];
  const atOwn = lossesAt(runs, ofLora, rateOfLora);
  const atOther = lossesAt(runs, ofLora, rateOfFull);
  const costs = atOther.length === 0 ? [] : pairedDifferences(atOther, atOwn);
  return {
    ...armFindings(runs, means, ofFull, "full"),
    ...armFindings(runs, means, ofLora, "lora"),
    "basin-runs": { value: runs.filter(({ arm }) => arm === ofFull).length, format: "d" },
    "best-rate-ratio": { value: rateOfLora / rateOfFull, format: ".2~r" },
    "cost-of-rate": costs.length === 0 ? { value: "not finite" } : lossGap(costs),
  };
}

/** Crosses at the top of the plot, at the rates where runs diverged, one row of them for each arm. */
function divergenceMarks(runs: RunRows, arms: readonly Look[]): Layer[] {
  return arms.flatMap(({ name, color }, place): Layer[] => {
    const ofArm = runs.filter((row) => row.arm === name);
    const counts = [...new Set(ofArm.map(({ rate }) => rate))].flatMap((rate) => {
      const ofRate = ofArm.filter((row) => row.rate === rate);
      const count = ofRate.filter(({ diverged }) => diverged).length;
      return count === 0 ? [] : [{ rate, label: `× ${count}/${ofRate.length}` }];
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
  });
}

export function basinFigure(runs: RunRows, means: MeanRows, floor: number, rank: number): Figure {
  const arms = [full, lora(rank)];
  return {
    spec: lines({
      table: "basins",
      rows: means,
      x: { field: "rate", title: "learning rate of the body", scale: "log", format: "~g" },
      y: { field: "loss", title: "final validation loss (nats a character)" },
      arms,
      ribbon: interval,
      points: true,
      below: [
        horizontalRules("loss", [{ value: floor, label: rankZero.name }]),
        ...divergenceMarks(runs, arms),
      ],
    }),
    tables: ["basins", "basin-runs"],
  };
}
