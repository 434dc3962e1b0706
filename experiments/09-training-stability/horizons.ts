/** LoRA's loss over full training's against the length of training: tables, figure and findings. */
import { lines } from "../lib/charts/lines.ts";
import { axisToLast } from "../lib/charts/parts.ts";
import type { Figure, Finding } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { count, lossGap } from "../lib/stats/findings.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, firstAndLast, rowsOver, rowWith, zip } from "../lib/tables.ts";
import { fullArm, loraArm } from "../lib/trials/arms.ts";
import type { Horizons } from "./horizon-runs.ts";

/** The runs of an arm: of each length, by seed. */
type ByLength = readonly (readonly { readonly finalLoss: number }[])[];

interface Config {
  readonly rank: number;
  readonly highRank: number;
  readonly horizons: Horizons;
}

export function horizonTables(
  runs: Readonly<Record<"full" | "lora" | "high", ByLength>>,
  { rank, highRank, horizons: { lengths, highLengths, seeds } }: Config,
) {
  const names = { low: loraArm(rank).name, high: loraArm(highRank).name };
  const lossesOf = (arm: string, ofArm: Horizons["lengths"], byLength: ByLength) =>
    zip(ofArm, byLength).flatMap(([{ steps }, ofLength]) =>
      zip(seeds, ofLength).map(([seed, { finalLoss }]) => ({ arm, steps, seed, finalLoss })),
    );
  const ofFull = lossesOf(fullArm.name, lengths, runs.full);
  const low = lossesOf(names.low, lengths, runs.lora);
  const high = lossesOf(names.high, highLengths, runs.high);
  const gaps = [...low, ...high].map((row) => {
    const { finalLoss } = rowWith(ofFull, { steps: row.steps, seed: row.seed });
    return { ...row, gap: row.finalLoss - finalLoss };
  });
  const meansOf = (arm: string, ofArm: Horizons["lengths"]) =>
    rowsOver({ arm: [arm], steps: column(ofArm, "steps") }, (at) => meanAs("gap", column(gaps, "gap", at)));
  return {
    horizons: [...meansOf(names.low, lengths), ...meansOf(names.high, highLengths)],
    "horizon-runs": gaps,
  };
}

type Tables = ReturnType<typeof horizonTables>;

const growthPhrases = {
  higher: "grown by",
  lower: "shrunk by",
  unresolved: "not moved by a resolved amount:",
};

/** The gaps at the shortest and the longest training, and how far they moved in between. */
export function horizonFindings(
  gaps: Tables["horizon-runs"],
  { rank, highRank, horizons: { lengths } }: Config,
): Readonly<Record<string, Finding>> {
  const [shortest, longest] = firstAndLast(column(lengths, "steps"));
  const gapsAt = (steps: number, ofRank: number) => column(gaps, "gap", { arm: loraArm(ofRank).name, steps });
  const growth = (ofRank: number) => pairedDifferences(gapsAt(longest, ofRank), gapsAt(shortest, ofRank));
  return {
    "shortest-steps": count(shortest),
    "longest-steps": count(longest),
    "low-gap-short": lossGap(gapsAt(shortest, rank)),
    "low-gap-long": lossGap(gapsAt(longest, rank)),
    "low-growth": lossGap(growth(rank), growthPhrases),
    "high-gap-short": lossGap(gapsAt(shortest, highRank)),
    "high-gap-long": lossGap(gapsAt(longest, highRank)),
    "high-growth": lossGap(growth(highRank), growthPhrases),
  };
}

export const horizonFigure = (rows: Tables["horizons"], { rank, highRank }: Config): Figure => ({
  spec: lines({
    table: "horizons",
    rows,
    x: axisToLast("steps", "steps of the whole training", rows),
    y: { field: "gap", title: "final loss over full’s (nats a character)" },
    arms: [loraArm(rank), loraArm(highRank)],
    points: true,
    references: [{ value: 0, label: "full" }],
  }),
  tables: ["horizons", "horizon-runs"],
});
