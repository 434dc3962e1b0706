/** LoRA's loss over full training's against the length of training: tables, figure and findings. */
import { lines } from "../lib/charts/lines.ts";
import { lora } from "../lib/charts/looks.ts";
import { interval } from "../lib/charts/parts.ts";
import { horizontalRules } from "../lib/charts/rules.ts";
import type { Figure, Finding } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { lossGap } from "../lib/stats/findings.ts";
import { meanRange } from "../lib/stats/intervals.ts";
import { zip } from "../lib/tables.ts";
import type { Horizons } from "./horizon-runs.ts";

/** Final losses of one arm: of each length, by seed. */
type ByLength = readonly (readonly { readonly finalLoss: number }[])[];

/** An arm's runs by length, and the lengths. */
interface ArmRuns {
  readonly arm: string;
  readonly lengths: Horizons["lengths"];
  readonly runs: ByLength;
}

/** Loss over full training's of the same length and seed. */
function horizonRunRows(
  { arm, lengths, runs }: ArmRuns,
  full: Omit<ArmRuns, "arm">,
  seeds: readonly number[],
) {
  const ofFull = new Map(zip(full.lengths, full.runs).map(([{ steps }, ofLength]) => [steps, ofLength]));
  return zip(lengths, runs).flatMap(([{ steps }, own]) =>
    zip(seeds, zip(own, ofFull.get(steps) ?? [])).map(
      ([seed, [{ finalLoss }, { finalLoss: reference }]]) => ({
        arm,
        steps,
        seed,
        finalLoss,
        gap: finalLoss - reference,
      }),
    ),
  );
}

type RunRows = ReturnType<typeof horizonRunRows>;

const gapsOf = (rows: RunRows, arm: string, steps: number) =>
  rows.filter((row) => row.arm === arm && row.steps === steps).map(({ gap }) => gap);

/** Mean gap of an arm at each of its lengths. */
function horizonRows(rows: RunRows, arms: readonly Omit<ArmRuns, "runs">[]) {
  return arms.flatMap(({ arm, lengths }) =>
    lengths.map(({ steps }) => {
      const { mean: gap, ...ends } = meanRange(gapsOf(rows, arm, steps));
      return { arm, steps, gap, ...ends };
    }),
  );
}

export function horizonTables(
  runs: Readonly<Record<"full" | "lora" | "high", ByLength>>,
  names: Readonly<Record<"lora" | "high", string>>,
  config: Horizons,
) {
  const { lengths, highLengths, seeds } = config;
  const arms = [
    { arm: names.lora, lengths, runs: runs.lora },
    { arm: names.high, lengths: highLengths, runs: runs.high },
  ];
  const rows = arms.flatMap((arm) => horizonRunRows(arm, { lengths, runs: runs.full }, seeds));
  return { horizons: horizonRows(rows, arms), "horizon-runs": rows };
}

const growthPhrases = {
  higher: "grown by",
  lower: "shrunk by",
  unresolved: "not moved by a resolved amount:",
};

/** The gap at the shortest and the longest training, and how far it moved; ids begin with a word for the arm. */
function armFindings(rows: RunRows, arm: string, word: string, { lengths }: Horizons) {
  const [first, last] = [lengths[0]?.steps ?? 0, lengths.at(-1)?.steps ?? 0];
  const [short, long] = [gapsOf(rows, arm, first), gapsOf(rows, arm, last)];
  return {
    [`${word}-gap-short`]: lossGap(short),
    [`${word}-gap-long`]: lossGap(long),
    [`${word}-growth`]: {
      ...lossGap(pairedDifferences(long, short)),
      phrases: growthPhrases,
    },
  };
}

export function horizonFindings(
  rows: RunRows,
  { rank, highRank, horizons }: { rank: number; highRank: number; horizons: Horizons },
): Readonly<Record<string, Finding>> {
  return {
    "shortest-steps": { value: horizons.lengths[0]?.steps ?? 0, format: ",d" },
    "longest-steps": { value: horizons.lengths.at(-1)?.steps ?? 0, format: ",d" },
    ...armFindings(rows, lora(rank).name, "low", horizons),
    ...armFindings(rows, lora(highRank).name, "high", horizons),
  };
}

export function horizonFigure(
  rows: ReturnType<typeof horizonRows>,
  { rank, highRank, horizons }: { rank: number; highRank: number; horizons: Horizons },
): Figure {
  const longest = horizons.lengths.at(-1)?.steps ?? 0;
  return {
    spec: lines({
      table: "horizons",
      rows,
      x: { field: "steps", title: "steps of the whole training", domain: [0, longest] },
      y: { field: "gap", title: "final loss over full’s (nats a character)" },
      arms: [lora(rank), lora(highRank)],
      ribbon: interval,
      points: true,
      below: [horizontalRules("gap", [{ value: 0, label: "as good as full" }])],
    }),
    tables: ["horizons", "horizon-runs"],
  };
}
