/** Trains a name encoder from a random start, and measures it. The start is kept frozen below adapters. */
import { startEngine } from "../lib/engine/backend.ts";
import { countTrained } from "../lib/nn/fit.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext } from "../lib/trial.ts";
import {
  measureEncoder,
  readTranslationData,
  type TranslationConfig,
  trainEncoder,
} from "./encoder-training.ts";
import { createNameEncoder, mergeAdapters, trainedBy, withAdapters } from "./name-encoder.ts";

export async function run(config: TranslationConfig, { engine, progress }: TrialContext) {
  await startEngine(engine);
  const { arm, sizes, heldOut, seed } = config;
  const data = readTranslationData(heldOut, sizes.inputs, seed);
  const random = Random.seeded(seed).split("encoder");
  const start = withAdapters(createNameEncoder(random, sizes), random, arm);
  const { encoder, losses } = trainEncoder(start, data.train, config, progress);
  const { inputWeight, outputWeight } = mergeAdapters(encoder);
  return {
    result: {
      ...measureEncoder(encoder, data),
      losses,
      concepts: data.concepts,
      families: data.families,
      trainConcepts: data.train.en.length,
      trainedParameters: countTrained(encoder, trainedBy(arm)),
    },
    artifacts: { inputWeight, outputWeight },
  };
}
