/**
 * Measures a trained name encoder: P@1 on names of one part, and on articles of law, for which no encoder was
 * trained. It is a separate trial, so that editing the measurement trains nothing again.
 */

import type { TrialContext, TrialOutput } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { precisionsOf } from "./encoder-precision.ts";
import { encoderOf, type Sizes } from "./name-encoder.ts";
import { countNames, encodeTexts, readNames } from "./name-parts.ts";
import { readArticles } from "./names.ts";

interface PrecisionConfig {
  readonly sizes: Sizes;
  /** One part chooses learning rates; all reported results come from the other. */
  readonly evaluatedOn: "tuning" | "test";
}

interface Inputs {
  readonly trained: TrialOutput;
}

export async function run({ sizes, evaluatedOn }: PrecisionConfig, { inputs, engine }: TrialContext<Inputs>) {
  await startEngine(engine);
  const encoder = encoderOf(inputs.trained, sizes);
  const articles = readArticles();
  return {
    result: {
      names: precisionsOf(encoder, readNames(evaluatedOn, sizes.inputs)),
      articles: precisionsOf(
        encoder,
        encodeTexts((language) => articles[language], sizes.inputs),
      ),
      counts: countNames(),
    },
  };
}
