/**
 * Tables on low-rank pre-training as printed in the literature: validation perplexity on C4 of LLaMA-style models. Tokens
 * and tuning differ between papers, so perplexities are compared inside a paper only.
 */

import { rowsWith } from "../../kit/tables.ts";

/** Keys of the papers among the references. */
type Source = "galore" | "relora" | "apollo" | "loqt" | "fira" | "alice" | "scale" | "glentis";

/** One printed cell: a method at a model size. */
export interface PublishedPerplexity<Method extends string = string> {
  readonly source: Source;
  readonly method: Method;
  /** The size's name in the paper. */
  readonly size: string;
  /** Parameters in millions, as the size's name gives them. */
  readonly millions: number;
  readonly perplexity: number;
  /** Standard error over seeds; null where none is printed. */
  readonly error: number | null;
  /** Null where the paper does not say. */
  readonly seeds: number | null;
  /** Billions of tokens of training; null where they were not looked up. */
  readonly tokens: number | null;
  /** Rank over width; null for full training, and where it was not looked up. */
  readonly rankShare: number | null;
  /** The place in the paper. */
  readonly where: string;
  /** Read in a text of the paper itself, or in a note on it. */
  readonly checked: "paper" | "note";
}

/** A perplexity, one with its standard error, or null where the paper prints none of its own. */
type PrintedCell = number | readonly [perplexity: number, error: number] | null;

interface PrintedTable<Method extends string> extends Pick<PublishedPerplexity, "source" | "where"> {
  readonly checked?: PublishedPerplexity["checked"];
  readonly sizes: Readonly<Record<string, number>>;
  readonly seeds?: number;
  /** By size. */
  readonly tokens?: readonly number[];
  /** By size, for every method but full training. */
  readonly rankShares?: readonly number[];
  readonly rows: Readonly<Record<Method, readonly PrintedCell[]>>;
}

/** Full training, in all tables. */
const FULL = "full";

function cellsOf<Method extends string>(table: PrintedTable<Method>): PublishedPerplexity<Method>[] {
  const rows = Object.entries(table.rows) as [Method, readonly PrintedCell[]][];
  return rows.flatMap(([method, cells]) =>
    Object.entries(table.sizes).flatMap(([size, millions], column) => {
      const cell = cells[column];
      if (cell === undefined) throw new RangeError(`missing perplexity: ${table.source} ${method} ${size}`);
      if (cell === null) return [];
      return { ...placeOf(table, column, method), method, size, millions, ...numbersOf(cell, table.seeds) };
    }),
  );
}

/** What a cell has from its table and column. */
function placeOf(table: PrintedTable<string>, column: number, method: string) {
  const { source, where, checked = "paper", tokens = [], rankShares = [] } = table;
  const rankShare = method === FULL ? null : (rankShares[column] ?? null);
  return { source, where, checked, tokens: tokens[column] ?? null, rankShare };
}

/** In a table with errors, a cell without one is of a single run. */
function numbersOf(cell: number | readonly [number, number], seeds: number | undefined) {
  if (typeof cell !== "number") return { perplexity: cell[0], error: cell[1], seeds: seeds ?? null };
  return { perplexity: cell, error: null, seeds: seeds === undefined ? null : 1 };
}

const fourSizes = { "60M": 60, "130M": 130, "350M": 350, "1B": 1000 };

/**
 * GaLore (Zhao et al. 2024). LoRA is a trained low-rank update of a frozen *random* base; "W = BA" has no base weight at all.
 * ReLoRA is without its warm start. No other paper ran this LoRA again: later tables copy the row.
 */
export const galoreTable2 = cellsOf({
  source: "galore",
  where: "Table 2",
  sizes: fourSizes,
  seeds: 1,
  tokens: [1.1, 2.2, 6.4, 13.1],
  rankShares: [1 / 2, 1 / 3, 1 / 4, 1 / 4],
  rows: {
    full: [34.06, 25.08, 18.8, 15.56],
    GaLore: [34.88, 25.36, 18.95, 15.64],
    LoRA: [34.99, 33.92, 25.58, 19.21],
    ReLoRA: [37.04, 29.37, 29.08, 18.33],
    "W = BA": [78.18, 45.51, 37.41, 142.53],
  },
});

/** LoQT (Loeschcke et al. 2024), which ran full training and GaLore again but at 1B. */
export const loqtTable1 = cellsOf({
  source: "loqt",
  where: "Table 1",
  sizes: fourSizes,
  seeds: 3,
  rows: {
    full: [[33.32, 0.22], [24.51, 0.03], [18.87, 0.18], null],
    GaLore: [[34.15, 0.24], [24.81, 0.04], [19.47, 0.01], null],
    "LoQT, not quantised": [[33.55, 0.03], [24.37, 0.02], [18.85, 0.01], 15.2],
    LoQT: [[33.98, 0.15], [24.57, 0.01], [19.12, 0.01], 15.55],
  },
});

/**
 * APOLLO (Zhu et al. 2024). Its full training is the row of GaLore's table, which it did not tune. APOLLO-Mini keeps optimizer
 * state of rank 1. At 130M its Table 8 prints 23.84.
 */
