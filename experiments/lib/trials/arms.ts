/**
 * The arms that several slides compare. One record holds an arm's name and look, what it trains and the search for its
 * learning rate, so that the tables, figures and trials of an arm agree. A trial's config takes `trains` alone: a colour
 * in a config would be part of the trial's key.
 */
import {
  apolloMini,
  frozen,
  full,
  galore,
  type Look,
  lora,
  lowRank,
  mixtureOfExperts,
  reLora,
  warmStart,
  windowAttention,
} from "../charts/looks.ts";
import type { BodyTraining } from "../nn/config.ts";

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
export interface Arm<Trains = BodyTraining, Name extends string = string> extends Look<Name> {
  readonly trains: Trains;
}

/** An arm whose learning rate and warm-up are searched for. */
export interface TunedArm<Trains = BodyTraining, Name extends string = string> extends Arm<Trains, Name> {
  /** Its name in tuned.json; for a language model `tuningName` (core.ts) adds the width and the length of training. */
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
