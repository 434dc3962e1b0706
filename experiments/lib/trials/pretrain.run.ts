/**
 * Pre-trains the character transformer on the addresses from random weights, as one arm of an experiment. First weights,
 * adapters and batches each come from the seed through their own label, so that all arms of a seed start from the same
 * model and read the same text: differences between them are paired.
 */
import { readCorpus } from "../data/corpus.ts";
import { drawBatches, spacedBatches } from "../data/windows.ts";
import { startEngine } from "../engine/backend.ts";
import type { TrialContext } from "../experiment.ts";
import type { Arm, ModelConfig } from "../nn/config.ts";
import { evaluate, type TrainingConfig, train } from "../nn/train.ts";
import { bodyWeights, createTransformer, disposeTransformer } from "../nn/transformer.ts";
import { initialWeights } from "../nn/weights.ts";
import { Random } from "../random.ts";

export interface PretrainConfig extends TrainingConfig {
  /** The vocabulary is the text's. */
  readonly model: Omit<ModelConfig, "vocabSize">;
  readonly arm: Arm;
  readonly seed: number;
  /** Windows in a step. */
  readonly batchSize: number;
  /** Windows of the validation documents on which the loss is taken, the same for every arm and seed. */
  readonly validationWindows: number;
}

/** Windows evaluated at once: a compromise between speed and memory. */
const EVALUATION_BATCH = 64;

export async function run(config: PretrainConfig, context: TrialContext) {
  await startEngine(context.engine);
  const { vocabulary, train: trainText, validation } = readCorpus();
  const model = { ...config.model, vocabSize: vocabulary.size };
  const { contextLength } = model;
  const random = Random.seeded(config.seed);
  const weights = initialWeights(model, random.split("weights"));
  const transformer = createTransformer(model, config.arm, weights, random.split("adapters"));
  const initialBody = bodyWeights(transformer);
  const validationBatches = spacedBatches(
    validation,
    config.validationWindows,
    EVALUATION_BATCH,
    contextLength,
  );
  const batches = drawBatches(trainText, random.split("batches"), config.batchSize, contextLength);
  const history = train(transformer, config, batches, validationBatches, (step) =>
    context.progress(step / config.steps),
  );
  const { loss, lossByPosition } = evaluate(transformer, validationBatches);
  const finalBody = bodyWeights(transformer);
  disposeTransformer(transformer);
  return {
    result: { ...history, finalLoss: loss, lossByPosition, vocabSize: vocabulary.size },
    artifacts: { ...prefixed("initial", initialBody), ...prefixed("final", finalBody) },
  };
}

function prefixed<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
