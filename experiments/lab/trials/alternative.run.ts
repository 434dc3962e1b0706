/**
 * Pre-trains the character transformer, on the text and from the weights of `pretrain`, with a method that does more
 * than choose trained weights: GaLore, APOLLO-Mini, ReLoRA, a warm start, or a mixture of experts.
 */

import type { TrialContext } from "../../kit/trial.ts";
import { startEngine } from "../engine/backend.ts";
import { type ApolloConfig, apolloUpdater, gaussianProjections } from "../nn/apollo.ts";
import { type GaloreConfig, galoreUpdater } from "../nn/galore.ts";
import { createMixture, type ExpertsConfig } from "../nn/mixture-of-experts.ts";
import { createOptimizer, type Updater } from "../nn/optimizer.ts";
import { type ReLoraConfig, withRestarts } from "../nn/relora.ts";
import { evaluate, type TrainingConfig, type TrainingMethod, train } from "../nn/train.ts";
import {
  bodyWeights,
  createTransformer,
  disposeTransformer,
  outerWeights,
  type Parameter,
  type Transformer,
} from "../nn/transformer.ts";
import { createLanguageTask, type LanguageTaskConfig } from "./language-task.ts";

export type AlternativeMethod =
  | ({ readonly kind: "galore" } & GaloreConfig)
  | ({ readonly kind: "apollo" } & ApolloConfig)
  | ({ readonly kind: "relora"; readonly rank: number } & ReLoraConfig)
  /** Full training for some steps, then LoRA on its weights (Lialin et al. 2023, section 3). */
  | {
      readonly kind: "warmStart";
      readonly rank: number;
      readonly fullSteps: number;
      /** Rate of full training; the config's rate is LoRA's. */
      readonly fullLearningRate: number;
      /** Steps in which the rate recovers when LoRA begins. */
      readonly restartWarmup: number;
    }
  | ({ readonly kind: "experts" } & ExpertsConfig);

export interface AlternativeConfig extends TrainingConfig, LanguageTaskConfig {
  readonly method: AlternativeMethod;
}

type Task = ReturnType<typeof createLanguageTask>;
type MethodOf<Kind> = Extract<AlternativeMethod, { kind: Kind }>;
type OnStep = (step: number, loss: number) => void;

/** Final validation loss, and for a mixture the share of validation tokens that it dropped. */
interface MethodResult {
  readonly finalLoss: number;
  readonly dropped?: number;
}

/** Trains, frees the model, and returns the loss after the last step. */
function finalLossOf(
  model: Transformer,
  config: TrainingConfig,
  { batches, heldOut }: Task,
  onStep: OnStep,
  method: TrainingMethod = {},
): number {
  const { final } = train(model, config, batches, heldOut, onStep, method);
  disposeTransformer(model);
  return final.loss;
}

/** Every weight is trained, with optimizer state of low rank. */
function runLowRankState(
  config: AlternativeConfig,
  updaterOf: (parameter: Parameter) => Updater,
  task: Task,
  onStep: OnStep,
): MethodResult {
  const model = createTransformer(task.model, { kind: "full" }, task.weights, task.adapterRandom);
  const method: TrainingMethod = {
    createOptimizer: (parameters) => createOptimizer(parameters, updaterOf),
  };
  return { finalLoss: finalLossOf(model, config, task, onStep, method) };
}

const adapters = (rank: number) => ({ kind: "lora", rank, alpha: rank }) as const;

function runReLora(
  config: AlternativeConfig,
  method: MethodOf<"relora">,
  task: Task,
  onStep: OnStep,
): MethodResult {
  const plain = createTransformer(task.model, adapters(method.rank), task.weights, task.adapterRandom);
  const random = task.adapterRandom.split("restarts");
  const { model, method: restarts } = withRestarts(plain, method, config.steps, random);
  return { finalLoss: finalLossOf(model, config, task, onStep, restarts) };
}

/** One cosine covers all steps of both parts; the rate of the second rises from zero, as after a restart. */
function runWarmStart(
  config: AlternativeConfig,
  method: MethodOf<"warmStart">,
  task: Task,
  onStep: OnStep,
): MethodResult {
  const { rank, fullSteps, fullLearningRate, restartWarmup } = method;
  const { steps } = config;
  const full = createTransformer(task.model, { kind: "full" }, task.weights, task.adapterRandom);
  const fullPart = { ...config, steps: fullSteps, learningRate: fullLearningRate };
  train(full, fullPart, task.batches, task.heldOut, onStep, { within: { stepsBefore: 0, steps } });
  const reached = { ...bodyWeights(full), ...outerWeights(full) };
  disposeTransformer(full);
  const model = createTransformer(task.model, adapters(rank), reached, task.adapterRandom);
  const rest = { ...config, steps: steps - fullSteps };
  const finalLoss = finalLossOf(model, rest, task, (step, loss) => onStep(fullSteps + step, loss), {
    within: { stepsBefore: fullSteps, steps },
    rateFactor: (step) => Math.min(1, step / (restartWarmup + 1)),
  });
  return { finalLoss };
}

function runExperts(
  config: AlternativeConfig,
  method: MethodOf<"experts">,
  task: Task,
  onStep: OnStep,
): MethodResult {
  const { model, routed } = createMixture(task.model, method, task.weights, task.adapterRandom);
  train(model, config, task.batches, task.heldOut, onStep);
  Object.assign(routed, { tokens: 0, dropped: 0 });
  const { loss } = evaluate(model, task.heldOut.final);
  disposeTransformer(model);
  return { finalLoss: loss, dropped: routed.dropped / routed.tokens };
}

function runMethod(config: AlternativeConfig, task: Task, onStep: OnStep): MethodResult {
  const { method } = config;
  switch (method.kind) {
    case "galore":
      return runLowRankState(config, galoreUpdater(method), task, onStep);
    case "apollo": {
      const projections = gaussianProjections(task.adapterRandom.split("projections"));
      return runLowRankState(config, apolloUpdater(method, projections), task, onStep);
    }
    case "relora":
      return runReLora(config, method, task, onStep);
    case "warmStart":
      return runWarmStart(config, method, task, onStep);
    case "experts":
      return runExperts(config, method, task, onStep);
  }
}

export async function run(config: AlternativeConfig, context: TrialContext) {
  await startEngine(context.engine);
  const task = createLanguageTask(config);
  const ofMethod = runMethod(config, task, (step, loss) => context.progress(step / config.steps, loss));
  return { result: { ...ofMethod, vocabSize: task.model.vocabSize } };
}
