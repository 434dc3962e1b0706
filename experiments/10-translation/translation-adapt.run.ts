/** Goes on from a trained name encoder, in full or by adapters on its frozen weights, and measures the result. */
import { startEngine } from "../lib/engine/backend.ts";
import { countTrained } from "../lib/nn/fit.ts";
import type { Weight } from "../lib/nn/weights.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext, TrialOutput } from "../lib/trial.ts";
import {
  measureEncoder,
  readTranslationData,
  type TranslationConfig,
  trainEncoder,
} from "./encoder-training.ts";
import { trainedBy, withAdapters, withoutAdapters } from "./name-encoder.ts";

interface Inputs {
  /** The trial whose encoder is adapted; of the same seed, so that what it held out is still held out. */
  readonly base: TrialOutput;
}

function weightOf({ artifacts }: TrialOutput, name: string, shape: Weight["shape"]): Weight {
  const values = artifacts?.[name]?.values;
  if (values === undefined) throw new Error(`missing artifact of the trained encoder: ${name}`);
  return { shape, values };
}

export async function run(config: TranslationConfig, { inputs, engine, progress }: TrialContext<Inputs>) {
  await startEngine(engine);
  const { arm, sizes, heldOut, seed } = config;
  const data = readTranslationData(heldOut, sizes.inputs, seed);
  const base = withoutAdapters(
    weightOf(inputs.base, "inputWeight", [sizes.inputs, sizes.hidden]),
    weightOf(inputs.base, "outputWeight", [sizes.hidden, sizes.outputs]),
  );
  const start = withAdapters(base, Random.seeded(seed).split("adapters"), arm);
  const { encoder } = trainEncoder(start, data.train, config, progress);
  return {
    result: {
      ...measureEncoder(encoder, data),
      trainedParameters: countTrained(encoder, trainedBy(arm)),
    },
  };
}
