/**
 * A decoder-only transformer with pluggable linear layers, as in GPT-2 (Radford et al. 2019) without biases and without
 * gain and shift in layer norms. Shapes: B batch, T positions, C = dModel, nh heads, hs = C / nh, V vocabulary.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../../kit/random.ts";
import type { Artifact } from "../../kit/trial.ts";
import { activation, embedding, layerNorm, linear, multiHeadAttention } from "../engine/ops.ts";
import {
  type BodyLinear,
  type BodyTraining,
  bodyLinears,
  bodyWeightName,
  isAdapted,
  type ModelConfig,
  shapeOf,
} from "./config.ts";
import { applyLora, initialAdapter, type LoraLayer, mergeLora, scalingOf } from "./lora.ts";
import { applyLowRank, initialFactors, type LowRankLayer, lowRankWeight } from "./low-rank.ts";
import type { Weights } from "./weights.ts";

/** A linear layer whose weight is trained, or frozen, or frozen with an adapter, or a product of trained factors. */
export type LinearLayer =
  | { readonly kind: "full" | "frozen"; readonly weight: tf.Tensor2D }
  | LoraLayer
  | LowRankLayer;

export type Block = Readonly<Record<BodyLinear, LinearLayer>>;

/** A variable that the optimizer updates. */
export interface Parameter {
  readonly name: string;
  readonly variable: tf.Variable;
  /** Every arm trains "outer" ones at the same rate; "body" ones differ between arms. */
  readonly group: "outer" | "body";
  /** Multiplies its group's rate; by default 1. */
  readonly rateFactor?: number;
}

export interface Transformer {
  readonly config: ModelConfig;
  /** [V, C] */
  readonly embedding: tf.Tensor2D;
  /** [T, C] */
  readonly positions: tf.Tensor2D;
  readonly blocks: readonly Block[];
  /** [C, V] */
  readonly head: tf.Tensor2D;
  /** All trained parameters, in a fixed order. */
  readonly parameters: readonly Parameter[];
  readonly feedForward?: FeedForward;
  /** Added to the loss after a forward pass in training. */
  readonly penalty?: () => tf.Scalar;
}

function weightNamed(weights: Weights, name: string): Artifact {
  const weight = weights[name];
  if (weight === undefined) throw new RangeError(`missing weight: ${name}`);
  return weight;
}

const tensorOf = ({ shape, values }: Artifact): tf.Tensor2D => tf.tensor2d(values, shape as [number, number]);

/** Builds a model on the given weights. `random` draws the adapters. */
export function createTransformer(
  config: ModelConfig,
  trains: BodyTraining,
  weights: Weights,
  random: Random,
): Transformer {
  const parameters: Parameter[] = [];
  const trained = (name: string, group: Parameter["group"], value: Artifact, rateFactor = 1): tf.Tensor2D => {
    const variable = tf.tidy(() => tf.variable(tensorOf(value)));
    parameters.push({ name, group, variable, rateFactor });
    return variable as tf.Tensor2D;
  };
  const createLinear = (layer: number, linearName: BodyLinear): LinearLayer => {
    const name = bodyWeightName(layer, linearName);
    const weight = weightNamed(weights, name);
    if (trains.kind === "full") return { kind: "full", weight: trained(name, "body", weight) };
    if (trains.kind === "lowRank") {
      const { a, b } = initialFactors(weight, trains.rank, random.split(name));
      return {
        kind: "lowRank",
        factorA: trained(`${name}.factorA`, "body", a),
        factorB: trained(`${name}.factorB`, "body", b),
      };
    }
    if (!isAdapted(trains, layer, linearName)) return { kind: "frozen", weight: tensorOf(weight) };
    const { loraA, loraB } = initialAdapter(shapeOf(linearName, config), trains.rank, random.split(name));
    return {
      kind: "lora",
      weight: tensorOf(weight),
      loraA: trained(`${name}.loraA`, "body", loraA),
      loraB: trained(`${name}.loraB`, "body", loraB, trains.rateRatio),
      scaling: scalingOf(trains),
    };
  };
  const outer = (name: string) => trained(name, "outer", weightNamed(weights, name));
  return {
    config,
    embedding: outer("embedding"),
    positions: outer("positions"),
    blocks: Array.from(
      { length: config.nLayers },
      (_, layer) => Object.fromEntries(bodyLinears.map((name) => [name, createLinear(layer, name)])) as Block,
    ),
    head: outer("head"),
    parameters,
  };
}

