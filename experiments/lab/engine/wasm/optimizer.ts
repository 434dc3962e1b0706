/** AdamW in place, and the sum of squares that clips its gradients. */
import * as tf from "@tensorflow/tfjs-core";
import { integerPower } from "../../../kit/exact-math.ts";
import type { AdamWSettings, AdamWState } from "./op-types.ts";
import type { Kernels } from "./placed-kernels.ts";

/** The sum of the squares of all numbers in a tensor, added up in double precision. */
export function sumOfSquares(kernels: Kernels, x: tf.Tensor): number {
  return kernels.sumOfSquares({ count: x.size, source: x });
}

/** One in-place update of a parameter and its state. */
export function adamW(
  kernels: Kernels,
  parameter: tf.Variable,
  gradient: tf.Tensor,
  state: AdamWState,
  settings: AdamWSettings,
): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step, gradientScale } = settings;
  for (const variable of [parameter, state.first, state.second]) ownValues(kernels, variable);
  kernels.adamW({
    count: parameter.size,
    parameter,
    gradient,
    first: state.first,
    second: state.second,
    gradientScale,
    beta1,
    beta2,
    rest1: 1 - beta1,
    rest2: 1 - beta2,
    firstScale: 1 / (1 - integerPower(beta1, step)),
    secondScale: 1 / (1 - integerPower(beta2, step)),
    epsilon,
    rate: learningRate,
    keep: 1 - learningRate * weightDecay,
  });
}

/** Gives a variable its own values if it shares them with a clone or the tensor that it was made from. */
function ownValues(kernels: Kernels, variable: tf.Variable): void {
  if (kernels.backend.refCount(variable.dataId) === 1) return;
  const copy = tf.mul(variable, 1);
  variable.assign(copy);
  copy.dispose();
}
