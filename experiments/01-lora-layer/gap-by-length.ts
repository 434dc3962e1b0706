/**
 * The headline: the gap of LoRA to full training against the length of training, per seed and per test document.
 * Tables, figure and findings.
 */
import { lines } from "../kit/charts/lines.ts";
import { logAxis } from "../kit/charts/parts.ts";
import { log } from "../kit/exact-math.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { mean, pairedDifferences, slopesOfSeeds } from "../kit/stats/describe.ts";
import { count, meanFinding } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, rowsOver, zip } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { closedGaps, lossFinding, lossGap } from "../lab/losses.ts";

interface Run {
  readonly finalLoss: number;
  readonly lossByDocument: readonly number[];
}

/** Runs of each length, by seed. */
type ByLength = readonly (readonly Run[])[];

interface Setup {
  readonly seeds: readonly number[];
  /** Steps of each length, ascending. */
  readonly steps: readonly number[];
  /** LoRA's ranks: the deck's, and the one of the literature's trials. */
  readonly rank: number;
  readonly highRank: number;
}

/** Final losses of each arm, length and seed, and LoRA's gap. */
export function gapTables(
  { full, low, high }: Readonly<Record<"full" | "low" | "high", ByLength>>,
  { seeds, steps, rank, highRank }: Setup,
) {
  const arms = [
    { arm: loraArm(rank).name, runs: low },
    { arm: loraArm(highRank).name, runs: high },
  ];
  const runRows = arms.flatMap(({ arm, runs }) =>
    zip(steps, runs, full).flatMap(([ofSteps, ofArm, ofFull]) =>
      zip(seeds, ofArm, ofFull).map(([seed, lora, { finalLoss }]) => ({
        arm,
        steps: ofSteps,
        seed,
        lora: lora.finalLoss,
        full: finalLoss,
        gap: lora.finalLoss - finalLoss,
      })),
    ),
  );
  const [longestLow, longestFull] = [low, full].map((runs) => firstAndLast(runs)[1]) as [
    readonly Run[],
    readonly Run[],
  ];
  return {
    "gap-by-length": rowsOver({ arm: arms.map(({ arm }) => arm), steps }, (at) =>
      meanAs("gap", column(runRows, "gap", at)),
    ),
    "gap-runs": runRows,
    "gap-by-document": documentRows(longestLow, longestFull),
  };
}

/** The gap on each test document, mean over seeds. */
function documentRows(lora: readonly Run[], full: readonly Run[]) {
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

const growthPhrases = {
  higher: "grows by %",
  lower: "shrinks by %",
  unresolved: "has no resolved slope (%)",
};

/** Gaps at both ends of the range of lengths, and their growth per doubling of the length. */
export function gapFindings(
  { "gap-runs": rows, "gap-by-document": documents }: Tables,
  { steps, rank, highRank }: Setup,
  middle: {
    readonly frozen: readonly number[];
    readonly full: readonly number[];
    readonly lora: readonly number[];
  },
): Readonly<Record<string, Finding>> {
  const [shortest, longest] = firstAndLast(steps);
  const gapsAt = (ofRank: number, ofSteps: number) =>
    column(rows, "gap", { arm: loraArm(ofRank).name, steps: ofSteps });
  const doublings = steps.map((ofSteps) => log(ofSteps / shortest) / log(2));
  const growth = (ofRank: number): Finding =>
    lossGap(
      slopesOfSeeds(
        doublings,
        steps.map((ofSteps) => gapsAt(ofRank, ofSteps)),
      ),
      growthPhrases,
    );
  const lossesAt = (side: "lora" | "full", ofSteps: number) =>
    column(rows, side, { arm: loraArm(rank).name, steps: ofSteps });
  return {
    "shortest-steps": count(shortest),
    "longest-steps": count(longest),
    "gap-short": lossGap(gapsAt(rank, shortest)),
    "gap-long": lossGap(gapsAt(rank, longest)),
    "gap-high-short": lossGap(gapsAt(highRank, shortest)),
    "gap-high-long": lossGap(gapsAt(highRank, longest)),
    growth: growth(rank),
    "growth-high": growth(highRank),
    "gap-documents": lossGap(column(documents, "gap")),
    documents: count(documents.length),
    "loss-full": lossFinding(lossesAt("full", longest)),
    "loss-lora": lossFinding(lossesAt("lora", longest)),
    "frozen-gap": lossGap(pairedDifferences(middle.frozen, middle.full)),
    "closed-gap": meanFinding(closedGaps(middle), ".0%"),
  };
}

export const gapFigure = ({ "gap-by-length": rows }: Tables, { steps, rank, highRank }: Setup): Figure => ({
  spec: lines({
    table: "gap-by-length",
    rows,
    x: logAxis("steps", "steps of training (logarithmic)", {
      format: ",d",
      domain: firstAndLast(steps),
      values: steps,
    }),
    y: { field: "gap", title: "test loss above full training’s (nats a character)", zero: true },
    arms: [loraArm(rank), loraArm(highRank)],
    points: true,
    references: [{ value: 0, label: fullArm.name }],
  }),
  tables: ["gap-by-length", "gap-runs", "gap-by-document", "replication"],
});
