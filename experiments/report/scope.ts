/** What the method section can name: how the language models are trained, and the sizes of their model and text. */

import type { Finding, ProfileName } from "../kit/experiment.ts";
import { fullArm } from "../lab/arms.ts";
import { readAddresses, splitAddresses } from "../lab/data/corpus.ts";
import { countParameters } from "../lab/nn/costs.ts";
import { SHARED_DEVIATION } from "../lab/nn/weights.ts";
import { sharedSearchCount, tiedSearches } from "../lab/settings.ts";
import { reportSeeds } from "../lab/setup.ts";
import { type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";

/** The settings by their paths, and findings by id, as a slide has them. */
export interface MethodScope {
  readonly config: TrainingPlan;
  readonly findings: Readonly<Record<string, Finding>>;
}

/** The constants of nn/optimizer.ts, which loads TensorFlow.js; a test compares them. */
export const optimizer = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, clip: 1 };

/** A profile's scope. */
export function method(profile: ProfileName): MethodScope {
  const config = trainingPlans[profile];
  const { model, batchSize } = config.training;
  const { train, tuning, test } = splitAddresses(readAddresses());
  // The body is the same whatever the vocabulary.
  const bodyWeights = countParameters({ ...model, vocabSize: 0 }, fullArm.trains).body;
  return {
    config,
    findings: {
      "body-weights": { value: bodyWeights, format: ",d" },
      "train-documents": { value: train.length, format: "d" },
      "tuning-documents": { value: tuning.length, format: "d" },
      "test-documents": { value: test.length, format: "d" },
      "characters-read": {
        value: config.lengths.long * batchSize * model.contextLength,
        format: ",d",
      },
      "characters-per-weight": {
        value: (config.lengths.long * batchSize * model.contextLength) / bodyWeights,
        format: ".3~r",
      },
      // GPT-3 175B (Brown et al. 2020, table 2.1).
      "scale-ratio": { value: 175e9 / bodyWeights, format: ",.2r" },
      searches: { value: sharedSearchCount, format: "d" },
      ties: { value: tiedSearches().length, format: "d" },
      beta1: { value: optimizer.beta1 },
      beta2: { value: optimizer.beta2 },
      epsilon: { value: optimizer.epsilon, format: "~g" },
      clip: { value: optimizer.clip },
      "outer-variance": { value: `${SHARED_DEVIATION}²` },
      "first-seed": { value: reportSeeds(1)[0] ?? 0, format: "d" },
    },
  };
}
