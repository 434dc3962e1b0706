/** The gap of LoRA to full training by rank, at each length: tables, figures and findings. */
import { lines } from "../kit/charts/lines.ts";
import {
  type ArmStyle,
  inline,
  type Layer,
  type Quantity,
  quantityChannel,
  seedPoints,
  withHalo,
} from "../kit/charts/parts.ts";
import { exp, log } from "../kit/exact-math.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { mean, pairedDifferences, pairedRatios } from "../kit/stats/describe.ts";
import { count, meanFinding, notRecorded, withCommas } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, rowsWith, zip } from "../kit/tables.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { frozenArm, loraArm } from "../lab/arms.ts";
import { lossGap } from "../lab/losses.ts";
import { stepsOfLengths, type TrainingPlan } from "../lab/trials/language-runs.ts";

interface Run {
  readonly finalLoss: number;
}

interface TestedRun extends Run {
  readonly lossByDocument: readonly number[];
}

/** The runs of a rank at a length, by seed; none if they are not recorded. Rank 0 is the frozen body. */
export interface RankRuns {
  readonly rank: number;
  readonly steps: number;
  readonly recorded: boolean;
  readonly runs: readonly Run[];
  /** Of full training at this length. */
  readonly full: readonly Run[];
}

const armOf = (rank: number) => (rank === 0 ? frozenArm : loraArm(rank));

/** Where a rank is on the axis: 0 for the frozen body, then one place for each doubling from rank 1. */
const placeOf = (rank: number): number => (rank === 0 ? 0 : Math.round(log(rank) / log(2)) + 1);

const nameOfLength = (steps: number): string => `${withCommas(steps)} steps`;

/** The gap of each run to full training with the same seed and length, by steps and rank. */
export function rankTables(all: readonly RankRuns[], seeds: readonly number[], narrow: readonly Run[]) {
  const known = all
    .filter(({ runs }) => runs.length > 0)
    .sort((left, right) => left.steps - right.steps || left.rank - right.rank);
  const rowsByRank = known.map(({ rank, steps, recorded, runs, full }) =>
    zip(seeds.slice(0, runs.length), runs, full.slice(0, runs.length)).map(([seed, run, { finalLoss }]) => ({
      arm: armOf(rank).name,
      rank,
      place: placeOf(rank),
      steps,
      recorded,
      seed,
      loss: run.finalLoss,
      full: finalLoss,
      gap: run.finalLoss - finalLoss,
    })),
  );
  const lengths = [...new Set(column(known, "steps"))];
  const [steps] = lengths.slice(-1);
  const longestFull = known.find((ofRank) => ofRank.steps === steps)?.full ?? [];
  const means = rowsByRank.map((rows) => {
    const [{ seed: _seed, loss: _loss, full: _full, gap: _gap, ...at }] = firstAndLast(rows);
    return { ...at, seeds: rows.length, ...meanAs("gap", column(rows, "gap")) };
  });
  const rowsAt = (length: number | undefined) => rowsByRank.flat().filter((row) => row.steps === length);
  const [short, middle, long] = lengths.map((length) => means.filter((row) => row.steps === length));
  return {
    "gap-by-rank": long ?? [],
    "gap-by-rank-middle": middle ?? [],
    "gap-by-rank-short": short ?? [],
    // The lines of the lengths have their names.
    "gap-by-length": means.map((row) => ({ ...row, arm: nameOfLength(row.steps) })),
    "rank-runs": rowsByRank.flat(),
    // Of each length alone, as the figures draw them.
    "rank-seeds": rowsAt(steps),
    "rank-seeds-middle": rowsAt(lengths.at(-2)),
    "rank-seeds-short": rowsAt(lengths.at(-3)),
    "narrow-runs": zip(seeds, narrow, longestFull).map(([seed, { finalLoss: loss }, { finalLoss }]) => ({
      seed,
      loss,
      full: finalLoss,
      gap: loss - finalLoss,
    })),
  };
}

