/** Continues training a name encoder, in full or by adapters on its frozen weights. */

import { Random } from "../kit/random.ts";
import type { TrialContext, TrialOutput } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { type TranslationConfig, trainFrom } from "./encoder-training.ts";
import { encoderOf } from "./name-encoder.ts";

interface Inputs {
  /** The trial whose encoder is adapted. */
  readonly base: TrialOutput;
}

export async function run(config: TranslationConfig, { inputs, engine, progress }: TrialContext<Inputs>) {
  await startEngine(engine);
  const random = Random.seeded(config.seed).split("adapters");
  return trainFrom(encoderOf(inputs.base, config.sizes), random, config, progress);
}
