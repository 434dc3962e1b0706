/**
 * The arms that several slides compare: name, style, what is trained, and the search for its learning rate, in one record, so
 * that the tables, figures and trials of an arm agree. A trial's config takes `trains` alone: a colour in a config would be part
 * of the trial's key.
 */

import { type ArmStyle, armScales } from "../kit/charts/parts.ts";
import type { BodyTraining } from "./nn/config.ts";

/** All weights trained. */
export const full: ArmStyle<"full"> = { name: "full", color: "ink", dash: "solid", shape: "circle" };

/** The body frozen at random, only embeddings and head trained: the floor. */
export const frozen: ArmStyle<"rank 0"> = { name: "rank 0", color: "gray", dash: "dotted", shape: "cross" };

/** LoRA on a frozen base: the blues, ordered by rank. */
export function lora(rank: number): ArmStyle<`LoRA r = ${number}`> {
  const name = `LoRA r = ${rank}` as const;
  if (rank <= 2) return { name, color: "sky", dash: "shortDash", shape: "triangle-down" };
  if (rank <= 8) return { name, color: "blue", dash: "dashed", shape: "square" };
  return { name, color: "navy", dash: "longDash", shape: "triangle-up" };
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

/** All weights trained by gradients projected to a low rank. */
export const galore = (rank: number): ArmStyle<`GaLore r = ${number}`> => ({
  name: `GaLore r = ${rank}`,
  color: "green",
  dash: "longDash",
  shape: "cross",
});

/** All weights trained, each by a step whose length optimizer state of rank 1 chooses. */
export const apolloMini: ArmStyle<"APOLLO-Mini"> = {
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

/** LoRA on query and value alone. */
export const onQueryValue: ArmStyle<"query and value"> = {
  name: "query and value",
  color: "purple",
  dash: "dotted",
  shape: "cross",
};

/** LoRA on the feed-forward layers alone. */
export const onFeedForward: ArmStyle<"feed-forward"> = {
  name: "feed-forward",
  color: "green",
  dash: "dashDot",
  shape: "diamond",
};

/** Feed-forward layers of several experts, one for each token. */
export const mixtureOfExperts = (experts: number): ArmStyle<`MoE, ${number} experts`> => ({
  name: `MoE, ${experts} experts`,
  color: "purple",
  dash: "dashed",
  shape: "triangle-up",
});

/** Attention to the last few positions only. */
export const windowAttention = (positions: number): ArmStyle<`window of ${number}`> => ({
  name: `window of ${positions}`,
  color: "orange",
  dash: "dotted",
  shape: "square",
});

/** Everything frozen but the output layer. */
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

/**
 * What is trained of the body, or the method that trains it. A window of attention is full training of a model that
 * attends to fewer positions.
 */
export type Training =
  | BodyTraining
  | { readonly kind: "window"; readonly positions: number }
  | { readonly kind: "galore" | "warmStart"; readonly rank: number }
  | { readonly kind: "apollo" }
  | { readonly kind: "relora"; readonly rank: number }
  | { readonly kind: "experts"; readonly experts: number };

/** One side of a comparison. A slide's own arms are records of this type too, in the slide's folder. */
export interface Arm<Trains = BodyTraining, Name extends string = string> extends ArmStyle<Name> {
  readonly trains: Trains;
}

/** An arm whose learning rate and warm-up are searched for. */
export interface TunedArm<Trains = BodyTraining, Name extends string = string> extends Arm<Trains, Name> {
  /** Its name in chosen-settings.json; for a language model `tuningName` (setup.ts) adds the width and the length of training. */
  readonly tuning: string;
  /** The same of the core model's arm whose settings it takes while it has none of its own; its own unless given. */
  readonly coreTuning?: string;
}

export const fullArm: TunedArm<BodyTraining, "full"> = { ...full, trains: { kind: "full" }, tuning: "full" };

/** LoRA on all linear layers of the body, with alpha = rank: scaling is 1, and the rate alone is tuned. */
export const loraArm = (rank: number): TunedArm<BodyTraining, `LoRA r = ${number}`> => ({
  ...lora(rank),
  trains: { kind: "lora", rank, alpha: rank },
  tuning: `lora-r${rank}`,
});

/** The body frozen at its random start: only embeddings, positions and head are trained. */
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

/** Its rank is one, as its name says. */
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

export const warmStartArm = (rank: number): TunedArm<Training> => ({
  ...warmStart(rank),
  trains: { kind: "warmStart", rank },
  tuning: `warmStart-r${rank}`,
});

export const expertsArm = (experts: number): TunedArm<Training> => ({
  ...mixtureOfExperts(experts),
  trains: { kind: "experts", experts },
  tuning: `experts-${experts}`,
});

export const windowArm = (positions: number): TunedArm<Training> => ({
  ...windowAttention(positions),
  trains: { kind: "window", positions },
  tuning: "window",
});
