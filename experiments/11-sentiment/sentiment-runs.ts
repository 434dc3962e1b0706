/** Lists the trials of the sentence classifier: their common settings and their arms. */

import type { SplitSizes } from "../kit/experiment.ts";
import { rowWith } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import type { TunedArm } from "../lab/arms.ts";
import { frozen, full, lora } from "../lab/arms.ts";
import { type Settings, settingsOf, tuningMargin } from "../lab/settings.ts";
import { warmupOf } from "../lab/setup.ts";
import { armText } from "../lab/trials/arm-text.ts";
import { openArm, openTraining } from "../lab/trials/open-settings.ts";
import choices from "./chosen-settings.json" with { type: "json" };
import type { SentimentConfig, Task } from "./classifier-training.ts";
import type { VectorTraining } from "./pooled-words.ts";
import { domains } from "./sentences.ts";

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

/** The name of an arm's search in chosen-settings.json. */
export const sentimentSearchName = (task: Task, { tuning }: ClassifierArm): string => `${task}/${tuning}`;

type Run = Omit<SentimentConfig, "arm" | "learningRate" | "warmupSteps">;

/** A run's config; the rate is that of its vectors or adapter. Frozen vectors have none. */
export function sentimentRun(
  arm: ClassifierArm,
  run: Run,
  { learningRate }: Settings = arm.trains.kind === "frozen"
    ? { learningRate: 0 }
    : settingsOf(choices)(sentimentSearchName(run.task, arm)),
): SentimentConfig {
  return { ...run, arm: arm.trains, learningRate, warmupSteps: warmupOf(run.steps) };
}

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

/** The evidence of words in a classifier of all sentences. */
export const wordPolarity = defineTrial<typeof import("./word-polarity.run.ts")>({
  kind: "word-polarity",
  module: new URL("./word-polarity.run.ts", import.meta.url),
  ...ofClassifier,
});

/** What the arms of a task might gain from other rates, as a share of the sentences. */
export const sentimentTuningMargin = (task: Task, arms: readonly ClassifierArm[]): number =>
  tuningMargin(
    arms.map((arm) => sentimentSearchName(task, arm)),
    choices,
  );
