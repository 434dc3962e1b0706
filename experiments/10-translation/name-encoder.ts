/**
 * An encoder of sparse rows, trained so that names of one concept are close together:
 *   z(x) = relu(x (W1 + A1 B1)) (W2 + A2 B2),   u(x) = z / |z|,
 * with x [N, D] sparse, W1 [D, h], W2 [h, o] and adapters A [in, r], B [r, out] (Hu et al. 2021, equation 3, with
 * scaling 1). Without adapters r = 0.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../kit/random.ts";
import type { TrialOutput } from "../kit/trial.ts";
import { activation, crossEntropy, linear, loraLinear, pool } from "../lab/engine/ops.ts";
import type { Bags } from "../lab/engine/wasm/op-types.ts";
import { bagsOf } from "../lab/nn/bags.ts";
import { countTrained, type Tensors, type TrainedNames, valuesOf } from "../lab/nn/fit.ts";
import { drawn, type Weight } from "../lab/nn/weights.ts";

/** The encoder's weights by name. */
export interface NameEncoder {
  readonly inputWeight: Weight;
  readonly inputA: Weight;
  readonly inputB: Weight;
  readonly outputWeight: Weight;
  readonly outputA: Weight;
  readonly outputB: Weight;
}

/** Which weights are trained: all, or adapters on both matrices. */
export type EncoderTraining = { readonly kind: "full" } | { readonly kind: "lora"; readonly rank: number };

/** Widths of the encoder's layers. */
export interface Sizes {
  /** D */
  readonly inputs: number;
  /** h */
  readonly hidden: number;
  /** o */
  readonly outputs: number;
}

const body = {
  full: ["inputWeight", "outputWeight"],
  lora: ["inputA", "inputB", "outputA", "outputB"],
} as const satisfies Readonly<Record<EncoderTraining["kind"], readonly (keyof NameEncoder)[]>>;

/** The weights that are trained. */
export const trainedBy = ({ kind }: EncoderTraining): TrainedNames<NameEncoder> => ({
  body: body[kind],
  outer: [],
});

/**
 * A random encoder without adapters. Rows of x have length one, so W1 is standard normal: each hidden sum then has
 * variance one.
 */
export function createNameEncoder(random: Random, { inputs, hidden, outputs }: Sizes): NameEncoder {
  return withoutAdapters(
    drawn([inputs, hidden], normals(random.split("inputWeight"), 1)),
    drawn([hidden, outputs], normals(random.split("outputWeight"), 1 / Math.sqrt(hidden))),
  );
}

/** An encoder of the given weights alone. */
function withoutAdapters(inputWeight: Weight, outputWeight: Weight): NameEncoder {
  const [inputs, hidden] = inputWeight.shape;
  const [, outputs] = outputWeight.shape;
  const empty = (rows: number, columns: number) => drawn([rows, columns], () => 0);
  return {
    inputWeight,
    inputA: empty(inputs, 0),
    inputB: empty(0, hidden),
    outputWeight,
    outputA: empty(hidden, 0),
    outputB: empty(0, outputs),
  };
}

/** The same weights with new adapters, if adapters are trained. B is zero, so that the outputs do not change at first. */
export function withAdapters(encoder: NameEncoder, random: Random, trains: EncoderTraining): NameEncoder {
  if (trains.kind === "full") return encoder;
  const { rank } = trains;
  const [inputs, hidden] = encoder.inputWeight.shape;
  const [, outputs] = encoder.outputWeight.shape;
  const draw = (name: "inputA" | "outputA") => random.split(name).split(rank);
  return {
    ...encoder,
    inputA: drawn([inputs, rank], normals(draw("inputA"), 1)),
    inputB: drawn([rank, hidden], () => 0),
    outputA: drawn([hidden, rank], normals(draw("outputA"), 1 / Math.sqrt(hidden))),
    outputB: drawn([rank, outputs], () => 0),
  };
}

const normals = (draw: Random, deviation: number) => () => deviation * draw.normal();

/** The encoder's input: rows of unit length. */
export const toBags = (encoded: readonly (readonly number[])[]): Bags =>
  bagsOf(encoded, (size) => 1 / Math.sqrt(size));

/**
 * Added to |z|^2, so that the zero vector has a direction (zero) and a gradient. In single precision other vectors do
 * not change.
 */
const TINY = 1e-12;

/** The directions u of N rows, [N, o]. */
export function directionsOf(encoder: Tensors<NameEncoder>, bags: Bags): tf.Tensor2D {
  const { inputWeight, inputA, inputB, outputWeight, outputA, outputB } = encoder;
  const isAdapted = inputA.size > 0;
  const frozen = pool(inputWeight, bags); // [N, h]
  const sums = isAdapted ? frozen.add(linear(pool(inputA, bags), inputB)) : frozen;
  const hidden = activation(sums, "relu");
  const z = isAdapted ? loraLinear(hidden, outputWeight, outputA, outputB, 1) : linear(hidden, outputWeight); // [N, o]
  return z.div(z.square().sum(1, true).add(TINY).sqrt());
}

/**
 * The symmetric contrastive loss of CLIP (Radford et al. 2021, figure 3), in nats: the mean cross-entropy of finding each
 * row's partner on the other side, in both directions. `directions` [2 N, o] has N rows of one side, then their partners.
 */
export function contrastiveLoss(directions: tf.Tensor2D, temperature: number): tf.Scalar {
  const [left, right] = tf.split(directions, 2) as [tf.Tensor2D, tf.Tensor2D];
  const scores = tf.matMul(left, right, false, true).div<tf.Tensor2D>(temperature); // [N, N]
  const partners = tf.range(0, left.shape[0], 1, "int32");
  const losses = crossEntropy(scores, partners).add(crossEntropy(scores.transpose(), partners));
  return losses.mean<tf.Scalar>().div(2);
}

/** The encoder with its adapters merged into its weights: the same directions without adapters. */
export function mergeAdapters(encoder: NameEncoder): NameEncoder {
  const merged = (name: "input" | "output"): Weight => {
    const weight = encoder[`${name}Weight`];
    if (encoder[`${name}A`].values.length === 0) return weight;
    const values = valuesOf(encoder, (tensors) =>
      tensors[`${name}Weight`].add(linear(tensors[`${name}A`], tensors[`${name}B`])),
    );
    return { shape: weight.shape, values };
  };
  return withoutAdapters(merged("input"), merged("output"));
}

/** The artifacts of a trial that trains an encoder: the merged weights, from which `encoderOf` restores it. */
export function trainedOutput(encoder: NameEncoder, arm: EncoderTraining, losses: readonly number[]) {
  const { inputWeight, outputWeight } = mergeAdapters(encoder);
  return {
    result: { losses, trainedParameters: countTrained(encoder, trainedBy(arm)) },
    artifacts: { inputWeight, outputWeight },
  };
}

/** The encoder that a trial has trained. */
export function encoderOf({ artifacts }: TrialOutput, { inputs, hidden, outputs }: Sizes): NameEncoder {
  const weightOf = (name: "inputWeight" | "outputWeight", shape: Weight["shape"]): Weight => {
    const values = artifacts?.[name]?.values;
    if (values === undefined) throw new Error(`missing artifact of the trained encoder: ${name}`);
    return { shape, values };
  };
  return withoutAdapters(
    weightOf("inputWeight", [inputs, hidden]),
    weightOf("outputWeight", [hidden, outputs]),
  );
}
