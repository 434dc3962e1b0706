/** Lists the trials of the sentence classifier: their common settings and their arms. */

import type { SplitSizes } from "../kit/experiment.ts";
import { rowWith } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import type { TunedArm } from "../lab/arms.ts";
import { frozen, full, lora } from "../lab/arms.ts";
import { type Settings, settingsOf } from "../lab/settings.ts";
import { armText } from "../lab/trials/arm-text.ts";
import { openArm, openTraining } from "../lab/trials/open-settings.ts";
import tunings from "./chosen-settings.json" with { type: "json" };
import type { SentimentConfig, Task } from "./classifier-training.ts";
import type { VectorTraining } from "./pooled-words.ts";
import { domains } from "./sentences.ts";

const tunedSettings = settingsOf(tunings);

/** Common settings of all runs. Accuracy no longer rises after six passes over the sentences. */
export const sentimentTraining = {
  trainOn: domains,
  heldOutShare: 0.2,
  minimumCount: 2,
  dimension: 32,
  steps: 150,
  batchSize: 64,
  headLearningRate: 0.02,
};

/** An arm of both tasks; each task has its own search. */
export type ClassifierArm = TunedArm<VectorTraining>;

export const frozenVectors: ClassifierArm = {
  ...frozen,
  name: "frozen",
  trains: { kind: "frozen" },
  tuning: "frozen",
};

export const loraVectors = (rank: number): ClassifierArm => ({
  ...lora(rank),
  trains: { kind: "lora", rank },
  tuning: `lora-r${rank}`,
});

export const fullVectors: ClassifierArm = { ...full, trains: { kind: "full" }, tuning: "full" };

/** Ranks of the claims. */
export const claimedRanks = { twoClasses: 1, sixClasses: 4 };

/** The name of an arm's search in chosen-settings.json. */
export const sentimentTuning = (task: Task, tuning: string): string => `${task}/${tuning}`;

/** The tuned settings of an arm; the rate is that of its vectors or adapter. */
export const sentimentSettings = (task: Task, { tuning }: ClassifierArm): Settings =>
  tunedSettings(sentimentTuning(task, tuning));

/** The sizes of the splits, which all runs share. Splits overlap, so intervals over them are wider. */
export function splitSizes(
  runs: readonly { readonly trainSentences: number; readonly heldOutSentences: number }[],
): SplitSizes {
  const { trainSentences, heldOutSentences } = rowWith(runs, {});
  return { trainSize: trainSentences, testSize: heldOutSentences };
}

const ofClassifier = {
  data: ["sentences", "vader"],
  // Half a millisecond per step for thirty small operations.
  estimatedSeconds: ({ steps }: SentimentConfig) => 0.02 + 5e-4 * steps,
  describe: ({ arm, seed }: SentimentConfig) =>
    ({
      arm: armText(arm),
      seed,
      minor: ["arm", "seed", "learningRate", "headLearningRate", "warmupSteps"],
      steps: "steps",
      open: [...openArm(arm), ...openTraining],
    }) as const,
};

/** A classifier from random word vectors. */
export const sentiment = defineTrial<typeof import("./sentiment.run.ts")>({
  kind: "sentiment",
  module: new URL("./sentiment.run.ts", import.meta.url),
  ...ofClassifier,
});

/** A classifier from the vectors of `wordVectors`. */
export const sentimentPretrained = defineTrial<typeof import("./sentiment-pretrained.run.ts")>({
  kind: "sentiment-pretrained",
  module: new URL("./sentiment-pretrained.run.ts", import.meta.url),
  ...ofClassifier,
});

/** Words in the plane that a classifier of all sentences learned. */
export const sentimentPlane = defineTrial<typeof import("./sentiment-plane.run.ts")>({
  kind: "sentiment-plane",
  module: new URL("./sentiment-plane.run.ts", import.meta.url),
  ...ofClassifier,
});

/** Word vectors from unlabelled text. */
export const wordVectors = defineTrial<typeof import("./word-vectors.run.ts")>({
  kind: "word-vectors",
  module: new URL("./word-vectors.run.ts", import.meta.url),
  data: ["sentences", "addresses in words"],
  estimatedSeconds: ({ contexts }) => 2 + contexts / 250,
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});
