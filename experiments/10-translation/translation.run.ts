/** Trains a name encoder from a random start; with adapters, the start stays frozen. */

import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { type TranslationConfig, trainFrom } from "./encoder-training.ts";
import { createNameEncoder } from "./name-encoder.ts";

export async function run(config: TranslationConfig, { engine, progress }: TrialContext) {
  await startEngine(engine);
  const random = Random.seeded(config.seed).split("encoder");
  return trainFrom(createNameEncoder(random, config.sizes), random, config, progress);
}
