/** The setup of the sentiment experiment: what its runs share, and the rates of its arms. */
import { domains } from "../data/sentences.ts";
import type { Arm } from "../nn/pooled-words.ts";
import { tunedRate } from "../tuned.ts";
import type { Task } from "./sentiment-training.ts";

/** What all runs share. Six passes over the sentences, after which accuracy no longer rises. */
export const sentimentTraining = {
  trainOn: domains,
  heldOutShare: 0.2,
  minimumCount: 2,
  dimension: 32,
  steps: 150,
  batchSize: 64,
  headLearningRate: 0.02,
};

/** The name of an arm's search in tuned.json. */
export const sentimentTuning = (task: Task, arm: Arm): string =>
  `${task}/${arm.kind === "lora" ? `lora-r${arm.rank}` : arm.kind}`;

/** The tuned rate of an arm's vectors or adapter; 0 where both are frozen. */
export const sentimentRate = (task: Task, arm: Arm): number =>
  arm.kind === "frozen" ? 0 : tunedRate(sentimentTuning(task, arm));
