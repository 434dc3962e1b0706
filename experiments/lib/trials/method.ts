/** What the method section can name: how the language models are trained, and the sizes of their model and text. */
import { readAddresses, splitAddresses } from "../data/corpus.ts";
import type { Finding, ProfileName } from "../experiment.ts";
import { countParameters } from "../nn/costs.ts";
import { fullArm } from "./arms.ts";
import { reportSeeds } from "./core.ts";
import { type Scale, scales } from "./language-runs.ts";
import replication from "./replication.json" with { type: "json" };

/** The settings by their paths, and findings by id, as a slide has them. */
export interface MethodScope {
  readonly config: Scale;
  readonly findings: Readonly<Record<string, Finding>>;
}

/** Of the final losses of the headline's runs, here and in PyTorch. */
const largestDifference = Math.max(...replication.runs.map(({ here, pytorch }) => Math.abs(here - pytorch)));

/** A profile's scope. */
export function method(profile: ProfileName): MethodScope {
  const config = scales[profile];
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
