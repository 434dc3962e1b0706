/**
 * ReLoRA (Lialin et al. 2023, algorithm 1): LoRA that is regularly merged into its weight and restarted, so that the
 * sum of the updates can have a high rank. A restart (section 3 and the authors' code)
 * - adds scaling A B to the frozen weight, draws A anew and sets B to zero;
 * - prunes the moments of A and B: sets all entries but a random thousandth to zero;
 * - lets the rate rise from zero to the cosine again within a few steps ("jagged cosine").
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../../kit/random.ts";
import type { Artifact } from "../../kit/trial.ts";
import { bodyLinears } from "./config.ts";
import { initialAdapter, type LoraLayer, mergeLora } from "./lora.ts";
import type { Optimizer } from "./optimizer.ts";
import type { TrainingMethod } from "./train.ts";
import type { Block, Transformer } from "./transformer.ts";

export interface ReLoraConfig {
  /** Steps between two restarts. */
  readonly restartEvery: number;
  /** Steps in which the rate recovers after a restart. */
  readonly restartWarmup: number;
  /** Share of the moments' entries that a restart sets to zero. */
  readonly pruned: number;
}

/**
 * The model with weights that a restart can change, and the method that restarts it. Restarts happen between two
 * steps, never after the last of `steps`, when nothing more is learned.
 */
export function withRestarts(
  model: Transformer,
  config: ReLoraConfig,
  steps: number,
  random: Random,
): { readonly model: Transformer; readonly method: TrainingMethod } {
  const restartable = { ...model, blocks: model.blocks.map(withVariableWeights) };
  const isRestart = (step: number) => step > 0 && step < steps && step % config.restartEvery === 0;
  return {
    model: restartable,
    method: {
      rateFactor: (step) => restartFactor(step, config),
      afterStep: (step, optimizer) => {
        if (isRestart(step)) restart(restartable, optimizer, config.pruned, random.split(step));
      },
    },
  };
}

/** 1 before the first restart. After one, it rises linearly from zero to 1 during the warm-up. Steps count from 1. */
export function restartFactor(step: number, { restartEvery, restartWarmup }: ReLoraConfig): number {
  const sinceRestart = ((step - 1) % restartEvery) + 1;
  const isFirstPart = step <= restartEvery;
  return isFirstPart ? 1 : Math.min(1, sinceRestart / (restartWarmup + 1));
}

/** Frozen weights as variables that no optimizer trains. */
function withVariableWeights(block: Block): Block {
  const layers = bodyLinears.map((name) => {
    const layer = block[name];
    if (layer.kind !== "lora") return [name, layer] as const;
    const weight = tf.variable(layer.weight, false) as tf.Tensor as tf.Tensor2D;
    layer.weight.dispose();
    return [name, { ...layer, weight }] as const;
  });
  return Object.fromEntries(layers) as Block;
}

function restart(model: Transformer, optimizer: Optimizer, pruned: number, random: Random): void {
  for (const [index, block] of model.blocks.entries()) {
    for (const name of bodyLinears) {
      const layer = block[name];
      if (layer.kind === "lora") restartLayer(layer, random.split("adapter").split(`${index}.${name}`));
    }
  }
  for (const { name, group } of model.parameters) {
    const moments = optimizer.moments.get(name);
    if (group !== "body" || moments === undefined) continue;
    prune(moments.first, pruned, random.split("first").split(name));
    prune(moments.second, pruned, random.split("second").split(name));
  }
}

/** Merges an adapter and gives it new first values: A random, B zero. The layer's function does not change. */
export function restartLayer(layer: LoraLayer, random: Random): void {
  const { weight, loraA, loraB } = layer;
  const [, rank] = loraA.shape;
  const first = initialAdapter(weight.shape, rank, random);
  tf.tidy(() => {
    assign(weight, mergeLora(layer));
    assign(loraA, tensorOf(first.loraA));
    assign(loraB, tensorOf(first.loraB));
  });
}

/** Sets a random share of a tensor's entries to zero. */
export function prune(moments: tf.Variable, share: number, random: Random): void {
  const kept = moments.dataSync<"float32">().map((value) => (random.uniform() < share ? 0 : value));
  tf.tidy(() => moments.assign(tf.tensor(kept, moments.shape)));
}

const tensorOf = ({ shape, values }: Artifact): tf.Tensor2D => tf.tensor2d(values, shape as [number, number]);

function assign(target: tf.Tensor, value: tf.Tensor): void {
  if (!(target instanceof tf.Variable)) throw new TypeError("invalid layer: its weight is no variable");
  target.assign(value);
}
