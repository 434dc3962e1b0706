/**
 * Tables on low-rank pre-training as printed in the literature: validation perplexity on C4 of LLaMA-style models,
 * one run per cell, without error bars. `source` is the key of the reference.
 */

import { rowsWith, rowWith } from "../../kit/tables.ts";

/** One printed cell: a method at a model size. */
interface PublishedPerplexity<Method extends string = string> {
  readonly source: "galore" | "relora" | "apollo";
  readonly method: Method;
  /** The size's name in the paper. */
  readonly size: string;
  /** Parameters in millions, as the size's name gives them. */
  readonly millions: number;
  readonly perplexity: number;
}

type Source = PublishedPerplexity["source"];

function rowsOf<Method extends string>(
  source: Source,
  sizes: Readonly<Record<string, number>>,
  table: Readonly<Record<Method, readonly number[]>>,
): readonly PublishedPerplexity<Method>[] {
  return (Object.entries(table) as [Method, readonly number[]][]).flatMap(([method, values]) =>
    Object.entries(sizes).map(([size, millions], column) => {
      const perplexity = values[column];
      if (perplexity === undefined) throw new RangeError(`missing perplexity: ${source} ${method} ${size}`);
      return { source, method, size, millions, perplexity };
    }),
  );
}

/**
 * GaLore (Zhao et al. 2024), Table 2. LoRA is a trained low-rank update of a frozen *random* base; "Low rank" has no base
 * weight at all (W = BA). Ranks 128, 256, 256 and 512. ReLoRA is without its warm start.
 */
export const galoreTable2 = rowsOf(
  "galore",
  { "60M": 60, "130M": 130, "350M": 350, "1B": 1000 },
  {
    "Full rank": [34.06, 25.08, 18.8, 15.56],
    GaLore: [34.88, 25.36, 18.95, 15.64],
    LoRA: [34.99, 33.92, 25.58, 19.21],
    ReLoRA: [37.04, 29.37, 29.08, 18.33],
    "Low rank": [78.18, 45.51, 37.41, 142.53],
  },
);

/** APOLLO (Zhu et al. 2024), Table 2, which prints GaLore's rows again. APOLLO-Mini keeps optimizer state of rank 1. */
export const apolloTable2 = rowsOf(
  "apollo",
  { "60M": 60, "130M": 130, "350M": 350, "1B": 1000 },
  {
    "Full rank": [34.06, 25.08, 18.8, 15.56],
    "APOLLO-Mini": [31.93, 23.53, 17.18, 14.17],
  },
);

/**
 * ReLoRA (Lialin et al. 2023), Table 2. By the defaults of the paper's code, its "LoRA" has no base weight. So it is
 * GaLore's "Low rank" rather than its "LoRA".
 */
export const reloraTable2 = rowsOf(
  "relora",
  { "60M": 60, "130M": 130, "250M": 250, "350M": 350 },
  {
    "Full rank": [33.81, 23.65, 22.39, 18.66],
    ReLoRA: [34.46, 25.04, 22.48, 19.32],
    "LoRA, warm start": [34.73, 25.46, 22.86, 19.73],
    "LoRA from scratch": [47.44, 34.17, 36.6, 57.11],
  },
);

/** Its model of 1.3 billion parameters, from a secondary source: results of full training and of both kinds of LoRA. */
export const reloraLargest = rowsOf(
  "relora",
  { "1.3B": 1300 },
  { "Full rank": [16.83], ReLoRA: [17.27], "LoRA, warm start": [18.23] },
);

const FULL = "Full rank";

/** The rows of a method, with each perplexity divided by that of full training at the same size. */
export const ratiosToFull = <Method extends string>(
  table: readonly PublishedPerplexity<Method | typeof FULL>[],
  method: NoInfer<Method>,
) =>
  rowsWith(table, { method }).map((row) => ({
    ...row,
    ratio: row.perplexity / rowWith(table, { size: row.size, method: FULL }).perplexity,
  }));

/** At each size, the share of the gap between warm-started LoRA and full training that ReLoRA's restarts close. */
export const closedByRestarts = (
  table: readonly PublishedPerplexity<typeof FULL | "ReLoRA" | "LoRA, warm start" | "LoRA from scratch">[],
) =>
  rowsWith(table, { method: FULL }).map(({ size, millions, perplexity: full }) => {
    const warm = rowWith(table, { size, method: "LoRA, warm start" }).perplexity;
    const restarted = rowWith(table, { size, method: "ReLoRA" }).perplexity;
    return { size, millions, closed: (warm - restarted) / (warm - full) };
  });
