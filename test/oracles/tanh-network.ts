/**
 * The network of slide 7 with gradients derived by hand, in plain float64: the oracle of the engine's.
 *   f(x) = tanh(tanh(x W1 + b1) (W2 + A B) + b2) w3 + b3
 * with x [N, 1], W1 [1, h], W2 [h, h], A [h, r], B [r, h], w3 [h, 1]. The adapter A B (Hu et al. 2021, equation 3, with
 * scaling 1) sits on W2, the only matrix whose rank can be low; without an adapter r = 0.
 */
import type { Method } from "../../experiments/07-expressiveness/tanh-network.ts";
import { tanh } from "../../experiments/kit/exact-math.ts";
import { product, transposedProduct } from "../../experiments/lab/linalg/products.ts";
import { columnSums } from "./column-sums.ts";
import { productTransposed } from "./products.ts";

/** The network's parameters by name. */
export interface TanhNetwork {
  readonly inputWeight: Float64Array;
  readonly inputBias: Float64Array;
  readonly hiddenWeight: Float64Array;
  readonly hiddenBias: Float64Array;
  readonly loraA: Float64Array;
  readonly loraB: Float64Array;
  readonly headWeight: Float64Array;
  readonly headBias: Float64Array;
}

/** Gradients of the trained parameters. */
type Gradients = Partial<Record<keyof TanhNetwork, Float64Array>>;

/** The first layer's output and what the frozen part of the second adds up to, both [N, h]. */
interface Body {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** The part of the network that an adapter does not change. Compute it once where it is frozen. */
export function bodyOf(network: TanhNetwork, inputs: Float64Array): Body {
  const hidden = network.inputWeight.length;
  const n = inputs.length;
  const first = product(inputs, network.inputWeight, [n, 1, hidden]);
  addRow(first, network.inputBias);
  applyTanh(first);
  const second = product(first, network.hiddenWeight, [n, hidden, hidden]);
  addRow(second, network.hiddenBias);
  return { first, second };
}

interface Activations extends Body {
  /** First layer times A, [N, r]. */
  readonly thin: Float64Array;
  /** Output of the second layer, [N, h]. */
  readonly features: Float64Array;
  /** [N]. */
  readonly outputs: Float64Array;
}

/** The network's output for a body of N inputs, with what the gradient needs. */
export function forward(network: TanhNetwork, body: Body): Activations {
  const hidden = network.inputWeight.length;
  const rank = network.loraA.length / hidden;
  const n = body.first.length / hidden;
  const thin = product(body.first, network.loraA, [n, hidden, rank]);
  const features = product(thin, network.loraB, [n, rank, hidden]);
  features.forEach((value, index) => {
    features[index] = tanh(value + (body.second[index] as number));
  });
  const outputs = product(features, network.headWeight, [n, hidden, 1]);
  addRow(outputs, network.headBias);
  return { ...body, thin, features, outputs };
}

/** Gradients of the mean squared error against targets [N] for a method's trained parameters. */
export function gradientsOf(
  network: TanhNetwork,
  inputs: Float64Array,
  targets: Float64Array,
  activations: Activations,
  method: Method,
): Gradients {
  const hidden = network.inputWeight.length;
  const n = inputs.length;
  const { outputs, features } = activations;
  const output = outputs.map((value, index) => (2 * (value - (targets[index] as number))) / n);
  const head = {
    headWeight: transposedProduct(features, output, [hidden, n, 1]),
    headBias: columnSums(output, 1),
  };
  if (method === "headOnly") return head;
  const second = throughTanh(product(output, network.headWeight, [n, 1, hidden]), features);
  return method === "lora"
    ? { ...head, ...adapterGradients(network, activations, second) }
    : { ...head, ...bodyGradients(network, inputs, activations, second) };
}

/** From the gradient of the second layer's sum, [N, h]. */
function adapterGradients(
  network: TanhNetwork,
  { first, thin }: Activations,
  second: Float64Array,
): Gradients {
  const hidden = network.inputWeight.length;
  const rank = network.loraA.length / hidden;
  const n = first.length / hidden;
  const thinGradient = productTransposed(second, network.loraB, [n, hidden, rank]);
  return {
    loraA: transposedProduct(first, thinGradient, [hidden, n, rank]),
    loraB: transposedProduct(thin, second, [rank, n, hidden]),
  };
}

function bodyGradients(
  network: TanhNetwork,
  inputs: Float64Array,
  { first }: Activations,
  second: Float64Array,
): Gradients {
  const hidden = network.inputWeight.length;
  const n = inputs.length;
  const firstGradient = throughTanh(
    productTransposed(second, network.hiddenWeight, [n, hidden, hidden]),
    first,
  );
  return {
    hiddenWeight: transposedProduct(first, second, [hidden, n, hidden]),
    hiddenBias: columnSums(second, hidden),
    inputWeight: transposedProduct(inputs, firstGradient, [1, n, hidden]),
    inputBias: columnSums(firstGradient, hidden),
  };
}

/** The gradient before a tanh from that after it: tanh' = 1 - tanh^2. */
function throughTanh(gradient: Float64Array, output: Float64Array): Float64Array {
  return gradient.map((value, index) => {
    const activated = output[index] as number;
    return value * (1 - activated * activated);
  });
}

function addRow(matrix: Float64Array, row: Float64Array): void {
  for (let index = 0; index < matrix.length; index++) {
    matrix[index] = (matrix[index] as number) + (row[index % row.length] as number);
  }
}

function applyTanh(values: Float64Array): void {
  values.forEach((value, index) => {
    values[index] = tanh(value);
  });
}
