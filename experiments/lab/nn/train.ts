/** Trains a transformer on batches of text, and evaluates it. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch, HeldOutBatch } from "../data/batches.ts";
import { crossEntropy } from "../engine/ops.ts";
import { descend, differentiate, type LossAndGradients } from "./fit.ts";
import { createOptimizer, learningRateAt, type Optimizer } from "./optimizer.ts";
import { logitsOf, type Parameter, type Transformer } from "./transformer.ts";

export interface TrainingConfig {
  readonly steps: number;
  readonly warmupSteps: number;
  /** Highest rate of the body or its adapters. */
  readonly learningRate: number;
  /** Highest rate of embeddings, positions and head. */
  readonly outerLearningRate: number;
  /** If given, the held-out loss is evaluated before the first step and after every so many steps. */
  readonly evalEvery?: number;
}

export interface TrainingHistory {
  /** Loss of each step's batch before its update, in nats per character. */
  readonly trainLoss: readonly number[];
  /** Norm of each step's gradients, all parameters together, before clipping. */
  readonly gradientNorm: readonly number[];
  /** Held-out losses during training. */
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
}

/** Mean loss over sequences in nats per character: overall, per position in the sequence, and per document. */
export interface Evaluation {
  readonly loss: number;
  readonly lossByPosition: readonly number[];
  readonly lossByDocument: readonly number[];
}

/** A training's losses and gradient norms, and the model's evaluation after the last step. */
export interface TrainingResult extends TrainingHistory {
  readonly final: Evaluation;
}

/** Losses of a batch in nats, [B T]. */
function lossesOf(model: Transformer, { inputs, targets, batchSize, contextLength }: Batch): tf.Tensor1D {
  const ids = tf.tensor2d(inputs, [batchSize, contextLength], "int32");
  return crossEntropy(logitsOf(model, ids), tf.tensor1d(targets, "int32"));
}

/** Losses of a batch, row-major [B, T], without recording gradients. */
export const readLosses = (model: Transformer, batch: Batch): Float32Array =>
  tf.tidy(() => lossesOf(model, batch).dataSync<"float32">().slice());

/** Measures a model on batches. */
export function evaluate(model: Transformer, batches: readonly HeldOutBatch[]): Evaluation {
  const { contextLength } = model.config;
  const byPosition = new Array<number>(contextLength).fill(0);
  const byDocument: { sum: number; count: number }[] = [];
  let sequences = 0;
  for (const batch of batches) {
    for (const [index, loss] of readLosses(model, batch).entries()) {
      const position = index % contextLength;
      byPosition[position] = (byPosition[position] as number) + loss;
      const document = batch.documents[Math.floor(index / contextLength)] as number;
      const ofDocument = byDocument[document] ?? { sum: 0, count: 0 };
      byDocument[document] = { sum: ofDocument.sum + loss, count: ofDocument.count + 1 };
    }
    sequences += batch.batchSize;
  }
  const lossByPosition = byPosition.map((sum) => sum / sequences);
  return {
    loss: lossByPosition.reduce((sum, loss) => sum + loss, 0) / contextLength,
    lossByPosition,
    // A document without a sequence leaves a hole in the array, which `flatMap` skips.
    lossByDocument: byDocument.flatMap(({ sum, count }) => sum / count),
  };
}

/** Loss of a batch and its gradients, in the order of the model's parameters. */
export function lossAndGradients(model: Transformer, batch: Batch): LossAndGradients {
  return differentiate(model.parameters, () => {
    const loss = lossesOf(model, batch).mean<tf.Scalar>();
    return model.penalty === undefined ? loss : loss.add<tf.Scalar>(model.penalty());
  });
}

/** What a training method does in addition to, or instead of, AdamW under a cosine schedule. */
export interface TrainingMethod {
  readonly createOptimizer?: (parameters: readonly Parameter[]) => Optimizer;
  /** The run that contains this training: the steps before it, and the total number of steps. */
  readonly within?: { readonly stepsBefore: number; readonly steps: number };
  /** Multiplies every rate. */
  readonly rateFactor?: (step: number) => number;
  /** May change the model and the moments after a step's update. */
  readonly afterStep?: (step: number, optimizer: Optimizer) => void;
}

/** Sequences for evaluation: few during training, and many at the end. */
export interface HeldOutBatches {
  readonly evaluations: readonly HeldOutBatch[];
  readonly final: readonly HeldOutBatch[];
}

/** Trains a model in place, with one batch per step. */
export function train(
  model: Transformer,
  config: TrainingConfig,
  batches: Iterator<Batch, never>,
  heldOut: HeldOutBatches,
  onStep: (step: number, loss: number) => void = () => {},
  method: TrainingMethod = {},
): TrainingResult {
  const { steps, warmupSteps, evalEvery } = config;
  const optimizer = (method.createOptimizer ?? createOptimizer)(model.parameters);
  const history = {
    trainLoss: [] as number[],
    gradientNorm: [] as number[],
    heldOut: [] as { step: number; loss: number }[],
  };
  const look = (step: number): void => {
    if (evalEvery === undefined || step % evalEvery > 0) return;
    history.heldOut.push({ step, loss: evaluate(model, heldOut.evaluations).loss });
  };
  look(0);
  const { within = { stepsBefore: 0, steps }, rateFactor = () => 1 } = method;
  const rateAt = (step: number, learningRate: number) =>
    learningRateAt(step + within.stepsBefore, { learningRate, warmupSteps, steps: within.steps }) *
    rateFactor(step);
  for (let step = 1; step <= steps; step++) {
    const result = lossAndGradients(model, batches.next().value);
    const rates = {
      body: rateAt(step, config.learningRate),
      outer: rateAt(step, config.outerLearningRate),
    };
    history.gradientNorm.push(descend(optimizer, result, step, rates));
    history.trainLoss.push(result.loss);
    method.afterStep?.(step, optimizer);
    look(step);
    onStep(step, result.loss);
  }
  optimizer.dispose();
  return { ...history, final: evaluate(model, heldOut.final) };
}
