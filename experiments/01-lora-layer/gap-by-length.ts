/** The gap of LoRA to full training at each length of training: tables, figure and findings. */
import { lines } from "../kit/charts/lines.ts";
import {
  inline,
  type Layer,
  labelMark,
  logAxis,
  type Quantity,
  quantityChannel,
  seedPoints,
  withHalo,
} from "../kit/charts/parts.ts";
import { exp, log } from "../kit/exact-math.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { mean, pairedDifferences, slopesOfSeeds } from "../kit/stats/describe.ts";
import { count } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, rowsWith, zip } from "../kit/tables.ts";
import { loraArm } from "../lab/arms.ts";
import { lossFinding, lossGap } from "../lab/losses.ts";

interface Run {
  readonly finalLoss: number;
}

interface TestedRun extends Run {
  readonly lossByDocument: readonly number[];
}

/** Runs of each length, in ascending order of the steps, by seed. A length may have fewer seeds, or none. */
type ByLength<OfLength = Run> = readonly (readonly OfLength[])[];

interface Setup {
  readonly seeds: readonly number[];
  /** Steps of each length, ascending. */
  readonly steps: readonly number[];
  /** The ranks of LoRA: that of the deck, and that of published trials. */
  readonly rank: number;
  readonly highRank: number;
}

/** A point's place and mark in the figure. */
interface Measured {
  readonly arm: string;
  readonly steps: number;
  readonly recorded: boolean;
}

/** The gap of each run to the run of full training with the same seed and length. */
const gapRows = (at: Measured, seeds: readonly number[], runs: readonly Run[], full: readonly Run[]) =>
  zip(seeds.slice(0, runs.length), runs, full.slice(0, runs.length)).map(([seed, lora, { finalLoss }]) => ({
    ...at,
    seed,
    loss: lora.finalLoss,
    full: finalLoss,
    gap: lora.finalLoss - finalLoss,
  }));

interface ComparedRuns {
  readonly full: ByLength<TestedRun>;
  readonly low: ByLength<TestedRun>;
  /** At the lower lengths, its runs are recorded. */
  readonly high: ByLength;
}

/** Final losses of each arm, length and seed, and the gap to full training. */
export function gapTables({ full, low, high }: ComparedRuns, { seeds, steps, rank, highRank }: Setup) {
  const longest = steps.at(-1);
  const measured = [
    ...zip(steps, low, full).map(([at, runs, ofFull]) => ({ arm: loraArm(rank).name, at, runs, ofFull })),
    ...zip(steps, high, full).map(([at, runs, ofFull]) => ({
      arm: loraArm(highRank).name,
      at,
      runs,
      ofFull,
    })),
  ];
  const rowsOfPoints = measured.flatMap(({ arm, at, runs, ofFull }) => {
    const point = { arm, steps: at, recorded: arm === loraArm(highRank).name && at !== longest };
    return runs.length === 0 ? [] : [gapRows(point, seeds, runs, ofFull)];
  });
  const [, longestLow] = firstAndLast(low);
  const [, longestFull] = firstAndLast(full);
  return {
    "gap-by-length": rowsOfPoints.map((rows) => {
      const [{ arm, steps: at, recorded }] = firstAndLast(rows);
      return { arm, steps: at, recorded, seeds: rows.length, ...meanAs("gap", column(rows, "gap")) };
    }),
    "gap-runs": rowsOfPoints.flat(),
    "gap-by-document": documentRows(longestLow, longestFull),
  };
}

/** The gap on each test document, mean over seeds. */
function documentRows(lora: readonly TestedRun[], full: readonly TestedRun[]) {
  const bySeed = zip(lora, full).map(([ofLora, ofFull]) =>
    pairedDifferences(ofLora.lossByDocument, ofFull.lossByDocument),
  );
  const [first] = firstAndLast(bySeed);
  return first.map((_, index) => ({
    document: index + 1,
    gap: mean(bySeed.map((gaps) => gaps[index] ?? Number.NaN)),
  }));
}

type Tables = ReturnType<typeof gapTables>;

/** The gaps of an arm at a length, by seed. */
export const gapsAt = ({ "gap-runs": rows }: Tables, rank: number, steps: number): number[] =>
  column(rows, "gap", { arm: loraArm(rank).name, steps });

