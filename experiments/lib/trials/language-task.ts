/**
 * What all arms of a seed share: the text, the first weights and the batches. Each comes from the seed through its own
 * label, so that arms start from the same model and read the same text, and differences between them are paired.
 */
import { drawBatches, spacedBatches } from "../data/batches.ts";
import { readCorpus } from "../data/corpus.ts";
import type { ModelConfig } from "../nn/config.ts";
import { initialWeights } from "../nn/weights.ts";
import { Random } from "../random.ts";

export interface LanguageTaskConfig {
  /** The vocabulary is the text's. */
  readonly model: Omit<ModelConfig, "vocabSize">;
  readonly seed: number;
  /** Sequences in a step. */
  readonly batchSize: number;
  /** Sequences of the validation documents on which the loss is taken, the same for every arm and seed. */
  readonly validationWindows: number;
}

/** Sequences evaluated at once: a compromise between speed and memory. */
export const EVALUATION_BATCH = 64;

/** Pre-training on the addresses, from random weights. */
export function createLanguageTask(config: LanguageTaskConfig) {
  const { vocabulary, train, validation } = readCorpus();
  const model: ModelConfig = { ...config.model, vocabSize: vocabulary.size };
  const { contextLength } = model;
  const random = Random.seeded(config.seed);
  return {
    model,
    weights: initialWeights(model, random.split("weights")),
    /** For what an arm draws beside the weights. */
    adapterRandom: random.split("adapters"),
    batches: drawBatches(train, random.split("batches"), config.batchSize, contextLength),
    validationBatches: spacedBatches(validation, config.validationWindows, EVALUATION_BATCH, contextLength),
  };
}
