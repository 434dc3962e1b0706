/**
 * The Switch layer (Fedus, Zoph and Shazeer 2022, section 2): a block's feed-forward layer has several experts, and a
 * router sends each token to one of them. With p = softmax(x Wr) over E experts and i = argmax p (equation 2 with k =
 * 1),
 *
 *     y = p_i expert_i(x).
 *
 * An expert takes the first tokens of a batch, at most capacityFactor * N / E of N (equation 3); the residual
 * connection alone carries the rest. A penalty, balanceWeight * E * sum_i f_i P_i with the share f_i of tokens and
 * the mean probability P_i of each expert (equations 4 to 6), balances the load.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../../kit/random.ts";
import { activation, embedding, linear } from "../engine/ops.ts";
import { type BodyLinear, bodyWeightName, type ModelConfig } from "./config.ts";
import { createTransformer, type FeedForward, type Parameter, type Transformer } from "./transformer.ts";
import { initialWeights, type Weights } from "./weights.ts";

export interface ExpertsConfig {
  /** E. Each expert is as wide as the dense layer, so a token costs as much as there, plus the router. */
  readonly experts: number;
  readonly capacityFactor: number;
  readonly balanceWeight: number;
}

/** Where the tokens of a batch go. */
export interface Routing {
  /** The expert with the highest probability, for each token. */
  readonly chosen: Int32Array;
  /** The tokens of each expert in order, at most its capacity. */
  readonly taken: readonly (readonly number[])[];
}

/** Assigns tokens by their probabilities [N, E]. */
export function route(probabilities: Float32Array, experts: number, capacity: number): Routing {
  const tokens = probabilities.length / experts;
  const chosen = new Int32Array(tokens);
  const taken: number[][] = Array.from({ length: experts }, () => []);
  for (let token = 0; token < tokens; token++) {
    const row = probabilities.subarray(token * experts, (token + 1) * experts);
    const best = row.indexOf(Math.max(...row));
    chosen[token] = best;
    const queue = taken[best];
    if (queue !== undefined && queue.length < capacity) queue.push(token);
  }
  return { chosen, taken };
}

/** Tokens that an expert may take of a batch (equation 3). */
export function capacityOf(tokens: number, { experts, capacityFactor }: ExpertsConfig): number {
  return Math.ceil((capacityFactor * tokens) / experts);
}

/** A model whose feed-forward layers have experts, with the number of tokens that it has dropped. */
export interface MixtureModel {
  readonly model: Transformer;
  readonly routed: { tokens: number; dropped: number };
}

interface Expert {
  readonly up: tf.Tensor2D;
  readonly down: tf.Tensor2D;
}

interface SwitchLayer {
  readonly router: tf.Tensor2D;
  readonly experts: readonly Expert[];
}

/** Deviation of the router's first values: small, so that all experts are about equally likely at first. */
const ROUTER_DEVIATION = 0.02;

/** Builds the model on the dense model's weights; each block's first expert starts as the dense layer. */
export function createMixture(
  config: ModelConfig,
  experts: ExpertsConfig,
  weights: Weights,
  random: Random,
): MixtureModel {
  const dense = createTransformer(config, { kind: "full" }, weights, random);
  const added: Parameter[] = [];
  const trained = (name: string, shape: readonly [number, number], values: Float32Array): tf.Tensor2D => {
    const variable = tf.tidy(() => tf.variable(tf.tensor2d(values, [...shape])));
    added.push({ name, group: "body", variable });
    return variable as tf.Tensor as tf.Tensor2D;
  };
  const moreExperts = Array.from({ length: experts.experts - 1 }, (_, index) =>
    initialWeights(config, random.split("expert").split(index + 1)),
  );
  const layers = dense.blocks.map((block, layer): SwitchLayer => {
    const expertOf = (drawn: Weights, index: number): Expert => {
      const part = (linearName: BodyLinear) => {
        const weight = drawn[bodyWeightName(layer, linearName)];
        if (weight === undefined)
          throw new RangeError(`missing weight: ${bodyWeightName(layer, linearName)}`);
        const name = `${bodyWeightName(layer, linearName)}.${index + 1}`;
        return trained(name, weight.shape as [number, number], weight.values);
      };
      return { up: part("up"), down: part("down") };
    };
    if (block.up.kind !== "full" || block.down.kind !== "full")
      throw new TypeError("invalid block: not dense");
    const draw = random.split("router").split(layer);
    const router = Float32Array.from(
      { length: config.dModel * experts.experts },
      () => ROUTER_DEVIATION * draw.normal(),
    );
    return {
      router: trained(`layers.${layer}.router`, [config.dModel, experts.experts], router),
      experts: [{ up: block.up.weight, down: block.down.weight }, ...moreExperts.map(expertOf)],
    };
  });
  return assemble(dense, layers, added, experts);
}

