/** The common setup of the language-model experiments, so that a run that several slides show is one run. */
import type { BodyTraining } from "../nn/config.ts";
import { tunedRate } from "../tuned.ts";
import type { PretrainConfig } from "./pretrain.run.ts";

/** Steps at which the alternatives are compared, and for which their rates are tuned. */
export const alternativeSteps = 400;

/** The report's seeds; those of pilots and of tuning are below. */
export const seedsFrom100 = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => 100 + index);

/** The name of an arm in tuned.json. */
export function tuningName(arm: BodyTraining): string {
  if (arm.kind === "full") return "full";
  return `${arm.kind === "lora" ? "lora" : "low-rank"}-r${arm.rank}`;
}

/** The tuned rate of an arm's body; 0 at rank 0, where nothing of the body is trained. */
export function tunedLearningRate(arm: BodyTraining): number {
  const isFrozen = arm.kind !== "full" && arm.rank === 0;
  return isFrozen ? 0 : tunedRate(tuningName(arm));
}

/** 98,304 weights in the body: enough to read further back than a trigram, and little enough for minutes. */
const coreModel = { dModel: 64, nLayers: 2, nHeads: 4, dFf: 256, contextLength: 32 };

/** Everything of a core run but its arm, rate, seed and length. 16 sequences of 32 characters a step. */
export const coreTraining = {
  model: coreModel,
  batchSize: 16,
  warmupSteps: 20,
  // Ten times a usual rate for the body: embeddings and head start near zero. Fixed in every arm, because one rate for
  // both would let the arms differ by their embeddings' rate.
  sharedLearningRate: 0.02,
  validationWindows: 512,
};

/** Steps at which arms are compared, and for which their rates are tuned. */
export const coreSteps = 1200;

export const fullArm: BodyTraining = { kind: "full" };

/** LoRA on all linear layers of the body, with alpha = rank, so that scaling is 1 and the rate alone is tuned. */
export const loraArm = (rank: number): BodyTraining => ({ kind: "lora", rank, alpha: rank });

/** The body frozen at its random start: only embeddings, positions and head are trained. */
export const frozenArm: BodyTraining = { kind: "lora", rank: 0, alpha: 0 };

/** A core run of an arm at its tuned rate. */
export function coreRun(
  arm: BodyTraining,
  run: Pick<PretrainConfig, "steps" | "seed" | "evalEvery">,
): PretrainConfig {
  return { ...coreTraining, ...run, arm, learningRate: tunedLearningRate(arm) };
}
