/** Perplexity over full training's: of this report's arms, per seed, and of the literature's tables. */

import { exp } from "../kit/exact-math.ts";
import { pairedDifferences } from "../kit/stats/describe.ts";
import { meanRatio, ratioInterval } from "../kit/stats/intervals.ts";
import { column, zip } from "../kit/tables.ts";
import {
  apolloArm,
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
} from "../lab/arms.ts";
import { apolloTable2, galoreTable2, ratiosToFull, reloraTable2 } from "../lab/data/literature.ts";
import type { ArmRanks } from "../lab/trials/alternatives.ts";

/** The methods in both this report and the literature, in the order of the figure, each as an arm of a rank. */
export const armOfMethod = {
  lora: loraArm,
  lowRank: lowRankArm,
  relora: reLoraArm,
  warmStart: warmStartArm,
  galore: galoreArm,
} as const satisfies Readonly<Record<string, (rank: number) => TunedArm<Training>>>;

type RankedMethod = keyof typeof armOfMethod;
export type Method = RankedMethod | "apollo";
const rankedMethods = Object.keys(armOfMethod) as RankedMethod[];
export const methods: readonly Method[] = [...rankedMethods, "apollo"];

/** The arms of the comparison of alternatives that the tables also have. */
export const methodArms = (
  ranks: ArmRanks,
): readonly { readonly method: Method; readonly arm: TunedArm<Training> }[] => [
  ...rankedMethods.flatMap((method) =>
    ranks[method].map((rank) => ({ method, arm: armOfMethod[method](rank) })),
  ),
  { method: "apollo", arm: apolloArm },
];

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

/** Geometric mean over seeds with its interval; a single seed has none, so its point replaces it. */
export function ratioSummary(ratios: readonly number[]) {
  const [ratio, interval] = [meanRatio(ratios), ratioInterval(ratios)];
  return { ratio, low: interval?.low ?? ratio, high: interval?.high ?? ratio };
}

/** A method of a printed table: the method that it is here, and its name in figures. */
const named = (method: Method, arm: string, rows: ReturnType<typeof ratiosToFull>) =>
  rows.map(({ source, size, ratio }) => ({ method, arm, source, size, ratio }));

/** Perplexity over that of full training at the same size, one row per printed cell. */
export const publishedRatios = [
  named("lora", "LoRA, in GaLore", ratiosToFull(galoreTable2, "LoRA")),
  named("lowRank", "W = BA, in GaLore", ratiosToFull(galoreTable2, "Low rank")),
  named("lowRank", "W = BA, in ReLoRA", ratiosToFull(reloraTable2, "LoRA from scratch")),
  named("relora", "ReLoRA, in GaLore", ratiosToFull(galoreTable2, "ReLoRA")),
  named("relora", "ReLoRA, in ReLoRA", ratiosToFull(reloraTable2, "ReLoRA")),
  named("warmStart", "warm start, in ReLoRA", ratiosToFull(reloraTable2, "LoRA, warm start")),
  named("galore", "GaLore, in GaLore", ratiosToFull(galoreTable2, "GaLore")),
  named("apollo", "APOLLO-Mini, in APOLLO", ratiosToFull(apolloTable2, "APOLLO-Mini")),
].flat();
