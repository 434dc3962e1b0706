/** Trains a name encoder from a random start; with adapters, the start stays frozen. */

import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { type TranslationConfig, trainEncoder } from "./encoder-training.ts";
import { createNameEncoder, trainedOutput, withAdapters } from "./name-encoder.ts";
import { readNames } from "./name-parts.ts";

export async function run(config: TranslationConfig, { engine, progress }: TrialContext) {
  await startEngine(engine);
  const { arm, sizes } = config;
  const random = Random.seeded(config.seed).split("encoder");
  const start = withAdapters(createNameEncoder(random, sizes), random, arm);
  const { encoder, losses } = trainEncoder(start, readNames("train", sizes.inputs), config, progress);
  return trainedOutput(encoder, arm, losses);
}
