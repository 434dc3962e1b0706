/**
 * How each arm is drawn, everywhere: its colour, dash and shape, so that no two arms of one figure differ by colour
 * alone. Tables hold an arm by its name.
 */
import { type ColorName, colors, dashes } from "../../../templates/theme.ts";

export interface Look<Name extends string = string> {
  /** As tables, axes and labels show it. Its type is the name itself, so that a table's filter cannot misspell it. */
  readonly name: Name;
  readonly color: ColorName;
  readonly dash: keyof typeof dashes;
  /** Of its points; Vega's name. */
  readonly shape:
    | "circle"
    | "square"
    | "diamond"
    | "cross"
    | "triangle-up"
    | "triangle-down"
    | "triangle-left"
    | "triangle-right";
}

/** All weights trained. */
export const full: Look<"full"> = { name: "full", color: "ink", dash: "solid", shape: "circle" };

/** The body frozen at random, only embeddings and head trained: the floor. */
export const frozen: Look<"rank 0"> = { name: "rank 0", color: "gray", dash: "dotted", shape: "cross" };

/** LoRA on a frozen base: the blues, ordered by rank. */
export function lora(rank: number): Look<`LoRA r = ${number}`> {
  const name = `LoRA r = ${rank}` as const;
  if (rank <= 2) return { name, color: "sky", dash: "shortDash", shape: "triangle-down" };
  if (rank <= 8) return { name, color: "blue", dash: "dashed", shape: "square" };
  return { name, color: "navy", dash: "longDash", shape: "triangle-up" };
}

/** The deck's LoRA: its code says rank 4. */
export const deckLora: Look = { ...lora(4), name: "LoRA" };

/** W = BA without a base weight. */
export const lowRank = (rank: number): Look<`W = BA, r = ${number}`> => ({
  name: `W = BA, r = ${rank}`,
  color: "orange",
  dash: rank <= 8 ? "dashDot" : "shortDash",
  shape: "diamond",
});

/** LoRA merged and restarted during training. */
export const reLora = (rank: number): Look<`ReLoRA r = ${number}`> => ({
  name: `ReLoRA r = ${rank}`,
  color: "vermillion",
  dash: "dashDot",
  shape: "triangle-left",
});

/** All weights trained by gradients projected to a low rank. */
export const galore = (rank: number): Look<`GaLore r = ${number}`> => ({
  name: `GaLore r = ${rank}`,
  color: "green",
  dash: "longDash",
  shape: "cross",
});

/** All weights trained, each by a step whose length optimizer state of rank 1 chooses. */
export const apolloMini: Look<"APOLLO-Mini"> = {
  name: "APOLLO-Mini",
  color: "green",
  dash: "shortDash",
  shape: "triangle-down",
};

/** Full training first, LoRA after. */
export const warmStart = (rank: number): Look<`warm start, r = ${number}`> => ({
  name: `warm start, r = ${rank}`,
  color: "purple",
  dash: "longDash",
  shape: "triangle-right",
});

/** LoRA on query and value alone. */
export const onQueryValue: Look<"query and value"> = {
  name: "query and value",
  color: "purple",
  dash: "dotted",
  shape: "cross",
};

/** LoRA on the feed-forward layers alone. */
export const onFeedForward: Look<"feed-forward"> = {
  name: "feed-forward",
  color: "green",
  dash: "dashDot",
  shape: "diamond",
};

/** Feed-forward layers of several experts, one for each token. */
export const mixtureOfExperts = (experts: number): Look<`MoE, ${number} experts`> => ({
  name: `MoE, ${experts} experts`,
  color: "purple",
  dash: "dashed",
  shape: "triangle-up",
});

/** Attention to the last few positions only. */
export const windowAttention = (positions: number): Look<`window of ${number}`> => ({
  name: `window of ${positions}`,
  color: "orange",
  dash: "dotted",
  shape: "square",
});

/** Everything frozen but the output layer. */
export const headOnly: Look<"head only"> = { ...frozen, name: "head only" };

/** Scales that give each arm its own look; the order is that of the list. */
export function armScales(arms: readonly Look[]) {
  const domain = arms.map((arm) => arm.name);
  return {
    color: { domain, range: arms.map((arm) => colors[arm.color].light) },
    dash: { domain, range: arms.map((arm) => [...dashes[arm.dash]]) },
    shape: { domain, range: arms.map((arm) => arm.shape) },
  };
}

/** Colour and shape of points by arm, with a legend. */
export function armPoints(
  field: string,
  arms: readonly Look[],
  legend: { readonly orient: "top" | "bottom"; readonly columns: number },
) {
  const scales = armScales(arms);
  const byArm = { field, type: "nominal" } as const;
  return {
    color: { ...byArm, scale: scales.color, legend: { title: null, ...legend } },
    shape: { ...byArm, scale: scales.shape },
  };
}
