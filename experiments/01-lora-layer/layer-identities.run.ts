/** Identities that hold for every LoRA layer, checked on a random layer for the deck's class (slide 1) and for ours. */
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { linear } from "../lab/engine/ops.ts";
import { applyLora, initialAdapter, type LoraLayer, mergeLora, scalingOf } from "../lab/nn/lora.ts";

interface Config {
  readonly inputs: number;
  readonly outputs: number;
  readonly rank: number;
  readonly alpha: number;
  /** Rows of the input; the deck's example has one row. */
  readonly batchSize: number;
  readonly seed: number;
}

function gaussian(random: Random, rows: number, columns: number, deviation = 1): tf.Tensor2D {
  const values = Float32Array.from({ length: rows * columns }, () => deviation * random.normal());
  return tf.tensor2d(values, [rows, columns]);
}

const largest = (tensor: tf.Tensor): number => tensor.abs().max().dataSync()[0] ?? Number.NaN;

/** The deck's forward pass, x (A B), with A ~ N(0, 1) and B = 0. */
function deckLayer({ inputs, outputs, rank }: Config, random: Random, x: tf.Tensor2D) {
  const a = gaussian(random, inputs, rank);
  const b = tf.zeros<tf.Rank.R2>([rank, outputs]);
  const output = linear(x, linear(a, b) as tf.Tensor2D);
  return { shape: output.shape.join(" × "), largestOutput: largest(output) };
}

function ourLayer({ inputs, outputs, rank, alpha }: Config, random: Random): LoraLayer {
  const { loraA, loraB } = initialAdapter([inputs, outputs], rank, random.split("adapter"));
  return {
    kind: "lora",
    weight: gaussian(random.split("weight"), inputs, outputs, 1 / Math.sqrt(inputs)),
    loraA: tf.tensor2d(loraA.values, [inputs, rank]),
    loraB: tf.tensor2d(loraB.values, [rank, outputs]),
    scaling: scalingOf({ rank, alpha }),
  };
}

/** Gradients of both factors at the start, for a random output gradient. */
function startGradients(layer: LoraLayer, x: tf.Tensor2D, outputGradient: tf.Tensor2D) {
  const [ofA, ofB] = tf.grads((a, b) =>
    applyLora({ ...layer, loraA: a as tf.Tensor2D, loraB: b as tf.Tensor2D }, x),
  )([layer.loraA, layer.loraB], outputGradient);
  if (ofA === undefined || ofB === undefined) throw new Error("missing gradient of a factor");
  return { largestOfA: largest(ofA), largestOfB: largest(ofB) };
}

function measure(config: Config) {
  const { inputs, outputs, rank, batchSize, seed } = config;
  const random = Random.seeded(seed);
  const x = gaussian(random.split("x"), batchSize, inputs);
  const layer = ourLayer(config, random);
  const base = linear(x, layer.weight);
  // Training makes B nonzero; any nonzero B can compare the merged layer with the unmerged one.
  const trained = { ...layer, loraB: gaussian(random.split("B"), rank, outputs) };
  const unmerged = applyLora(trained, x);
  return {
    deck: deckLayer(config, random.split("deck"), x),
    updateAtStart: largest(applyLora(layer, x).sub(base)),
    gradients: startGradients(layer, x, gaussian(random.split("output gradient"), batchSize, outputs)),
    mergedDifference: largest(unmerged.sub(linear(x, mergeLora(trained)))),
    largestOutput: largest(unmerged),
  };
}

export async function run(config: Config, context: TrialContext) {
  await startEngine(context.engine);
  return { result: tf.tidy(() => measure(config)) };
}
