/** Full training with its updates cut to a rank, compared with LoRA trained at that rank: table, figure and findings. */
import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, logAxis, type Quantity, seedPoints } from "../kit/charts/parts.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { mean, pairedDifferences } from "../kit/stats/describe.ts";
import { decimal, meanFinding } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowsOver, zip } from "../kit/tables.ts";
import { full, lora } from "../lab/arms.ts";

/** Losses of one cut model. */
interface Cut {
  readonly losses: readonly { readonly rank: number; readonly loss: number }[];
}

const cut: ArmStyle<"cut to the rank"> = { ...full, name: "cut to the rank" };
const trained: ArmStyle<"trained at the rank"> = { ...lora(4), name: "trained at the rank" };
const arms = [cut, trained];

/** A run of LoRA: its rank and loss, and the loss of full training with the same seed. */
interface TrainedRow {
  readonly rank: number;
  readonly seed: number;
  readonly loss: number;
  readonly full: number;
  readonly recorded: boolean;
}

/** `runs` are LoRA's longest. */
export function truncationTables(
  cuts: readonly Cut[],
  seeds: readonly number[],
  runs: readonly TrainedRow[],
) {
  const cutRows = zip(seeds, cuts).flatMap(([seed, { losses }]) =>
    losses.map(({ rank, loss }) => ({ arm: cut.name, rank, seed, loss, recorded: false })),
  );
  const trainedRows = runs
    .filter(({ rank }) => rank > 0)
    .map(({ rank, seed, loss, recorded }) => ({ arm: trained.name, rank, seed, loss, recorded }));
  const means = (rows: readonly ((typeof cutRows)[number] | (typeof trainedRows)[number])[]) => {
    const ranks = [...new Set(column(rows, "rank"))].sort((a, b) => a - b);
    return rowsOver({ rank: ranks }, ({ rank }) => {
      const [{ arm, recorded } = { arm: cut.name, recorded: false }] = rows.filter(
        (row) => row.rank === rank,
      );
      return { arm, recorded, ...meanAs("loss", column(rows, "loss", { rank })) };
    });
  };
  return {
    truncation: [...means(cutRows), ...means(trainedRows)],
    "truncation-runs": [...cutRows, ...trainedRows],
  };
}

interface Cutting {
  /** The deck's rank, and that of published trials. */
  readonly rank: number;
  readonly highRank: number;
  readonly otherSeeds: readonly number[];
}

type Tables = ReturnType<typeof truncationTables>;

/** The losses at one rank with each of the seeds. */
const lossesAt = (
  { "truncation-runs": rows }: Tables,
  arm: (typeof arms)[number]["name"],
  rank: number,
  seeds: readonly number[],
): number[] => seeds.flatMap((seed) => column(rows, "loss", { arm, rank, seed }));

/** The loss of the cut model minus that of LoRA trained at the rank, by seed. */
export const cutOverTrained = (tables: Tables, rank: number, seeds: readonly number[]): number[] =>
  pairedDifferences(lossesAt(tables, cut.name, rank, seeds), lossesAt(tables, trained.name, rank, seeds));

/** `ofFull` are the losses of full training with these seeds. */
export const truncationFindings = (
  tables: Tables,
  { rank, highRank, otherSeeds: seeds }: Cutting,
  ofFull: readonly number[],
): Readonly<Record<string, Finding>> => ({
  "cut-over-trained": meanFinding(cutOverTrained(tables, rank, seeds), ".2f"),
  "cut-high": decimal(mean(lossesAt(tables, cut.name, highRank, seeds)), 2, "nats"),
  "cut-over-full": meanFinding(pairedDifferences(lossesAt(tables, cut.name, rank, seeds), ofFull), ".2f"),
});

/** Room left of the lowest rank for the dots of its seeds. */
const ROOM = 1.3;

export function truncationFigure(
  { truncation }: Tables,
  ranks: readonly number[],
  ofFull: readonly number[],
): Figure {
  const [lowest = 1] = ranks;
  const x = logAxis("rank", "rank (logarithmic)", {
    format: "d",
    domain: [lowest / ROOM, ranks.at(-1) ?? 1],
    values: ranks,
  });
  const y: Quantity = { field: "loss", title: "test loss (nats per character)" };
  return {
    spec: lines({
      table: "truncation",
      rows: truncation,
      x,
      y,
      arms,
      points: true,
      ribbon: "none",
      references: [{ value: mean(ofFull), label: "full training" }],
      hollow: "recorded",
      below: [seedPoints("truncation-runs", { x, y }, arms, -9)],
    }),
    tables: ["truncation", "truncation-runs"],
  };
}
