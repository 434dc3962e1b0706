/** Trains a transformer on batches of text, and evaluates it. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../data/batches.ts";
import { crossEntropy } from "../engine/ops.ts";
import { descend, differentiate, type LossAndGradients } from "./fit.ts";
import { createOptimizer, learningRateAt, type Optimizer } from "./optimizer.ts";
import { logitsOf, type Parameter, type Transformer } from "./transformer.ts";

export interface TrainingConfig {
  readonly steps: number;
  readonly warmupSteps: number;
  /** Highest rate of the body, or of its adapters. */
  readonly learningRate: number;
  /** Highest rate of embeddings, positions and head. */
  readonly sharedLearningRate: number;
  /**
   * The validation loss is taken every so many steps and after the last; where that is more than once, there is a curve,
   * which begins before the first step.
   */
  readonly evalEvery: number;
}

export interface TrainingHistory {
  /** Loss of each step's batch before its update, nats a character. */
  readonly trainLoss: readonly number[];
  /** Norm of each step's gradients, all parameters together, before clipping. */
  readonly gradientNorm: readonly number[];
  readonly validation: readonly { readonly step: number; readonly loss: number }[];
}

/** Mean loss over batches, and at each position of the sequence, nats a character. */
export interface Evaluation {
  readonly loss: number;
  readonly lossByPosition: readonly number[];
}

/** What a training was like, and the model's evaluation after the last step. */
export interface TrainingResult extends TrainingHistory {
  readonly final: Evaluation;
}

/** Losses of a batch in nats, [B T]. */
function lossesOf(model: Transformer, { inputs, targets, batchSize, contextLength }: Batch): tf.Tensor1D {
  const ids = tf.tensor2d(inputs, [batchSize, contextLength], "int32");
  return crossEntropy(logitsOf(model, ids), tf.tensor1d(targets, "int32"));
}

/** Measures a model on batches. */
export function evaluate(model: Transformer, batches: readonly Batch[]): Evaluation {
  const sums = new Array<number>(model.config.contextLength).fill(0);
  let sequences = 0;
  for (const batch of batches) {
    const losses = tf.tidy(() => lossesOf(model, batch).dataSync());
    for (const [index, loss] of losses.entries()) {
      const position = index % batch.contextLength;
      sums[position] = (sums[position] as number) + loss;
    }
    sequences += batch.batchSize;
  }
  const lossByPosition = sums.map((sum) => sum / sequences);
  return { loss: lossByPosition.reduce((sum, loss) => sum + loss, 0) / sums.length, lossByPosition };
}

/** Loss of a batch and its gradients, in the order of the model's parameters. */
export function lossAndGradients(model: Transformer, batch: Batch): LossAndGradients {
  return differentiate(model.parameters, () => {
    const loss = lossesOf(model, batch).mean<tf.Scalar>();
    return model.penalty === undefined ? loss : loss.add<tf.Scalar>(model.penalty());
  });
}

/** What a way of training does beside, or instead of, AdamW under a cosine schedule. */
export interface TrainingMethod {
  readonly createOptimizer?: (parameters: readonly Parameter[]) => Optimizer;
  /** The run of which this training is a part: how many steps came before, and how many there are in all. */
  readonly within?: { readonly stepsBefore: number; readonly steps: number };
  /** Multiplies every rate. */
  readonly rateFactor?: (step: number) => number;
  /** May change the model and the moments after a step's update. */
  readonly afterStep?: (step: number, optimizer: Optimizer) => void;
}

/** Trains a model in place, a batch a step. */
export function train(
  model: Transformer,
  config: TrainingConfig,
  batches: Iterator<Batch, never>,
  validationBatches: readonly Batch[],
  onStep: (step: number) => void = () => {},
  method: TrainingMethod = {},
): TrainingResult {
  const { steps, warmupSteps, evalEvery } = config;
  const optimizer = (method.createOptimizer ?? createOptimizer)(model.parameters);
  const history = {
    trainLoss: [] as number[],
    gradientNorm: [] as number[],
    validation: [] as { step: number; loss: number }[],
  };
  const evaluateAt = (step: number): Evaluation => {
    const evaluation = evaluate(model, validationBatches);
    history.validation.push({ step, loss: evaluation.loss });
    return evaluation;
  };
  if (evalEvery < steps) evaluateAt(0);
  const { within = { stepsBefore: 0, steps }, rateFactor = () => 1 } = method;
  const rateAt = (step: number, learningRate: number) =>
    learningRateAt(step + within.stepsBefore, { learningRate, warmupSteps, steps: within.steps }) *
    rateFactor(step);
  for (let step = 1; step <= steps; step++) {
    const result = lossAndGradients(model, batches.next().value);
    const rates = {
      body: rateAt(step, config.learningRate),
      shared: rateAt(step, config.sharedLearningRate),
    };
    history.gradientNorm.push(descend(optimizer, result, step, rates));
    history.trainLoss.push(result.loss);
    method.afterStep?.(step, optimizer);
    if (step % evalEvery === 0 && step < steps) evaluateAt(step);
    onStep(step);
  }
  optimizer.dispose();
  return { ...history, final: evaluateAt(steps) };
}