/** How much the gap grows with each doubling of the steps, for each seed that has every length. */
export function growthBySeed(tables: Tables, { steps, rank }: Pick<Setup, "steps" | "rank">): number[] {
  const [shortest] = firstAndLast(steps);
  const gaps = steps.map((at) => gapsAt(tables, rank, at));
  const common = Math.min(...gaps.map(({ length }) => length));
  return slopesOfSeeds(
    steps.map((at) => log(at / shortest) / log(2)),
    gaps.map((bySeed) => bySeed.slice(0, common)),
  );
}

/** By how much a gap in nats raises the perplexity. */
const excessOf = (gaps: readonly number[]): number => exp(mean(gaps)) - 1;

export function gapFindings(tables: Tables, setup: Setup): Readonly<Record<string, Finding>> {
  const { steps, rank, highRank } = setup;
  const [shortest, longest] = firstAndLast(steps);
  const { "gap-by-document": documents } = tables;
  return {
    rank: count(rank),
    "rank-high": count(highRank),
    "gap-short": lossGap(gapsAt(tables, rank, shortest)),
    "gap-long": lossFinding(gapsAt(tables, rank, longest)),
    excess: { value: excessOf(gapsAt(tables, rank, longest)), format: ".0%" },
    "gap-high-long": lossFinding(gapsAt(tables, highRank, longest)),
    "excess-high": { value: excessOf(gapsAt(tables, highRank, longest)), format: ".0%" },
    growth: lossFinding(growthBySeed(tables, setup)),
    "gap-documents": lossFinding(column(documents, "gap")),
    documents: count(documents.length),
  };
}

/** Room left of the first length for the dots of its seeds. */
const ROOM = 1.25;

/** Ends of the vertical axis: all gaps and their intervals, zero, and room above for the notes. */
function domainOf(runs: Tables["gap-runs"], means: Tables["gap-by-length"]): readonly [number, number] {
  const all = [0, ...column(runs, "gap"), ...column(means, "low"), ...column(means, "high")];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return [low - 0.05 * (high - low), high + 0.25 * (high - low)];
}

export function gapFigure(tables: Tables, { steps, rank, highRank }: Setup): Figure {
  const [shortest, longest] = firstAndLast(steps);
  const x = logAxis("steps", "steps of training (logarithmic)", {
    format: ",d",
    domain: [shortest / ROOM, longest],
    values: steps,
  });
  const y: Quantity = {
    field: "gap",
    title: "test loss above full training (nats per character)",
    domain: domainOf(tables["gap-runs"], tables["gap-by-length"]),
  };
  const arms = [loraArm(rank), loraArm(highRank)];
  const places = { x: quantityChannel(x), y: quantityChannel(y) };
  return {
    spec: lines({
      table: "gap-by-length",
      rows: tables["gap-by-length"],
      x,
      y,
      arms,
      points: true,
      references: [{ value: 0, label: "full training" }],
      hollow: "recorded",
      below: [seedPoints("gap-runs", { x, y }, arms, -9)],
      above: endNotes(tables, { steps, rank }, places),
    }),
    tables: ["gap-by-length", "gap-runs", "gap-by-document", "replication"],
  };
}

/** A gap in nats as what readers know. */
function perplexityOf(gap: number): string {
  const percent = Math.round(100 * (exp(gap) - 1));
  return `${Math.abs(percent)}% ${percent < 0 ? "lower" : "higher"}`;
}

/** What both ends of the low rank's line mean: above its start, where the line has not risen yet, and left of its end. */
function endNotes(
  tables: Tables,
  { steps, rank }: Pick<Setup, "steps" | "rank">,
  places: Readonly<Record<"x" | "y", ReturnType<typeof quantityChannel>>>,
): Layer[] {
  const [shortest, longest] = firstAndLast(steps);
  const note = (at: number, place: { align: "left" | "right"; dy: number }, unit: string): Layer[] =>
    rowsWith(tables["gap-by-length"], { arm: loraArm(rank).name, steps: at }).flatMap(
      ({ gap, low, high }) => {
        const text = low < 0 && high > 0 ? "no clear gap" : `${perplexityOf(gap)}${unit}`;
        return withHalo({
          data: inline([{ steps: at, gap, note: text }]),
          mark: { ...labelMark, ...place, baseline: "bottom", fontWeight: 600 },
          encoding: { ...places, text: { field: "note" } },
        });
      },
    );
  return [
    ...note(shortest, { align: "left", dy: -34 }, ""),
    ...note(longest, { align: "right", dy: -12 }, " perplexity"),
  ];
}