function assemble(
  dense: Transformer,
  layers: readonly SwitchLayer[],
  added: readonly Parameter[],
  config: ExpertsConfig,
): MixtureModel {
  const routed = { tokens: 0, dropped: 0 };
  /** Balance losses of the current or last forward pass. */
  let balances: tf.Scalar[] = [];
  const feedForward: FeedForward = (_block, x, layer) => {
    if (layer === 0) balances = [];
    const { output, balance, dropped, tokens } = applySwitch(layers[layer] as SwitchLayer, x, config);
    balances.push(balance);
    routed.tokens += tokens;
    routed.dropped += dropped;
    return output;
  };
  const penalty = () => tf.addN(balances).mul<tf.Scalar>(config.balanceWeight);
  const parameters = [...dense.parameters, ...added];
  return { model: { ...dense, parameters, feedForward, penalty }, routed };
}

/** x [B, T, C] through the chosen experts. */
function applySwitch({ router, experts }: SwitchLayer, x: tf.Tensor, config: ExpertsConfig) {
  const flat = x.reshape<tf.Tensor2D>([-1, router.shape[0]]); // [B, T, C] -> [N, C]
  const [tokens, channels] = flat.shape;
  const probabilities = tf.softmax(linear(flat, router)) as tf.Tensor2D; // [N, E]
  const values = probabilities.dataSync<"float32">();
  const { chosen, taken } = route(values, experts.length, capacityOf(tokens, config));
  const selected = maskOf(chosen, experts.length);
  const gate = probabilities.mul(selected).sum(1, true); // [N, 1]
  const outputs = experts.map(({ up, down }, index) => {
    // An expert without tokens computes token 0, which nobody reads, so that its weights have a gradient: zero.
    const rows = taken[index]?.length ? [...(taken[index] ?? [])] : [0];
    const mine = embedding(flat, tf.tensor1d(rows, "int32"));
    return linear(activation(linear(mine, up), "relu"), down) as tf.Tensor2D;
  });
  const stacked = tf.concat([...outputs, tf.zeros([1, channels])]) as tf.Tensor2D;
  const combined = embedding(stacked, tf.tensor1d(placesOf(taken, tokens), "int32")); // [N, C]
  const shares = selected.mean(0); // f, [E]; constant
  const balance = probabilities.mean(0).mul(shares).sum().mul<tf.Scalar>(experts.length);
  return {
    output: combined.mul(gate).reshape(x.shape),
    balance,
    tokens,
    dropped: tokens - taken.reduce((sum, queue) => sum + queue.length, 0),
  };
}

/** [N, E]: 1 at each token's expert. */
function maskOf(chosen: Int32Array, experts: number): tf.Tensor2D {
  const mask = new Float32Array(chosen.length * experts);
  for (const [token, expert] of chosen.entries()) mask[token * experts + expert] = 1;
  return tf.tensor2d(mask, [chosen.length, experts]);
}

/** Each token's row in the stacked outputs; for a dropped token the last row, which is zero. */
function placesOf(taken: Routing["taken"], tokens: number): Int32Array {
  const rows = taken.reduce((sum, queue) => sum + Math.max(1, queue.length), 0);
  const places = new Int32Array(tokens).fill(rows);
  let first = 0;
  for (const queue of taken) {
    for (const [index, token] of queue.entries()) places[token] = first + index;
    first += Math.max(1, queue.length);
  }
  return places;
}
