/** What the method section can name: the settings of the headline runs, and the sizes of their model and text. */
import { readAddresses, splitAddresses } from "../data/corpus.ts";
import type { Finding, ProfileName } from "../experiment.ts";
import { countParameters } from "../nn/costs.ts";
import { fullArm } from "./arms.ts";
import { type Headline, headline } from "./headline.ts";

/** The settings by their paths, and findings by id, as a slide has them. */
export interface MethodScope {
  readonly config: Headline;
  readonly findings: Readonly<Record<string, Finding>>;
}

/** A profile's scope. */
export function method(profile: ProfileName): MethodScope {
  const config = headline[profile];
  const { model, batchSize } = config.training;
  const { train } = splitAddresses(readAddresses());
  const characters = train.reduce((sum, { text }) => sum + text.length, 0);
  return {
    config,
    findings: {
      // The body is the same whatever the vocabulary.
      "body-weights": {
        value: countParameters({ ...model, vocabSize: 0 }, fullArm.trains).body,
        format: ",d",
      },
      documents: { value: train.length, format: "d" },
      "text-characters": { value: characters / 1e6, format: ".1f", unit: "million" },
      "characters-read": {
        value: config.steps * batchSize * model.contextLength,
        format: ",d",
      },
      seeds: { value: config.seeds.length, format: "d" },
    },
  };
}