export const apolloTable2 = cellsOf({
  source: "apollo",
  where: "Table 2",
  sizes: fourSizes,
  rows: {
    full: [34.06, 25.08, 18.8, 15.56],
    APOLLO: [31.55, 22.94, 16.85, 14.2],
    "APOLLO-Mini": [31.93, 23.53, 17.18, 14.17],
  },
});

/** With sequences of 1,024 tokens and a sweep of AdamW's rate. */
export const apolloTable4 = cellsOf({
  source: "apollo",
  where: "Table 4",
  sizes: { "350M": 350 },
  rows: { full: [16.3], APOLLO: [15.64], "APOLLO-Mini": [16.12] },
});

/** Fira (Chen et al. 2024). APOLLO prints 17.03 for it at 350M. */
export const firaTable = cellsOf({
  source: "fira",
  where: "its table on C4",
  sizes: fourSizes,
  rows: { Fira: [31.06, 22.73, 16.85, 14.31] },
});

/** Alice and RACS (Gong et al. 2025), with GaLore and no Adam on the last layer. */
export const aliceTable2 = cellsOf({
  source: "alice",
  where: "Table 2",
  sizes: fourSizes,
  rows: {
    full: [33.94, 25.03, 19.24, 16.44],
    GaLore: [38.91, 27.18, 21.11, 16.6],
  },
});

/** SCALE (Glentis et al. 2025). */
export const scaleTable = cellsOf({
  source: "scale",
  where: "its table on C4",
  checked: "note",
  sizes: fourSizes,
  rows: {
    full: [30.05, 23.13, 18.77, 15.79],
    GaLore: [34.58, 25.31, 19.37, 15.05],
    "APOLLO-Mini": [31.85, 23.63, 17.11, 13.48],
  },
});

/** A benchmark (Glentis et al. 2025). */
export const glentisTable = cellsOf({
  source: "glentis",
  where: "its table on C4",
  checked: "note",
  sizes: { "1B": 1000 },
  rows: {
    full: [13.97],
    "SLTrain with restarts": [14.37],
    "W = BA with restarts": [15.013],
    Fira: [15.098],
    GaLore: [15.573],
  },
});

/**
 * ReLoRA (Lialin et al. 2023). By the defaults of the paper's code, its "LoRA from scratch" has no base weight. So it is
 * GaLore's "W = BA" rather than its "LoRA".
 */
export const reloraTable2 = cellsOf({
  source: "relora",
  where: "Table 2",
  sizes: { "60M": 60, "130M": 130, "250M": 250, "350M": 350 },
  seeds: 1,
  rows: {
    full: [33.81, 23.65, 22.39, 18.66],
    ReLoRA: [34.46, 25.04, 22.48, 19.32],
    "warm start": [34.73, 25.46, 22.86, 19.73],
    "LoRA from scratch": [47.44, 34.17, 36.6, 57.11],
  },
});

/** Its ablation. With restarts and a reset of the optimizer but no jagged schedule, training diverged. */
export const reloraTable6 = cellsOf({
  source: "relora",
  where: "Table 6",
  sizes: { "130M": 130 },
  seeds: 1,
  rows: {
    full: [23.65],
    "LoRA from scratch": [34.17],
    "with restarts": [34.25],
    "with restarts, reset and jagged schedule": [29.77],
    "warm start": [25.46],
    "all of these": [25.04],
  },
});

/** All of them, for the table that is published. */
export const publishedTables: readonly PublishedPerplexity[] = [
  ...[...galoreTable2, ...loqtTable1, ...apolloTable2, ...apolloTable4, ...firaTable],
  ...[...aliceTable2, ...scaleTable, ...glentisTable, ...reloraTable2, ...reloraTable6],
];

/** The rows of a method, with each perplexity divided by that of full training at the same size of the same table. */
export const ratiosToFull = <Method extends string>(
  table: readonly PublishedPerplexity<Method | typeof FULL>[],
  method: NoInfer<Method>,
) =>
  rowsWith(table, { method }).flatMap((row) => {
    const [full] = rowsWith(table, { size: row.size, method: FULL });
    return full === undefined ? [] : [{ ...row, ratio: row.perplexity / full.perplexity }];
  });

/** Tables that trained in full at the sizes of GaLore's, on the same data and length of sequence. */
const ownFullTrainings = [loqtTable1, aliceTable2, scaleTable, glentisTable];

/** How far full training of other papers lies from that of GaLore's table at the same size: the lowest and the highest ratio. */
export function rangeOfFullTraining(): readonly [low: number, high: number] {
  const ratios = rowsWith(galoreTable2, { method: FULL }).flatMap(({ size, perplexity }) =>
    ownFullTrainings.flatMap((table) =>
      table
        .filter((row) => row.method === FULL && row.size === size)
        .map((row) => row.perplexity / perplexity),
    ),
  );
  return [Math.min(1, ...ratios), Math.max(1, ...ratios)];
}

/** At each size, the share of the gap between a warm-started LoRA and full training that ReLoRA's restarts close. */
export const closedByRestarts = () =>
  rowsWith(reloraTable2, { method: FULL }).map(({ size, millions, perplexity: full }) => {
    const of = (method: (typeof reloraTable2)[number]["method"]) =>
      rowsWith(reloraTable2, { size, method })[0]?.perplexity ?? Number.NaN;
    return { size, millions, closed: (of("warm start") - of("ReLoRA")) / (of("warm start") - full) };
  });
