/** Prepares a training step of a model, or a part of one: the optimizer's, or all matrix products. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../../experiments/lib/data/batches.ts";
import { bodyLinears, shapeOf } from "../../experiments/lib/nn/config.ts";
import { createOptimizer } from "../../experiments/lib/nn/optimizer.ts";
import { lossAndGradients } from "../../experiments/lib/nn/train.ts";
import { createTransformer } from "../../experiments/lib/nn/transformer.ts";
import { initialWeights } from "../../experiments/lib/nn/weights.ts";
import { Random } from "../../experiments/lib/random.ts";
import { BATCH_SIZE, bodyTrainings, type ModelName, models } from "./cases.ts";

const RATES = { body: 1e-3, shared: 1e-3 };

function createModel(name: ModelName, arm: "full" | "lora") {
  const random = Random.seeded(1);
  const weights = initialWeights(models[name], random.split("weights"));
  return createTransformer(models[name], bodyTrainings[arm], weights, random.split("adapters"));
}

function createBatch(name: ModelName): Batch {
  const { contextLength, vocabSize } = models[name];
  const random = Random.seeded(2);
  const draw = () => Int32Array.from({ length: BATCH_SIZE * contextLength }, () => random.integer(vocabSize));
  return { inputs: draw(), targets: draw(), batchSize: BATCH_SIZE, contextLength };
}

/** A whole step: forward and backward pass, gradient clipping, AdamW. */
export function prepareStep(name: ModelName, arm: "full" | "lora"): () => void {
  const model = createModel(name, arm);
  const optimizer = createOptimizer(model.parameters);
  const batch = createBatch(name);
  let step = 0;
  return () => {
    const { gradients } = lossAndGradients(model, batch);
    step += 1;
    optimizer.update(gradients, step, RATES);
    tf.dispose(gradients);
  };
}

/** The optimizer's part: gradient clipping by global norm, and AdamW over all parameters. */
export function prepareOptimizer(name: ModelName): () => void {
  const { parameters } = createModel(name, "full");
  const optimizer = createOptimizer(parameters);
  const gradients = parameters.map(({ variable }) =>
    tf.tidy(() => tf.onesLike(variable).mul<tf.Tensor>(1e-3)),
  );
  let step = 0;
  return () => {
    step += 1;
    optimizer.update(gradients, step, RATES);
  };
}

/** All matrix products of a step, each in the layout that the step needs, and nothing else. */
export function prepareStepProducts(name: ModelName): () => void {
  const config = models[name];
  const { dModel, nLayers, nHeads, contextLength, vocabSize } = config;
  const tokens = BATCH_SIZE * contextLength;
  const linears = Array.from({ length: nLayers }, () =>
    bodyLinears.map((linear) => shapeOf(linear, config)),
  ).flat();
  const runs = [...linears, [dModel, vocabSize] as const].flatMap(([inputs, outputs]) =>
    productsOfLinear(tokens, inputs, outputs),
  );
  const heads = [BATCH_SIZE * nHeads, contextLength, dModel / nHeads] as const;
  for (let layer = 0; layer < nLayers; layer++) runs.push(...productsOfAttention(...heads));
  return () => {
    for (const run of runs) run();
  };
}

type ProductRun = () => void;

const productOf =
  (left: tf.Tensor, right: tf.Tensor, leftTransposed: boolean, rightTransposed: boolean): ProductRun =>
  () =>
    tf.matMul(left, right, leftTransposed, rightTransposed).dispose();

/** y = x W, dx = dy W^T, dW = x^T dy. */
function productsOfLinear(tokens: number, inputs: number, outputs: number): ProductRun[] {
  const [x, weight, y] = [tf.ones([tokens, inputs]), tf.ones([inputs, outputs]), tf.ones([tokens, outputs])];
  return [
    productOf(x, weight, false, false),
    productOf(y, weight, false, true),
    productOf(x, y, true, false),
  ];
}

/** S = q k^T, o = P v, dP = do v^T, dq = dS k, dk = dS^T q, dv = P^T do. */
function productsOfAttention(heads: number, length: number, size: number): ProductRun[] {
  const [rows, scores] = [tf.ones([heads, length, size]), tf.ones([heads, length, length])];
  const between = () => productOf(rows, rows, false, true);
  const mix = () => productOf(scores, rows, false, false);
  const back = () => productOf(scores, rows, true, false);
  return [between(), mix(), between(), mix(), back(), back()];
}
