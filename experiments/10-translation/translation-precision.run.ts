/**
 * Measures a trained name encoder: P@1 on names of one part, and on articles of law, which no encoder was trained for. A
 * trial of its own, so that an edit of the measurement trains nothing anew.
 */

import type { TrialContext, TrialOutput } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { precisionsOf } from "./encoder-precision.ts";
import { encoderOf, type Sizes } from "./name-encoder.ts";
import { countNames, encodeTexts, readNames } from "./name-parts.ts";
import { readArticles } from "./names.ts";

interface PrecisionConfig {
  readonly sizes: Sizes;
  /** Learning rates are chosen on one part, and all that is reported comes from the other. */
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