/** Frees a model's memory. */
export function disposeTransformer({ blocks, parameters }: Transformer): void {
  for (const { variable } of parameters) variable.dispose();
  for (const block of blocks) {
    for (const name of bodyLinears) {
      const layer = block[name];
      if (layer.kind !== "lowRank") layer.weight.dispose();
    }
  }
}

function applyLinear(layer: LinearLayer, x: tf.Tensor): tf.Tensor {
  if (layer.kind === "lora") return applyLora(layer, x);
  return layer.kind === "lowRank" ? applyLowRank(layer, x) : linear(x, layer.weight);
}

/** Causal multi-head self-attention: [B, T, C] -> [B, T, C]. */
function attention(block: Block, x: tf.Tensor, { nHeads, attentionWindow }: ModelConfig): tf.Tensor {
  const project = (name: "query" | "key" | "value") => applyLinear(block[name], x) as tf.Tensor3D;
  const mixed = multiHeadAttention(
    project("query"),
    project("key"),
    project("value"),
    nHeads,
    attentionWindow,
  );
  return applyLinear(block.output, mixed);
}

function dense(block: Block, x: tf.Tensor): tf.Tensor {
  return applyLinear(block.down, activation(applyLinear(block.up, x), "relu"));
}

/** The part of a block after its attention: [B, T, C] -> [B, T, C]. Dense unless a model brings its own. */
export type FeedForward = (block: Block, x: tf.Tensor, layer: number) => tf.Tensor;

/** The residual stream before the first block: ids [B, T] -> [B, T, C]. */
export function embed(model: Transformer, ids: tf.Tensor2D): tf.Tensor {
  return embedding(model.embedding, ids).add(model.positions); // [B, T, C] + [T, C]
}

/** One block of the residual stream: [B, T, C] -> [B, T, C]. */
export function applyBlock(
  { config, blocks, feedForward = dense }: Transformer,
  layer: number,
  x: tf.Tensor,
) {
  const block = blocks[layer] as Block;
  const attended = x.add<tf.Tensor>(attention(block, layerNorm(x), config));
  return attended.add<tf.Tensor>(feedForward(block, layerNorm(attended), layer));
}

/** Scores of the next character from the residual stream after the last block: [B, T, C] -> [B T, V]. */
export function scoresOf({ config, head }: Transformer, x: tf.Tensor): tf.Tensor2D {
  return linear(layerNorm(x), head).reshape<tf.Tensor2D>([-1, config.vocabSize]);
}

/** Scores of the next character at each position: ids [B, T] -> [B T, V]. */
export function logitsOf(model: Transformer, ids: tf.Tensor2D): tf.Tensor2D {
  let x = embed(model, ids);
  for (let layer = 0; layer < model.config.nLayers; layer++) x = applyBlock(model, layer, x);
  return scoresOf(model, x);
}

const readTensor = (tensor: tf.Tensor) => ({
  shape: tensor.shape,
  values: tensor.dataSync<"float32">().slice(),
});

/** The body's effective weights. */
export function bodyWeights({ blocks }: Transformer): Weights {
  const read = (layer: LinearLayer): Artifact => tf.tidy(() => readTensor(weightOf(layer)));
  return Object.fromEntries(
    blocks.flatMap((block, layer) =>
      bodyLinears.map((name) => [bodyWeightName(layer, name), read(block[name])]),
    ),
  );
}

/** The trained parameters by name. */
export function trainedWeights({ parameters }: Pick<Transformer, "parameters">): Weights {
  return Object.fromEntries(parameters.map(({ name, variable }) => [name, readTensor(variable)]));
}

/** Embeddings, positions and head, trained in every arm. */
export function outerWeights({ parameters }: Transformer): Weights {
  return trainedWeights({ parameters: parameters.filter(({ group }) => group === "outer") });
}

/** A layer's effective weight [in, out]: trained, frozen, merged, or multiplied out. */
function weightOf(layer: LinearLayer): tf.Tensor2D {
  if (layer.kind === "lora") return mergeLora(layer);
  return layer.kind === "lowRank" ? lowRankWeight(layer) : layer.weight;
}
