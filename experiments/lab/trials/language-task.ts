/**
 * What all arms of a seed share: the text, the first weights and the batches. The seed determines each through its
 * own label. So arms start from the same model and read the same text, and their differences are paired.
 */

import { Random } from "../../kit/random.ts";
import { type Documents, drawBatches, spacedBatches } from "../data/batches.ts";
import { type HeldOut, readCorpus } from "../data/corpus.ts";
import type { ModelConfig } from "../nn/config.ts";
import { initialWeights } from "../nn/weights.ts";

/** The sequences on which a run is evaluated, the same for every arm and seed. */
export interface EvaluationConfig {
  /** Their documents. */
  readonly evaluatedOn: HeldOut;
  /** How many are evaluated during training. */
  readonly evaluationWindows: number;
  /** How many are evaluated at the end. */
  readonly finalWindows: number;
}

export interface LanguageTaskConfig extends EvaluationConfig {
  /** The vocabulary comes from the text. */
  readonly model: Omit<ModelConfig, "vocabSize">;
  readonly seed: number;
  /** Sequences per step. */
  readonly batchSize: number;
}

/** Sequences evaluated at once: a compromise between speed and memory. */
export const EVALUATION_BATCH = 64;

/** Sequences at equal distances through a text's held-out documents. `noise` is one batch, for frequent evaluations. */
export function heldOutBatches(
  documents: Documents,
  { evaluationWindows, finalWindows }: Omit<EvaluationConfig, "evaluatedOn">,
  contextLength: number,
) {
  const spaced = (count: number) => spacedBatches(documents, count, EVALUATION_BATCH, contextLength);
  return {
    noise: spaced(EVALUATION_BATCH),
    evaluations: spaced(evaluationWindows),
    final: spaced(finalWindows),
  };
}

/** Pre-training on the addresses, from random weights. */
export function createLanguageTask(config: LanguageTaskConfig) {
  const { vocabulary, train, ...heldOut } = readCorpus();
  const model: ModelConfig = { ...config.model, vocabSize: vocabulary.size };
  const { contextLength } = model;
  const random = Random.seeded(config.seed);
  return {
    model,
    weights: initialWeights(model, random.split("weights")),
    /** For an arm's other random values, such as adapters. */
    adapterRandom: random.split("adapters"),
    batches: drawBatches(train, random.split("batches"), config.batchSize, contextLength),
    heldOut: heldOutBatches(heldOut[config.evaluatedOn], config, contextLength),
  };
}
