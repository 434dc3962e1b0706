/** Pre-trains the character transformer on the addresses from random weights, as one arm of an experiment. */
import * as tf from "@tensorflow/tfjs-core";
import type { TrialContext } from "../../kit/trial.ts";
import { startEngine } from "../engine/backend.ts";
import type { BodyTraining } from "../nn/config.ts";
import { evaluate, type TrainingConfig, type TrainingMethod, train } from "../nn/train.ts";
import {
  bodyWeights,
  createTransformer,
  disposeTransformer,
  outerWeights,
  type Transformer,
} from "../nn/transformer.ts";
import { prefixed } from "../nn/weights.ts";
import { createGradientLog } from "./gradient-log.ts";
import { createLanguageTask, type LanguageTaskConfig } from "./language-task.ts";

export interface PretrainConfig extends TrainingConfig, LanguageTaskConfig {
  readonly arm: BodyTraining;
  /** If given, gradients are probed before the first step and after every so many steps. */
  readonly gradientsEvery?: number;
  /** If given, the loss on a few held-out sequences is evaluated often, to measure its noise. */
  readonly noise?: { readonly fromStep: number; readonly every: number };
  /** Both factors of LoRA start at zero instead of only B. */
  readonly deadStart?: true;
}

function zeroFactors({ parameters }: Transformer): void {
  for (const { name, variable } of parameters) {
    if (name.endsWith(".loraA")) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
  }
}

type Task = ReturnType<typeof createLanguageTask>;

/** Evaluates the loss on one held-out batch as often as the config asks. */
function createNoiseLog(transformer: Transformer, { noise }: PretrainConfig, { heldOut }: Task) {
  const evaluations: { step: number; loss: number }[] = [];
  const afterStep = (step: number) => {
    if (noise === undefined || step < noise.fromStep || step % noise.every > 0) return;
    evaluations.push({ step, loss: evaluate(transformer, heldOut.noise).loss });
  };
  return { evaluations, afterStep };
}

/** Trains, and logs gradients and noise as configured. */
function trainWithLogs(transformer: Transformer, config: PretrainConfig, task: Task, context: TrialContext) {
  const { steps, gradientsEvery } = config;
  const noise = createNoiseLog(transformer, config, task);
  const gradients =
    gradientsEvery === undefined
      ? { batches: task.batches, probes: [], afterStep: () => {} }
      : createGradientLog(transformer, task.batches, { every: gradientsEvery, steps });
  const method: TrainingMethod = {
    afterStep: (step) => {
      gradients.afterStep(step);
      noise.afterStep(step);
    },
  };
  const onStep = (step: number, loss: number) => context.progress(step / steps, loss);
  const history = train(transformer, config, gradients.batches, task.heldOut, onStep, method);
  return { ...history, gradients: gradients.probes, noise: noise.evaluations };
}

export async function run(config: PretrainConfig, context: TrialContext) {
  await startEngine(context.engine);
  const task = createLanguageTask(config);
  const transformer = createTransformer(task.model, config.arm, task.weights, task.adapterRandom);
  if (config.deadStart) zeroFactors(transformer);
  const initialBody = bodyWeights(transformer);
  const { final, ...history } = trainWithLogs(transformer, config, task, context);
  const finalBody = bodyWeights(transformer);
  const finalOuter = outerWeights(transformer);
  disposeTransformer(transformer);
  return {
    result: {
      ...history,
      finalLoss: final.loss,
      lossByPosition: final.lossByPosition,
      lossByDocument: final.lossByDocument,
      vocabSize: task.model.vocabSize,
    },
    artifacts: {
      ...prefixed("initial", initialBody),
      ...prefixed("final", finalBody),
      ...prefixed("shared", finalOuter),
    },
  };
}
