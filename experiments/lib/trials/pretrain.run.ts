/** Pre-trains the character transformer on the addresses from random weights, as one arm of an experiment. */
import { startEngine } from "../engine/backend.ts";
import type { TrialContext } from "../experiment.ts";
import type { Arm } from "../nn/config.ts";
import { evaluate, type TrainingConfig, train } from "../nn/train.ts";
import { bodyWeights, createTransformer, disposeTransformer, sharedWeights } from "../nn/transformer.ts";
import { createLanguageTask, type LanguageTaskConfig } from "./language-task.ts";
import { prefixed } from "./stored-weights.ts";

export interface PretrainConfig extends TrainingConfig, LanguageTaskConfig {
  readonly arm: Arm;
}

export async function run(config: PretrainConfig, context: TrialContext) {
  await startEngine(context.engine);
  const { model, weights, adapterRandom, batches, validationBatches } = createLanguageTask(config);
  const transformer = createTransformer(model, config.arm, weights, adapterRandom);
  const initialBody = bodyWeights(transformer);
  const history = train(transformer, config, batches, validationBatches, (step) =>
    context.progress(step / config.steps),
  );
  const { loss, lossByPosition } = evaluate(transformer, validationBatches);
  const finalBody = bodyWeights(transformer);
  const finalShared = sharedWeights(transformer);
  disposeTransformer(transformer);
  return {
    result: { ...history, finalLoss: loss, lossByPosition, vocabSize: model.vocabSize },
    artifacts: {
      ...prefixed("initial", initialBody),
      ...prefixed("final", finalBody),
      ...prefixed("shared", finalShared),
    },
  };
}
