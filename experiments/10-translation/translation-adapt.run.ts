/** Goes on from a trained name encoder, in full or by adapters on its frozen weights, and measures the result. */
import { type NameEncoder, rankOf, trainedNames, withAdapters } from "../lib/nn/name-encoder.ts";
import { Random } from "../lib/random.ts";
import type { Artifact, TrialContext, TrialOutput } from "../lib/trial.ts";
import {
  measureEncoder,
  readTranslationData,
  type TranslationConfig,
  trainEncoder,
} from "./encoder-training.ts";

interface Inputs {
  /** The trial whose encoder is adapted; of the same seed, so that what it held out is still held out. */
  readonly base: TrialOutput;
}

function encoderFrom(artifacts: Readonly<Record<string, Artifact>> | undefined): NameEncoder {
  const weight = (name: "inputWeight" | "outputWeight"): Float64Array => {
    const artifact = artifacts?.[name];
    if (artifact === undefined) throw new Error(`missing artifact of the trained encoder: ${name}`);
    return Float64Array.from(artifact.values);
  };
  const empty = new Float64Array(0);
  return {
    inputWeight: weight("inputWeight"),
    outputWeight: weight("outputWeight"),
    inputA: empty,
    inputB: empty,
    outputA: empty,
    outputB: empty,
  };
}

export function run(config: TranslationConfig, { inputs, progress }: TrialContext<Inputs>) {
  const { arm, sizes, heldOut, seed } = config;
  const data = readTranslationData(heldOut, sizes.inputs, seed);
  const random = Random.seeded(seed).split("adapters");
  const encoder = withAdapters(encoderFrom(inputs.base.artifacts), random, sizes, rankOf(arm));
  trainEncoder(encoder, data.train, config, progress);
  return {
    result: {
      ...measureEncoder(encoder, sizes, data),
      trainedParameters: trainedNames(arm).reduce((sum, name) => sum + encoder[name].length, 0),
    },
  };
}
