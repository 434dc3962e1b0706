/** Trains a name encoder from a random start, and measures it. The start is kept frozen below adapters. */
import {
  createNameEncoder,
  mergeAdapters,
  rankOf,
  trainedNames,
  withAdapters,
} from "../lib/nn/name-encoder.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext } from "../lib/trial.ts";
import {
  measureEncoder,
  readTranslationData,
  type TranslationConfig,
  trainEncoder,
} from "./encoder-training.ts";

export function run(config: TranslationConfig, { progress }: TrialContext) {
  const { arm, sizes, heldOut, seed } = config;
  const data = readTranslationData(heldOut, sizes.inputs, seed);
  const random = Random.seeded(seed).split("encoder");
  const encoder = withAdapters(createNameEncoder(random, sizes), random, sizes, rankOf(arm));
  const losses = trainEncoder(encoder, data.train, config, progress);
  const { inputWeight, outputWeight } = mergeAdapters(encoder, sizes);
  return {
    result: {
      ...measureEncoder(encoder, sizes, data),
      losses,
      concepts: data.concepts,
      families: data.families,
      trainConcepts: data.train.en.length,
      trainedParameters: trainedNames(arm).reduce((sum, name) => sum + encoder[name].length, 0),
    },
    artifacts: {
      inputWeight: { shape: [sizes.inputs, sizes.hidden], values: Float32Array.from(inputWeight) },
      outputWeight: { shape: [sizes.hidden, sizes.outputs], values: Float32Array.from(outputWeight) },
    },
  };
}
