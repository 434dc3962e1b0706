/** Gradients of a model's body weights as they act, whether they are trained, frozen, or have adapters beside them. */
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../data/windows.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { type BodyLinear, bodyLinears, bodyWeightName } from "./config.ts";
import { lossAndGradients } from "./train.ts";
import {
  type Block,
  bodyWeights,
  type LinearLayer,
  type Parameter,
  type Transformer,
} from "./transformer.ts";

/** A tensor of two dimensions in float64. */
export function matrixOfTensor(tensor: tf.Tensor): Matrix {
  const [rows = 0, columns = 0] = tensor.shape;
  return { rows, columns, values: Float64Array.from(tensor.dataSync<"float32">()) };
}

/** Gradient [in, out] of each body weight on a batch, by the weight's name. */
export function weightGradients(model: Transformer, batch: Batch): ReadonlyMap<string, Matrix> {
  const weights = bodyWeights(model);
  const parameters: Parameter[] = [];
  const trainable = (layer: number, linear: BodyLinear): LinearLayer => {
    const name = bodyWeightName(layer, linear);
    const weight = weights[name];
    if (weight === undefined) throw new RangeError(`missing weight: ${name}`);
    const variable = tf.tidy(() => tf.variable(tf.tensor(weight.values, [...weight.shape])));
    parameters.push({ name, group: "body", variable });
    return { kind: "full", weight: variable as tf.Tensor2D };
  };
  const blocks = model.blocks.map(
    (_, layer) =>
      Object.fromEntries(bodyLinears.map((linear) => [linear, trainable(layer, linear)])) as Block,
  );
  const { gradients } = lossAndGradients({ ...model, blocks, parameters }, batch);
  const byName = new Map(
    parameters.map(({ name }, index) => [name, matrixOfTensor(gradients[index] as tf.Tensor)]),
  );
  tf.dispose(gradients);
  for (const { variable } of parameters) variable.dispose();
  return byName;
}
