/**
 * Measures a trained name encoder: its contrastive loss and P@1 on names of one part, and P@1 on articles of law, for
 * which no encoder was trained. It is a separate trial, so that editing the measurement trains nothing again.
 */

import type { TrialContext, TrialOutput } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { meanContrastiveLoss, precisionsOf } from "./encoder-precision.ts";
import { encoderOf, type Sizes } from "./name-encoder.ts";
import { countNames, encodeTexts, readNames } from "./name-parts.ts";
import { readArticles } from "./names.ts";

interface PrecisionConfig {
  readonly sizes: Sizes;
  /** One part chooses learning rates; all reported results come from the other. */
  readonly evaluatedOn: "tuning" | "test";
  readonly temperature: number;
}

interface Inputs {
  readonly trained: TrialOutput;
}

export async function run(config: PrecisionConfig, { inputs, engine }: TrialContext<Inputs>) {
  await startEngine(engine);
  const { sizes, temperature } = config;
  const encoder = encoderOf(inputs.trained, sizes);
  const names = readNames(config.evaluatedOn, sizes.inputs);
  const articles = readArticles();
  return {
    result: {
      loss: meanContrastiveLoss(encoder, names, temperature),
      names: precisionsOf(encoder, names),
      articles: precisionsOf(
        encoder,
        encodeTexts((language) => articles[language], sizes.inputs),
      ),
      counts: countNames(),
    },
  };
}
