/** Lists the trials of the sentence classifier: what its runs share, and its arms. */
import { frozen, full, lora } from "../lib/charts/looks.ts";
import { defineTrial } from "../lib/trial.ts";
import type { Arm, TunedArm } from "../lib/trials/arms.ts";
import { ratesOf } from "../lib/trials/tuned.ts";
import type { SentimentConfig, Task } from "./classifier-training.ts";
import type { VectorTraining } from "./pooled-words.ts";
import { domains } from "./sentences.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

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

/** An arm of both tasks, each of which has a search of its own. */
export type ClassifierArm = Arm<VectorTraining>;

export const frozenVectors: ClassifierArm = { ...frozen, name: "frozen", trains: { kind: "frozen" } };

export const loraVectors = (rank: number): TunedArm<VectorTraining> => ({
  ...lora(rank),
  trains: { kind: "lora", rank },
  tuning: `lora-r${rank}`,
});

export const fullVectors: TunedArm<VectorTraining> = { ...full, trains: { kind: "full" }, tuning: "full" };

/** The name of an arm's search in tuned.json. */
export const sentimentTuning = (task: Task, tuning: string): string => `${task}/${tuning}`;

/** The tuned rate of an arm's vectors or adapter; 0 where both are frozen. */
export const sentimentRate = (task: Task, { tuning }: ClassifierArm): number =>
  tuning === undefined ? 0 : tunedRate(sentimentTuning(task, tuning));

/** Reading the sentences, and half a millisecond a step for thirty small operations. */
const estimatedSeconds = ({ steps }: SentimentConfig) => 0.1 + 5e-4 * steps;

/** A classifier from random word vectors. */
export const sentiment = defineTrial<typeof import("./sentiment.run.ts")>({
  kind: "sentiment",
  module: new URL("./sentiment.run.ts", import.meta.url),
  estimatedSeconds,
});

/** A classifier from vectors of wordVectors. */
export const sentimentPretrained = defineTrial<typeof import("./sentiment-pretrained.run.ts")>({
  kind: "sentiment-pretrained",
  module: new URL("./sentiment-pretrained.run.ts", import.meta.url),
  estimatedSeconds,
});

/** Words in the plane that a classifier of all sentences learned. */
export const sentimentPlane = defineTrial<typeof import("./sentiment-plane.run.ts")>({
  kind: "sentiment-plane",
  module: new URL("./sentiment-plane.run.ts", import.meta.url),
  estimatedSeconds,
});

/** Word vectors from unlabelled text. */
export const wordVectors = defineTrial<typeof import("./word-vectors.run.ts")>({
  kind: "word-vectors",
  module: new URL("./word-vectors.run.ts", import.meta.url),
  estimatedSeconds: ({ contexts }) => 2 + contexts / 250,
});
