/** Perplexity over full training's: of this report's arms, seed by seed, and of the literature's tables. */
import { galoreTable2, type PublishedPerplexity, reloraTable2 } from "../lib/data/literature.ts";
import { exp } from "../lib/exact-math.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { meanRatio, ratioInterval } from "../lib/stats/intervals.ts";
import { column, rowsWith, rowWith, zip } from "../lib/tables.ts";
import type { ArmSizes } from "../lib/trials/alternatives.ts";
import {
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
} from "../lib/trials/arms.ts";

/** The methods that both sides know, in the order of the figure, each as an arm of a rank. */
export const armOfMethod = {
  lora: loraArm,
  lowRank: lowRankArm,
  relora: reLoraArm,
  warmStart: warmStartArm,
  galore: galoreArm,
} as const satisfies Readonly<Record<string, (rank: number) => TunedArm<Training>>>;

export type Method = keyof typeof armOfMethod;
export const methods = Object.keys(armOfMethod) as Method[];

/** The arms of the comparison of alternatives that the tables have too. */
export const methodArms = (sizes: ArmSizes) =>
  methods.flatMap((method) => sizes[method].map((rank) => ({ method, arm: armOfMethod[method](rank) })));

interface Run {
  readonly finalLoss: number;
}

/** An arm's perplexity over full training's on the same seeds: the exponential of the difference of losses. */
export function ratioRows(
  arm: string,
  steps: number,
  {
    seeds,
    runs,
    full,
  }: { readonly seeds: readonly number[]; readonly runs: readonly Run[]; readonly full: readonly Run[] },
) {
  const gaps = pairedDifferences(column(runs, "finalLoss"), column(full, "finalLoss"));
  return zip(seeds, gaps).map(([seed, gap]) => ({ arm, steps, seed, ratio: exp(gap) }));
}

/** Geometric mean over seeds with its interval; a single seed has none, and its point stands for it. */
export function ratioSummary(ratios: readonly number[]) {
  const [ratio, interval] = [meanRatio(ratios), ratioInterval(ratios)];
  return { ratio, low: interval?.low ?? ratio, high: interval?.high ?? ratio };
}

/** The rows of the tables' methods, by what they mean here, and the name that figures give them. */
const publishedRows = [
  { method: "lora", table: galoreTable2, printed: "LoRA", arm: "LoRA, in GaLore" },
  { method: "lowRank", table: galoreTable2, printed: "Low rank", arm: "W = BA, in GaLore" },
  { method: "lowRank", table: reloraTable2, printed: "LoRA from scratch", arm: "W = BA, in ReLoRA" },
  { method: "relora", table: galoreTable2, printed: "ReLoRA", arm: "ReLoRA, in GaLore" },
  { method: "relora", table: reloraTable2, printed: "ReLoRA", arm: "ReLoRA, in ReLoRA" },
  { method: "warmStart", table: reloraTable2, printed: "LoRA, warm start", arm: "warm start, in ReLoRA" },
  { method: "galore", table: galoreTable2, printed: "GaLore", arm: "GaLore, in GaLore" },
] as const satisfies readonly {
  readonly method: Method;
  readonly table: readonly PublishedPerplexity[];
  readonly printed: string;
  readonly arm: string;
}[];

/** Each size's perplexity over that of full training at the size, a row for each printed cell. */
export const publishedRatios = publishedRows.flatMap(({ method, table, printed, arm }) =>
  rowsWith(table, { method: printed }).map(({ source, size, perplexity }) => ({
    method,
    arm,
    source,
    size,
    ratio: perplexity / rowWith(table, { size, method: "Full rank" }).perplexity,
  })),
);
