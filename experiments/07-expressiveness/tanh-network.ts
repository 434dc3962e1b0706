/**
 * A network of two tanh layers for functions of one variable:
 *   f(x) = tanh(tanh(x W1 + b1) (W2 + A B) + b2) w3 + b3
 * with x [N, 1], W1 [1, h], W2 [h, h], A [h, r], B [r, h], w3 [h, 1]. The adapter A B (Hu et al. 2021, equation 3,
 * with scaling 1) is on W2, the only matrix whose rank can be low; without an adapter r = 0.
 */
import type * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../kit/random.ts";
import { activation, linear, loraLinear } from "../lab/engine/ops.ts";
import type { Tensors, TrainedNames } from "../lab/nn/fit.ts";
import { type Bias, drawn, type Weight } from "../lab/nn/weights.ts";

/** The network's weights by name. */
export interface TanhNetwork {
  readonly inputWeight: Weight;
  readonly inputBias: Bias;
  readonly hiddenWeight: Weight;
  readonly hiddenBias: Bias;
  readonly loraA: Weight;
  readonly loraB: Weight;
  readonly headWeight: Weight;
  readonly headBias: Bias;
}

const head = ["headWeight", "headBias"] as const;

/** The parameters that each way of training trains. All train the head; the rest stays at its random values. */
export const trainable = {
  headOnly: { body: [], outer: head },
  lora: { body: ["loraA", "loraB"], outer: head },
  full: { body: ["inputWeight", "inputBias", "hiddenWeight", "hiddenBias"], outer: head },
} as const satisfies Readonly<Record<string, TrainedNames<TanhNetwork>>>;

export type Method = keyof typeof trainable;

/**
 * A random network; a seed's networks differ only in their adapters' rank. Weights and biases are uniform in
 * ±1/sqrt(inputs), the default of PyTorch, which the deck uses. A is normal with variance 1/h, and B is zero.
 */
export function createTanhNetwork(random: Random, hidden: number, rank: number): TanhNetwork {
  const uniform = (name: keyof TanhNetwork, inputs: number) => {
    const draw = random.split(name);
    const bound = 1 / Math.sqrt(inputs);
    return () => (2 * draw.uniform() - 1) * bound;
  };
  const adapter = random.split("loraA").split(rank);
  return {
    inputWeight: drawn([1, hidden], uniform("inputWeight", 1)),
    inputBias: drawn([hidden], uniform("inputBias", 1)),
    hiddenWeight: drawn([hidden, hidden], uniform("hiddenWeight", hidden)),
    hiddenBias: drawn([hidden], uniform("hiddenBias", hidden)),
    loraA: drawn([hidden, rank], () => adapter.normal() / Math.sqrt(hidden)),
    loraB: drawn([rank, hidden], () => 0),
    headWeight: drawn([hidden, 1], uniform("headWeight", hidden)),
    headBias: drawn([1], uniform("headBias", hidden)),
  };
}

/** The network's outputs: x [N, 1] -> [N, 1]. */
export function outputsOf(network: Tensors<TanhNetwork>, x: tf.Tensor2D): tf.Tensor {
  const { hiddenWeight, loraA, loraB } = network;
  const first = activation(linear(x, network.inputWeight), "tanh", network.inputBias); // [N, h]
  const isAdapted = loraA.size > 0;
  const sums = isAdapted ? loraLinear(first, hiddenWeight, loraA, loraB, 1) : linear(first, hiddenWeight);
  const second = activation(sums, "tanh", network.hiddenBias); // [N, h]
  return linear(second, network.headWeight).add(network.headBias);
}

/** Mean squared error against targets [N, 1]. */
export function squaredError(network: Tensors<TanhNetwork>, x: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return outputsOf(network, x).sub(targets).square().mean<tf.Scalar>();
}
