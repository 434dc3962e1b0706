/** A transformer small enough for finite differences, on weights and sequences of a fixed seed. */

import { Random } from "../../experiments/kit/random.ts";
import type { Batch, HeldOutBatch } from "../../experiments/lab/data/batches.ts";
import type { BodyTraining, ModelConfig } from "../../experiments/lab/nn/config.ts";
import { createTransformer, type Transformer } from "../../experiments/lab/nn/transformer.ts";
import { initialWeights } from "../../experiments/lab/nn/weights.ts";

export const tinyConfig: ModelConfig = {
  dModel: 8,
  nLayers: 2,
  nHeads: 2,
  dFf: 12,
  contextLength: 5,
  vocabSize: 11,
};

export function createTinyModel(arm: BodyTraining, seed = 1): Transformer {
  const random = Random.seeded(seed);
  const weights = initialWeights(tinyConfig, random.split("weights"));
  return createTransformer(tinyConfig, arm, weights, random.split("adapters"));
}

/** All of one document. */
export function createTinyBatch(seed = 1, batchSize = 3): HeldOutBatch {
  const random = Random.seeded(seed).split("batch");
  const { contextLength, vocabSize } = tinyConfig;
  const draw = () => Int32Array.from({ length: batchSize * contextLength }, () => random.integer(vocabSize));
  const documents = new Array<number>(batchSize).fill(0);
  return { inputs: draw(), targets: draw(), batchSize, contextLength, documents };
}

/** One batch to look at along the way and at the end. */
export const tinyHeldOut = (seed = 1) => ({
  evaluations: [createTinyBatch(seed)],
  final: [createTinyBatch(seed)],
});

/** Nothing to look at. */
export const notHeldOut = { evaluations: [], final: [] };

/** Endless copies of the same few batches. */
export function* tinyBatches(seed = 1): Generator<Batch, never> {
  while (true) for (let index = 0; index < 4; index++) yield createTinyBatch(seed + index);
}
