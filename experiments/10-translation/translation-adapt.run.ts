/** Goes on from a trained name encoder, in full or by adapters on its frozen weights. */
import { startEngine } from "../lib/engine/backend.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext, TrialOutput } from "../lib/trial.ts";
import { type TranslationConfig, trainEncoder } from "./encoder-training.ts";
import { encoderOf, trainedOutput, withAdapters } from "./name-encoder.ts";
import { readNames } from "./name-parts.ts";

interface Inputs {
  /** The trial whose encoder is adapted. */
  readonly base: TrialOutput;
}

export async function run(config: TranslationConfig, { inputs, engine, progress }: TrialContext<Inputs>) {
  await startEngine(engine);
  const { arm, sizes, seed } = config;
  const start = withAdapters(encoderOf(inputs.base, sizes), Random.seeded(seed).split("adapters"), arm);
  const { encoder, losses } = trainEncoder(start, readNames("train", sizes.inputs), config, progress);
  return trainedOutput(encoder, arm, losses);
}
