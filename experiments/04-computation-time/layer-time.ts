/** Lists the measurements of a layer's time, and reads them. */

import { median } from "../kit/stats/describe.ts";
import { rowWith } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { type ComputationOrder, passFlops } from "../lab/nn/costs.ts";

/** The passes of training. */
export const STEP = "forward + backward" as const;

/** One pass to time. */
export interface Case {
  readonly order: ComputationOrder;
  readonly pass: "forward" | typeof STEP;
  readonly rank: number;
  readonly tokens: number;
}

/** FLOPs per second that the engine reaches on one core, roughly. */
const USUAL_RATE = 2e10;

/** FLOPs of one pass in a square layer. */
function operationsOf({ order, pass, rank, tokens }: Case, dModel: number): number {
  const { forward, backward } = passFlops(order, tokens, { inputs: dModel, outputs: dModel, rank });
  return pass === "forward" ? forward : forward + backward;
}

/** Times of a linear layer in several computation orders; runs alone. */
export const computationTime = defineTrial<typeof import("./computation-time.run.ts")>({
  kind: "computation-time",
  module: new URL("./computation-time.run.ts", import.meta.url),
  measuresTime: true,
  estimatedSeconds: ({ dModel, cases, repetitions, warmup }) =>
    1 + (repetitions + warmup) * cases.reduce((sum, one) => sum + operationsOf(one, dModel) / USUAL_RATE, 0),
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});

/** The layer of the deck's code, and what is timed in it. */
export interface LayerSettings {
  readonly rank: number;
  readonly layer: {
    readonly dModel: number;
    /** In a training step. */
    readonly tokens: number;
    /** In the call that the deck times. */
    readonly deckTokens: number;
    readonly sweepRanks: readonly number[];
  };
}

/** Two ratios: of a full layer's training step to that of LoRA, and of the deck's layer to a full one, forward only. */
export const comparedPasses = ({ rank, layer }: LayerSettings) => {
  const step = { pass: STEP, rank, tokens: layer.tokens };
  const forward = { pass: "forward" as const, rank, tokens: layer.deckTokens };
  return {
    fullOverLora: { over: { order: "full", ...step }, under: { order: "lora", ...step } },
    deckOverFull: { over: { order: "product", ...forward }, under: { order: "full", ...forward } },
  } satisfies Record<string, { readonly over: Case; readonly under: Case }>;
};

/** A training step in full, and with LoRA at each rank. */
export const sweptCases = ({ rank, layer: { tokens, sweepRanks } }: LayerSettings): readonly Case[] => [
  { order: "full", pass: STEP, rank, tokens },
  ...sweepRanks.map((swept) => ({ order: "lora" as const, pass: STEP, rank: swept, tokens })),
];

interface Timed extends Case {
  readonly milliseconds: readonly number[];
}

export function millisecondsOf(
  times: readonly Timed[],
  { order, pass, rank, tokens }: Case,
): readonly number[] {
  return rowWith(times, { order, pass, rank, tokens }).milliseconds;
}

interface Compared {
  readonly over: Case;
  readonly under: Case;
}

/** The ratio of the medians of one process. */
export const ratioOfTimes = (times: readonly Timed[], { over, under }: Compared): number =>
  median(millisecondsOf(times, over)) / median(millisecondsOf(times, under));

/** The same by FLOPs. */
export const ratioOfFlops = ({ over, under }: Compared, dModel: number): number =>
  operationsOf(over, dModel) / operationsOf(under, dModel);