/** The difference between two arms on each test document, mean over seeds. */
export function documentRows(low: readonly TestedRun[], high: readonly TestedRun[]) {
  const bySeed = zip(low, high).map(([ofLow, ofHigh]) =>
    pairedDifferences(ofLow.lossByDocument, ofHigh.lossByDocument),
  );
  const [first] = firstAndLast(bySeed);
  return first.map((_, index) => ({
    document: index + 1,
    difference: mean(bySeed.map((differences) => differences[index] ?? Number.NaN)),
  }));
}

type Tables = ReturnType<typeof rankTables>;

interface Setup {
  /** The deck's rank, that of published trials, and the width of the model, which is the full rank. */
  readonly rank: number;
  readonly highRank: number;
  readonly fullRank: number;
  /** Steps of each length, ascending. */
  readonly steps: readonly number[];
  /** A gap at which a rank counts as level with full training. */
  readonly parity: number;
}

/** The setup in a profile's config. */
export const rankSetup = ({
  rank,
  highRank,
  training,
  parity,
  ...plan
}: Omit<Setup, "fullRank" | "steps"> & TrainingPlan): Setup => ({
  rank,
  highRank,
  fullRank: training.model.dModel,
  steps: stepsOfLengths(plan),
  parity,
});

const samples = (
  { "rank-runs": rows }: Tables,
  field: "loss" | "gap",
  rank: number,
  steps: number,
): number[] => column(rows, field, { rank, steps });

/** The loss at the deck's rank minus that at the full rank, by seed, after the longest training. */
export function rankDifferences(tables: Tables, { rank, fullRank, steps }: Setup): number[] {
  const [, longest] = firstAndLast(steps);
  return pairedDifferences(
    samples(tables, "loss", rank, longest),
    samples(tables, "loss", fullRank, longest),
  );
}

/** The rank at which the gap is down to `parity`, on straight lines between the ranks; words if there is none. */
function parityRank({ "gap-by-length": rows }: Tables, steps: number, parity: number): string {
  const points = rows.filter((row) => row.steps === steps);
  const index = points.findIndex(({ gap }) => gap <= parity);
  const [next, before] = [points[index], points[index - 1]];
  if (next === undefined) return `more than ${points.at(-1)?.rank ?? 0}`;
  if (before === undefined) return "below every rank";
  const share = (before.gap - parity) / (before.gap - next.gap);
  const place = before.place + share * (next.place - before.place);
  const rank = Math.round(exp(log(2) * (place - 1)));
  return rank < 1 ? "below 1" : `about ${rank}`;
}

export function rankFindings(tables: Tables, setup: Setup): Readonly<Record<string, Finding>> {
  const { rank, highRank, fullRank, steps, parity } = setup;
  const [, longest] = firstAndLast(steps);
  const gap = (of: number) => samples(tables, "gap", of, longest);
  const differences = rankDifferences(tables, setup);
  const gapFinding = (gaps: readonly number[]) => meanFinding(gaps, ".3f");
  /** At a shorter length only recorded runs have more than one rank. */
  const parityAt = (at: number): Finding => {
    const hasRanks = rowsWith(tables["rank-runs"], { rank: fullRank, steps: at }).length > 0;
    return hasRanks ? { value: parityRank(tables, at, parity) } : notRecorded;
  };
  const [short, middle] = steps as readonly [number, number];
  return {
    seeds: count(differences.length),
    "rank-difference": gapFinding(differences),
    "rank-part": meanFinding(pairedRatios(differences, gap(rank).slice(0, differences.length)), ".0%"),
    "gap-frozen": gapFinding(gap(0)),
    "gap-low": gapFinding(gap(rank)),
    "gap-low-short": lossGap(samples(tables, "gap", rank, short)),
    "gap-low-middle": lossGap(samples(tables, "gap", rank, middle)),
    "gap-high": gapFinding(gap(highRank)),
    "gap-full-rank": gapFinding(gap(fullRank)),
    "gap-narrow": gapFinding(column(tables["narrow-runs"], "gap")),
    "parity-short": parityAt(short),
    "parity-middle": parityAt(middle),
    "parity-long": parityAt(longest),
  };
}

