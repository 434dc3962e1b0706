/**
 * The encoder of slide 10 with gradients derived by hand, in plain float64: the oracle of the engine's.
 *   z(x) = relu(x (W1 + A1 B1)) (W2 + A2 B2),   u(x) = z / |z|,
 * with x [N, D] sparse, W1 [D, h], W2 [h, o] and adapters A [in, r], B [r, out] (Hu et al. 2021, equation 3, with
 * scaling 1). Without adapters r = 0.
 */
import type { EncoderTraining, Sizes } from "../../experiments/10-translation/name-encoder.ts";
import { product, transposedProduct } from "../../experiments/lab/linalg/products.ts";
import { type Bags, pool, unpool } from "./bags.ts";
import { productTransposed } from "./products.ts";

/** The encoder's parameters by name. */
export interface NameEncoder {
  readonly inputWeight: Float64Array;
  readonly inputA: Float64Array;
  readonly inputB: Float64Array;
  readonly outputWeight: Float64Array;
  readonly outputA: Float64Array;
  readonly outputB: Float64Array;
}

/** Gradients of the trained parameters. */
type Gradients = Partial<Record<keyof NameEncoder, Float64Array>>;

interface Activations {
  /** x A1 and relu(...) A2, [N, r]. */
  readonly inputThin: Float64Array;
  readonly outputThin: Float64Array;
  /** After the relu, [N, h]. */
  readonly hidden: Float64Array;
  /** |z|, [N]. */
  readonly lengths: Float64Array;
  /** u, [N, o]. */
  readonly units: Float64Array;
}

/** Encodes N rows, with what the gradient needs. */
export function forward(encoder: NameEncoder, sizes: Sizes, bags: Bags): Activations {
  const count = bags.weights.length;
  const rank = encoder.outputA.length / sizes.hidden;
  const inputThin = pool(encoder.inputA, rank, bags);
  const hidden = pool(encoder.inputWeight, sizes.hidden, bags);
  addTo(hidden, product(inputThin, encoder.inputB, [count, rank, sizes.hidden]));
  for (let index = 0; index < hidden.length; index++) hidden[index] = Math.max(0, hidden[index] as number);
  const outputThin = product(hidden, encoder.outputA, [count, sizes.hidden, rank]);
  const units = product(hidden, encoder.outputWeight, [count, sizes.hidden, sizes.outputs]);
  addTo(units, product(outputThin, encoder.outputB, [count, rank, sizes.outputs]));
  const lengths = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const vector = units.subarray(row * sizes.outputs, (row + 1) * sizes.outputs);
    const length = Math.sqrt(dotOf(vector, vector));
    lengths[row] = length;
    for (let column = 0; column < vector.length && length > 0; column++) {
      vector[column] = (vector[column] as number) / length;
    }
  }
  return { inputThin, outputThin, hidden, lengths, units };
}

/** Gradients of an arm's trained parameters, from that of the unit vectors [N, o]. */
export function gradientsOf(
  encoder: NameEncoder,
  sizes: Sizes,
  bags: Bags,
  activations: Activations,
  unitGradient: Float64Array,
  arm: EncoderTraining,
): Gradients {
  const { inputs, hidden, outputs } = sizes;
  const count = bags.weights.length;
  const output = throughUnits(activations, unitGradient, outputs);
  const hiddenGradient = productTransposed(output, encoder.outputWeight, [count, outputs, hidden]);
  if (arm.kind === "full") {
    maskBy(hiddenGradient, activations.hidden);
    return {
      inputWeight: unpool(hiddenGradient, hidden, bags, inputs * hidden),
      outputWeight: transposedProduct(activations.hidden, output, [hidden, count, outputs]),
    };
  }
  const { rank } = arm;
  const outputThin = productTransposed(output, encoder.outputB, [count, outputs, rank]);
  addTo(hiddenGradient, productTransposed(outputThin, encoder.outputA, [count, rank, hidden]));
  maskBy(hiddenGradient, activations.hidden);
  const inputThin = productTransposed(hiddenGradient, encoder.inputB, [count, hidden, rank]);
  return {
    inputA: unpool(inputThin, rank, bags, inputs * rank),
    inputB: transposedProduct(activations.inputThin, hiddenGradient, [rank, count, hidden]),
    outputA: transposedProduct(activations.hidden, outputThin, [hidden, count, rank]),
    outputB: transposedProduct(activations.outputThin, output, [rank, count, outputs]),
  };
}

/** Gradient of z from that of u = z / |z|: (du - u (u . du)) / |z|. */
function throughUnits({ units, lengths }: Activations, gradient: Float64Array, width: number): Float64Array {
  const result = new Float64Array(gradient.length);
  for (let row = 0; row < lengths.length; row++) {
    const [start, end] = [row * width, (row + 1) * width];
    const along = dotOf(units.subarray(start, end), gradient.subarray(start, end));
    const length = lengths[row] as number;
    for (let index = start; index < end && length > 0; index++) {
      result[index] = ((gradient[index] as number) - along * (units[index] as number)) / length;
    }
  }
  return result;
}

function dotOf(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum;
}

function addTo(target: Float64Array, source: Float64Array): void {
  for (let index = 0; index < target.length; index++) {
    target[index] = (target[index] as number) + (source[index] as number);
  }
}

/** Sets to zero what the relu held back. */
function maskBy(gradient: Float64Array, activated: Float64Array): void {
  for (let index = 0; index < gradient.length; index++) {
    if ((activated[index] as number) <= 0) gradient[index] = 0;
  }
}
