/** A transformer's sizes, and which parts of it are trained. Plain data. */

/** Sizes of a decoder-only transformer. */
export interface ModelConfig {
  readonly dModel: number;
  readonly nLayers: number;
  readonly nHeads: number;
  /** Width of the feed-forward layer. */
  readonly dFf: number;
  readonly contextLength: number;
  readonly vocabSize: number;
  /** Positions that attention sees: its own and those before it; by default the whole context. */
  readonly attentionWindow?: number;
}

/** The linear layers of a block, in order of computation. */
export const bodyLinears = ["query", "key", "value", "output", "up", "down"] as const;
export type BodyLinear = (typeof bodyLinears)[number];

/**
 * How the body's linear layers are trained; embeddings, positions and head are always trained.
 * - full: every weight of the body.
 * - lora: adapters of this rank on the target modules of the target layers (by default all), on a frozen base. Rank 0
 *   has no adapters: the body stays as it was.
 * - lowRank: every weight of the body is a product of two thin factors, without a base.
 */
export type BodyTraining =
  | { readonly kind: "full" }
  | { readonly kind: "lowRank"; readonly rank: number }
  | {
      readonly kind: "lora";
      readonly rank: number;
      readonly alpha: number;
      readonly targetModules?: readonly BodyLinear[];
      readonly targetLayers?: readonly number[];
      /** LoRA+ (Hayou et al. 2024): the rate of B is this many times that of A; by default equal. */
      readonly rateRatio?: number;
    };

/** Inputs and outputs of a linear layer of a block: its weight is [inputs, outputs]. */
export function shapeOf(name: BodyLinear, { dModel, dFf }: ModelConfig): readonly [number, number] {
  if (name === "up") return [dModel, dFf];
  if (name === "down") return [dFf, dModel];
  return [dModel, dModel];
}

/** The name of a body weight, e.g. "layers.0.query", in artifacts and messages. */
export function bodyWeightName(layer: number, name: BodyLinear): string {
  return `layers.${layer}.${name}`;
}

/** Whether a linear layer has adapters. */
export function isAdapted(trains: BodyTraining, layer: number, name: BodyLinear): boolean {
  if (trains.kind !== "lora" || trains.rank === 0) return false;
  const { targetModules = bodyLinears, targetLayers = [layer] } = trains;
  return targetModules.includes(name) && targetLayers.includes(layer);
}

/** The rank of the adapter or factors that a linear layer trains; 0 if it trains neither. */
export function rankOf(trains: BodyTraining, layer: number, name: BodyLinear): number {
  if (trains.kind === "lowRank") return trains.rank;
  return trains.kind === "lora" && isAdapted(trains, layer, name) ? trains.rank : 0;
}

/** Shape of the projected gradient of a weight [in, out]: its shorter side is cut to the rank. */
export function projectedShape([inputs, outputs]: readonly [number, number], rank: number): [number, number] {
  return inputs <= outputs ? [Math.min(rank, inputs), outputs] : [inputs, Math.min(rank, outputs)];
}
