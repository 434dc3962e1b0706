/** Trains a name encoder from a random start, which is kept frozen below adapters. */
import { startEngine } from "../lib/engine/backend.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext } from "../lib/trial.ts";
import { type TranslationConfig, trainFrom } from "./encoder-training.ts";
import { createNameEncoder } from "./name-encoder.ts";

export async function run(config: TranslationConfig, { engine, progress }: TrialContext) {
  await startEngine(engine);
  const random = Random.seeded(config.seed).split("encoder");
  return trainFrom(createNameEncoder(random, config.sizes), random, config, progress);
}
