/** The learning rate over a run. */
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../data/batches.ts";
import { crossEntropy } from "../engine/ops.ts";
import { cos } from "../exact-math.ts";
import { createOptimizer, NotFiniteError, type Optimizer } from "./optimizer.ts";
import { logitsOf, type Parameter, type Transformer } from "./transformer.ts";

export interface RateSchedule {
  /** The highest rate, reached after the warm-up. */
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly steps: number;
}

/** The rate at the end, as a share of the highest. */
const FINAL_SHARE = 0.1;

/**
 * Linear warm-up, then half a cosine down to a tenth (Loshchilov and Hutter 2017, equation 5, without restarts). Steps
 * count from 1.
 */
export function learningRateAt(step: number, { learningRate, warmupSteps, steps }: RateSchedule): number {
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  return learningRate * (FINAL_SHARE + ((1 - FINAL_SHARE) * (1 + cos(Math.PI * done))) / 2);
}

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
export interface Trained extends TrainingHistory {
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
export function lossAndGradients(model: Transformer, batch: Batch): { loss: number; gradients: tf.Tensor[] } {
  const variables = model.parameters.map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(() => {
    const loss = lossesOf(model, batch).mean<tf.Scalar>();
    return model.penalty === undefined ? loss : loss.add<tf.Scalar>(model.penalty());
  }, variables);
  const [loss = Number.NaN] = value.dataSync();
  value.dispose();
  return { loss, gradients: variables.map(({ name }) => grads[name] as tf.Tensor) };
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
): Trained {
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
    const { loss, gradients } = lossAndGradients(model, batches.next().value);
    if (!Number.isFinite(loss)) throw new NotFiniteError("the training loss", step);
    const rates = {
      body: rateAt(step, config.learningRate),
      shared: rateAt(step, config.sharedLearningRate),
    };
    history.gradientNorm.push(optimizer.update(gradients, step, rates));
    history.trainLoss.push(loss);
    tf.dispose(gradients);
    method.afterStep?.(step, optimizer);
    if (step % evalEvery === 0 && step < steps) evaluateAt(step);
    onStep(step);
  }
  optimizer.dispose();
  return { ...history, final: evaluateAt(steps) };
}
