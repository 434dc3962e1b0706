/**
 * The arms that several slides compare. One record holds an arm's name, style, what is trained and the search for its
 * learning rate, so that its tables, figures and trials agree. A trial's config takes only `trains`: a colour there
 * would change the trial's key.
 */

import { type ArmStyle, armScales } from "../kit/charts/parts.ts";
import type { BodyTraining } from "./nn/config.ts";

/** All weights trained. */
export const full: ArmStyle<"full"> = { name: "full", color: "ink", dash: "solid", shape: "circle" };

/** The body is frozen at random and only embeddings and head are trained: the floor. */
export const frozen: ArmStyle<"rank 0"> = { name: "rank 0", color: "gray", dash: "dotted", shape: "cross" };

/** LoRA on a frozen base: blues up to a quarter of the core model's width, ordered by rank. */
export function lora(rank: number): ArmStyle<`LoRA r = ${number}`> {
  const name = `LoRA r = ${rank}` as const;
  if (rank <= 2) return { name, color: "sky", dash: "shortDash", shape: "triangle-down" };
  if (rank <= 8) return { name, color: "blue", dash: "dashed", shape: "square" };
  if (rank <= 16) return { name, color: "navy", dash: "longDash", shape: "triangle-up" };
  return { name, color: "purple", dash: "dashDot", shape: "triangle-right" };
}

/** The deck's LoRA: its code says rank 4. */
export const deckLora: ArmStyle = { ...lora(4), name: "LoRA" };

/** W = BA without a base weight. */
export const lowRank = (rank: number): ArmStyle<`W = BA, r = ${number}`> => ({
  name: `W = BA, r = ${rank}`,
  color: "orange",
  dash: rank <= 8 ? "dashDot" : "shortDash",
  shape: "diamond",
});

/** LoRA merged and restarted during training. */
export const reLora = (rank: number): ArmStyle<`ReLoRA r = ${number}`> => ({
  name: `ReLoRA r = ${rank}`,
  color: "vermillion",
  dash: "dashDot",
  shape: "triangle-left",
});

/** All weights trained; their gradients are projected to a low rank. */
export const galore = (rank: number): ArmStyle<`GaLore r = ${number}`> => ({
  name: `GaLore r = ${rank}`,
  color: "green",
  dash: "longDash",
  shape: "cross",
});

/** All weights trained; optimizer state of rank 1 sets the length of each step. */
const apolloMini: ArmStyle<"APOLLO-Mini"> = {
  name: "APOLLO-Mini",
  color: "green",
  dash: "shortDash",
  shape: "triangle-down",
};

/** Full training first, LoRA after. */
export const warmStart = (rank: number): ArmStyle<`warm start, r = ${number}`> => ({
  name: `warm start, r = ${rank}`,
  color: "purple",
  dash: "longDash",
  shape: "triangle-right",
});

/** Feed-forward layers with several experts, one of which computes each token. */
export const mixtureOfExperts = (experts: number): ArmStyle<`MoE, ${number} experts`> => ({
  name: `MoE, ${experts} experts`,
  color: "purple",
  dash: "dashed",
  shape: "triangle-up",
});

/** Only the output layer is trained. */
export const headOnly: ArmStyle<"head only"> = { ...frozen, name: "head only" };

/** Colour and shape of points by arm, with a legend. */
export function armPoints(
  field: string,
  arms: readonly ArmStyle[],
  legend: { readonly orient: "top" | "bottom"; readonly columns: number },
) {
  const scales = armScales(arms);
  const byArm = { field, type: "nominal" } as const;
  return {
    color: { ...byArm, scale: scales.color, legend: { title: null, ...legend } },
    shape: { ...byArm, scale: scales.shape },
  };
}

/** What is trained of the body, or the method that trains it. */
export type Training =
  | BodyTraining
  | { readonly kind: "galore"; readonly rank: number }
  /** Full training for a share of the steps, by default half of them. */
  | { readonly kind: "warmStart"; readonly rank: number; readonly fullShare?: number }
  | { readonly kind: "apollo" }
  | { readonly kind: "relora"; readonly rank: number }
  | { readonly kind: "experts"; readonly experts: number };

/** One side of a comparison. Arms of a single slide, which are in the slide's folder, have this type too. */
export interface Arm<Trains = BodyTraining, Name extends string = string> extends ArmStyle<Name> {
  readonly trains: Trains;
}

/** An arm with a search for its learning rate and warm-up. */
export interface TunedArm<Trains = BodyTraining, Name extends string = string> extends Arm<Trains, Name> {
  /** Its name in chosen-settings.json; for a language model `searchName` (setup.ts) adds the width and the length of training. */
  readonly tuning: string;
}

export const fullArm: TunedArm<BodyTraining, "full"> = { ...full, trains: { kind: "full" }, tuning: "full" };

/** LoRA on all linear layers of the body, with alpha = rank: scaling is 1, so only the rate is tuned. */
export const loraArm = (rank: number): TunedArm<BodyTraining, `LoRA r = ${number}`> => ({
  ...lora(rank),
  trains: { kind: "lora", rank, alpha: rank },
  tuning: `lora-r${rank}`,
});

/** LoRA+ (Hayou et al. 2024): the rate of B is `rateRatio` times that of A. */
export const loraPlusArm = (rank: number, rateRatio: number): TunedArm<BodyTraining> => ({
  name: `LoRA+ r = ${rank}, B × ${rateRatio}`,
  color: "orange",
  dash: rateRatio <= 4 ? "shortDash" : "dashDot",
  shape: "diamond",
  trains: { kind: "lora", rank, alpha: rank, rateRatio },
  tuning: `lora-plus-r${rank}-x${rateRatio}`,
});

/** The body stays frozen at its random start; only embeddings, positions and head are trained. */
export const frozenArm: TunedArm<BodyTraining, "rank 0"> = {
  ...frozen,
  trains: { kind: "lora", rank: 0, alpha: 0 },
  tuning: "frozen",
};

export const lowRankArm = (rank: number): TunedArm => ({
  ...lowRank(rank),
  trains: { kind: "lowRank", rank },
  tuning: `lowRank-r${rank}`,
});

export const galoreArm = (rank: number): TunedArm<Training> => ({
  ...galore(rank),
  trains: { kind: "galore", rank },
  tuning: `galore-r${rank}`,
});

/** The name says rank 1. */
export const apolloArm: TunedArm<Training, "APOLLO-Mini"> = {
  ...apolloMini,
  trains: { kind: "apollo" },
  tuning: "apollo-mini",
};

export const reLoraArm = (rank: number): TunedArm<Training> => ({
  ...reLora(rank),
  trains: { kind: "relora", rank },
  tuning: `relora-r${rank}`,
});

export const warmStartArm = (rank: number, fullShare?: number): TunedArm<Training> => ({
  ...warmStart(rank),
  ...(fullShare !== undefined && { name: `warm start of ${100 * fullShare}%, r = ${rank}` }),
  trains: { kind: "warmStart", rank, ...(fullShare !== undefined && { fullShare }) },
  tuning: `warmStart-r${rank}${fullShare === undefined ? "" : `-after-${100 * fullShare}`}`,
});

export const expertsArm = (experts: number): TunedArm<Training> => ({
  ...mixtureOfExperts(experts),
  trains: { kind: "experts", experts },
  tuning: `experts-${experts}`,
});
