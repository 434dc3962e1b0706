/** Trains a name encoder from a random start, which is kept frozen below adapters. */
import { startEngine } from "../lib/engine/backend.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext } from "../lib/trial.ts";
import { type TranslationConfig, trainEncoder } from "./encoder-training.ts";
import { createNameEncoder, trainedOutput, withAdapters } from "./name-encoder.ts";
import { readNames } from "./name-parts.ts";

export async function run(config: TranslationConfig, { engine, progress }: TrialContext) {
  await startEngine(engine);
  const { arm, sizes, seed } = config;
  const random = Random.seeded(seed).split("encoder");
  const start = withAdapters(createNameEncoder(random, sizes), random, arm);
  const { encoder, losses } = trainEncoder(start, readNames("train", sizes.inputs), config, progress);
  return trainedOutput(encoder, arm, losses);
}
