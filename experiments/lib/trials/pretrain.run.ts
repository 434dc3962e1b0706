/** Pre-trains the character transformer on the addresses from random weights, as one arm of an experiment. */
import * as tf from "@tensorflow/tfjs-core";
import { startEngine } from "../engine/backend.ts";
import type { BodyTraining } from "../nn/config.ts";
import { type TrainingConfig, train } from "../nn/train.ts";
import {
  bodyWeights,
  createTransformer,
  disposeTransformer,
  sharedWeights,
  type Transformer,
} from "../nn/transformer.ts";
import { prefixed } from "../nn/weights.ts";
import type { TrialContext } from "../trial.ts";
import { createGradientLog } from "./gradient-log.ts";
import { createLanguageTask, type LanguageTaskConfig } from "./language-task.ts";

export interface PretrainConfig extends TrainingConfig, LanguageTaskConfig {
  readonly arm: BodyTraining;
  /** Where given, gradients are looked at before the first step and after every so many. */
  readonly gradientsEvery?: number;
  /** Both factors of LoRA start at zero, instead of B alone. */
  readonly deadStart?: true;
}

function zeroFactors({ parameters }: Transformer): void {
  for (const { name, variable } of parameters) {
    if (name.endsWith(".loraA")) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
  }
}

/** Trains, and probes the gradients if that is asked for. */
function trainWithLog(
  transformer: Transformer,
  config: PretrainConfig,
  { batches, validationBatches }: ReturnType<typeof createLanguageTask>,
  context: TrialContext,
) {
  const { steps, gradientsEvery } = config;
  const log =
    gradientsEvery === undefined
      ? { batches, probes: [], afterStep: () => {} }
      : createGradientLog(transformer, batches, { every: gradientsEvery, steps });
  const onStep = (step: number) => context.progress(step / steps);
  const history = train(transformer, config, log.batches, validationBatches, onStep, log);
  return { ...history, gradients: log.probes };
}

export async function run(config: PretrainConfig, context: TrialContext) {
  await startEngine(context.engine);
  const task = createLanguageTask(config);
  const transformer = createTransformer(task.model, config.arm, task.weights, task.adapterRandom);
  if (config.deadStart) zeroFactors(transformer);
  const initialBody = bodyWeights(transformer);
  const { final, ...history } = trainWithLog(transformer, config, task, context);
  const finalBody = bodyWeights(transformer);
  const finalShared = sharedWeights(transformer);
  disposeTransformer(transformer);
  return {
    result: {
      ...history,
      finalLoss: final.loss,
      lossByPosition: final.lossByPosition,
      vocabSize: task.model.vocabSize,
    },
    artifacts: {
      ...prefixed("initial", initialBody),
      ...prefixed("final", finalBody),
      ...prefixed("shared", finalShared),
    },
  };
}