/** The axis of ranks, with labels at these. */
const rankAxis = (ranks: readonly number[]): Quantity => ({
  field: "place",
  title: "rank of LoRA (0: frozen body)",
  domain: [-ROOM, Math.max(...ranks.map(placeOf)) + ROOM],
  values: ranks.map(placeOf),
  labels: ranks.map(String),
});

/** Places between the outermost ranks and the ends of the axis. */
const ROOM = 0.6;

const gapAxis: Quantity = {
  field: "gap",
  title: "test loss above full training (nats per character)",
  zero: true,
};

/** Room for the highest value's label below the title, as a share of the span. */
const HEADROOM = 0.2;

/** How far the dots of seeds are left of their mean, px. */
const DOTS = 10;

/** The length of training of a figure by rank. */
type Length = "" | "-middle" | "-short";

/**
 * The gap by rank after training of one length, with a line for full training, and after the longest training with one for a
 * narrower model. All lengths have the same axes, so that a reader can switch between them.
 */
export function rankFigure(tables: Tables, length: Length): Figure {
  const isLongest = length === "";
  const [table, ofSeeds] = [`gap-by-rank${length}`, `rank-seeds${length}`] as const;
  const { [table]: rows, "narrow-runs": narrow } = tables;
  const arms = rows.map(({ rank }): ArmStyle => armOf(rank));
  const ranks = column(rowsWith(tables["gap-by-rank"], { recorded: false }), "rank");
  const x = rankAxis(ranks);
  const gaps = [...column(tables["rank-runs"], "gap"), ...column(rows, "gap")];
  const [low, high] = [Math.min(0, ...gaps), Math.max(0, ...gaps)];
  const y = { ...gapAxis, domain: [low, high + HEADROOM * (high - low)] as const };
  const places = { x: quantityChannel(x), y: quantityChannel(y) };
  const joined: Layer = {
    mark: { type: "line", strokeWidth: figureSizes.thinLine, color: colors.gray.light },
    encoding: places,
  };
  const seeds = seedPoints(ofSeeds, { x, y }, arms, -DOTS);
  return {
    spec: lines({
      table,
      // The axis names the ranks, so no arm has a name at its end.
      rows: rows.map((row) => ({ ...row, arm: "" })),
      x,
      y,
      arms,
      points: true,
      hollow: "recorded",
      ribbon: "none",
      references: [
        { value: 0, label: "full training" },
        ...(isLongest ? [{ value: mean(column(narrow, "gap")), label: "full, half width" }] : []),
      ],
      below: [joined, seeds],
      above: valueLabels(
        rows.filter(({ rank }) => ranks.includes(rank)),
        places,
      ),
    }),
    tables: [table, ofSeeds, ...(isLongest ? (["narrow-runs"] as const) : [])],
  };
}

/** The gap of each of these ranks, above its mark. */
const valueLabels = (
  rows: readonly { readonly place: number; readonly gap: number }[],
  places: Readonly<Record<"x" | "y", ReturnType<typeof quantityChannel>>>,
): Layer[] =>
  withHalo({
    data: inline(rows.map(({ place, gap }) => ({ place, gap }))),
    mark: { type: "text", align: "center", baseline: "bottom", dy: -9, fontWeight: 600 },
    encoding: { ...places, text: { field: "gap", type: "quantitative", format: ".2f" } },
  });

/** Styles of the lengths, the longest last. */
const lengthStyles = [
  { color: "sky", dash: "dotted", shape: "triangle-down" },
  { color: "blue", dash: "dashed", shape: "square" },
  { color: "ink", dash: "solid", shape: "circle" },
] as const;

/** A line of gaps by rank for each length. */
export function lengthFigure({ "gap-by-length": rows }: Tables, { steps }: Setup): Figure {
  const arms = zip(steps, lengthStyles).map(
    ([at, style]): ArmStyle => ({ ...style, name: nameOfLength(at) }),
  );
  const ranks = [...new Set(column(rows, "rank"))].sort((left, right) => left - right);
  return {
    spec: lines({
      table: "gap-by-length",
      rows,
      x: rankAxis(ranks),
      y: gapAxis,
      arms,
      points: true,
      hollow: "recorded",
      references: [{ value: 0, label: "full training" }],
    }),
    tables: ["gap-by-length", "rank-runs"],
  };
}
