/** What the method section can name: how the language models are trained, and the sizes of their model and text. */

import type { Finding, ProfileName } from "../kit/experiment.ts";
import { fullArm } from "../lab/arms.ts";
import { readAddresses, splitAddresses } from "../lab/data/corpus.ts";
import replication from "../lab/data/replication.json" with { type: "json" };
import { countParameters } from "../lab/nn/costs.ts";
import { reportSeeds } from "../lab/setup.ts";
import { type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";

/** The settings by their paths, and findings by id, as a slide has them. */
export interface MethodScope {
  readonly config: TrainingPlan;
  readonly findings: Readonly<Record<string, Finding>>;
}

/** Of the final losses of the headline's runs, here and in PyTorch. */
const largestDifference = Math.max(...replication.runs.map(({ here, pytorch }) => Math.abs(here - pytorch)));

/** A profile's scope. */
export function method(profile: ProfileName): MethodScope {
  const config = trainingPlans[profile];
  const { model, batchSize } = config.training;
  const { train, tuning, test } = splitAddresses(readAddresses());
  return {
    config,
    findings: {
      // The body is the same whatever the vocabulary.
      "body-weights": {
        value: countParameters({ ...model, vocabSize: 0 }, fullArm.trains).body,
        format: ",d",
      },
      "train-documents": { value: train.length, format: "d" },
      "tuning-documents": { value: tuning.length, format: "d" },
      "test-documents": { value: test.length, format: "d" },
      "characters-read": {
        value: config.lengths.long * batchSize * model.contextLength,
        format: ",d",
      },
      rounding: { value: largestDifference, format: ".3f", unit: "nats" },
      "first-seed": { value: reportSeeds(1)[0] ?? 0, format: "d" },
    },
  };
}
