/**
 * Exact costs of a transformer and its layers by formula: FLOPs of each order of computing a LoRA update, parameters,
 * training state. A multiply-add counts as two FLOPs; element-wise work is left out, as usual.
 */
import { type BodyTraining, bodyLinears, type ModelConfig, rankOf, shapeOf } from "./config.ts";

/** A weight, and for each trained number also its gradient and two moments. */
export function stateElements(config: ModelConfig, trains: BodyTraining): number {
  const { body, trainedBody } = countParameters(config, trains);
  if (trains.kind === "full") return 4 * body;
  return (trains.kind === "lora" ? body : 0) + 4 * trainedBody;
}

/** The size of `count` float32 numbers, in MB. */
export const megabytes = (elements: number): number => (4 * elements) / 1e6;

/** Sizes of a linear layer with an update of rank r. */
export interface AdaptedLinear {
  readonly inputs: number;
  readonly outputs: number;
  readonly rank: number;
}

/**
 * - full: x W, with W trained
 * - lora: x W + (x A) B, with W frozen
 * - factored: (x A) B, without a base weight
 * - product: x (A B), the deck's order, without a base weight
 * - merged: x (W + A B), merged anew for each batch, with W frozen
 */
export type ComputationOrder = "full" | "lora" | "factored" | "product" | "merged";

/** FLOPs of one pass over N tokens. */
export interface PassFlops {
  readonly forward: number;
  /** Gradients of the trained weights and of the input. */
  readonly backward: number;
}

type Formula = (dense: number, thin: number, update: number) => PassFlops;

/** By order, from dense = 2Nio (a product with W), thin = 2Nr(i + o) (both thin products), update = 2rio (A B). */
const FORMULAS: Readonly<Record<ComputationOrder, Formula>> = {
  // dX = dY W^T and dW = X^T dY.
  full: (dense) => ({ forward: dense, backward: 2 * dense }),
  // Only dX through W; each thin product costs twice its forward FLOPs.
  lora: (dense, thin) => ({ forward: dense + thin, backward: dense + 2 * thin }),
  factored: (_dense, thin) => ({ forward: thin, backward: 2 * thin }),
  // The gradient of the product A B is as large as a weight's; two products of 2rio then give the factors' gradients.
  product: (dense, _thin, update) => ({ forward: dense + update, backward: 2 * dense + 2 * update }),
  merged: (dense, _thin, update) => ({ forward: dense + update, backward: 2 * dense + 2 * update }),
};

/** FLOPs of a forward and of a backward pass. */
export function passFlops(order: ComputationOrder, tokens: number, layer: AdaptedLinear): PassFlops {
  const { inputs, outputs, rank } = layer;
  return FORMULAS[order](
    2 * tokens * inputs * outputs,
    2 * tokens * rank * (inputs + outputs),
    2 * rank * inputs * outputs,
  );
}

/** FLOPs of one training step as a share of full training's: 2/3 + r (i + o) / (i o) for lora, whatever the batch. */
export function trainingShare(order: ComputationOrder, tokens: number, layer: AdaptedLinear): number {
  const steps = passFlops(order, tokens, layer);
  const full = passFlops("full", tokens, layer);
  return (steps.forward + steps.backward) / (full.forward + full.backward);
}

/** The rank at which a LoRA step costs as much as a full one: i o / (3 (i + o)), d/6 for a square layer. */
export function breakEvenRankOfStep(inputs: number, outputs: number): number {
  return (inputs * outputs) / (3 * (inputs + outputs));
}

export interface ParameterCounts {
  /** Embeddings, positions and head: always trained. */
  readonly outer: number;
  /** Weights of the body's linear layers, trained or frozen. */
  readonly body: number;
  /** What is trained of the body: its weights, their adapters, or the factors that replace them. */
  readonly trainedBody: number;
}

export function countParameters(config: ModelConfig, trains: BodyTraining): ParameterCounts {
  const { dModel, nLayers, vocabSize, contextLength } = config;
  let body = 0;
  let adapters = 0;
  for (let layer = 0; layer < nLayers; layer++) {
    for (const name of bodyLinears) {
      const [inputs, outputs] = shapeOf(name, config);
      body += inputs * outputs;
      adapters += rankOf(trains, layer, name) * (inputs + outputs);
    }
  }
  return {
    outer: (2 * vocabSize + contextLength) * dModel,
    body,
    trainedBody: trains.kind === "full" ? body : adapters,
  };
}

export interface ModelFlops {
  /** The body's linear layers, with their adapters. */
  readonly body: PassFlops;
  /** Products of queries with keys and of attention weights with values. */
  readonly attention: PassFlops;
  /** The output layer. */
  readonly head: PassFlops;
}

/** How each kind of training computes a linear layer. */
const ORDERS = { full: "full", lora: "lora", lowRank: "factored" } as const;

const add = (a: PassFlops, b: PassFlops): PassFlops => ({
  forward: a.forward + b.forward,
  backward: a.backward + b.backward,
});

/** FLOPs of a forward and of a backward pass over `sequences` sequences of the model's context length. */
export function modelFlops(config: ModelConfig, trains: BodyTraining, sequences: number): ModelFlops {
  const { dModel, nLayers, contextLength, vocabSize } = config;
  const tokens = sequences * contextLength;
  let body: PassFlops = { forward: 0, backward: 0 };
  for (let layer = 0; layer < nLayers; layer++) {
    for (const name of bodyLinears) {
      const [inputs, outputs] = shapeOf(name, config);
      const rank = rankOf(trains, layer, name);
      // A frozen layer without adapter is LoRA of rank 0: its weight has no gradient.
      body = add(body, passFlops(ORDERS[trains.kind], tokens, { inputs, outputs, rank }));
    }
  }
  const scores = 4 * nLayers * sequences * contextLength * contextLength * dModel;
  return {
    body,
    attention: { forward: scores, backward: 2 * scores },
    head: passFlops("full", tokens, { inputs: dModel, outputs: vocabSize, rank: 0 }),
  };
}

/** All FLOPs of a training step, forward and backward. */
export function stepFlops(config: ModelConfig, trains: BodyTraining, sequences: number): number {
  const { body, attention, head } = modelFlops(config, trains, sequences);
  const { forward, backward } = [attention, head].reduce(add, body);
  return forward + backward;
}
