/** Linear layers over rows: x W, and with a low-rank adapter x W + (x A) B. */
import type * as tf from "@tensorflow/tfjs-core";
import { registerGradient } from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf, rowsOf, run } from "./define.ts";
import type { Kernels } from "./placed-kernels.ts";
import { multiplyMatrices } from "./products.ts";

/** x W: [..., i], [i, o] -> [..., o]. */
export function linear(x: tf.Tensor, weight: tf.Tensor2D): tf.Tensor {
  return run("Linear", { x, weight });
}

/** x W + (x A) (scaling B), with gradients for x, A and B. */
export function loraLinear(
  x: tf.Tensor,
  weight: tf.Tensor2D,
  loraA: tf.Tensor2D,
  loraB: tf.Tensor2D,
  scaling: number,
): tf.Tensor {
  const scaledB = scaling === 1 ? loraB : loraB.mul<tf.Tensor2D>(scaling);
  const [out] = run<[tf.Tensor, tf.Tensor]>("LoraLinear", { x, weight, loraA, loraB: scaledB });
  return out;
}

export function registerLinear(kernels: Kernels): void {
  defineKernel("Linear", ({ inputs }) => {
    const { x, weight } = inputsOf(inputs, "x", "weight");
    return timesWeight(kernels, x, weight);
  });
  defineKernel("LinearInputGradient", ({ inputs }) => {
    const { gradient, weight } = inputsOf(inputs, "gradient", "weight");
    return timesTransposedWeight(kernels, gradient, weight);
  });
  defineKernel("LinearWeightGradient", ({ inputs }) => {
    const { x, gradient } = inputsOf(inputs, "x", "gradient");
    return weightGradient(kernels, x, gradient);
  });
  registerGradient({
    kernelName: "Linear",
    inputsToSave: ["x", "weight"],
    gradFunc: (dy, saved) => {
      const [x, weight] = saved as [tf.Tensor, tf.Tensor];
      const gradient = dy as tf.Tensor;
      return {
        x: () => run("LinearInputGradient", { gradient, weight }),
        weight: () => run("LinearWeightGradient", { x, gradient }),
      };
    },
  });
  registerLoraLinear(kernels);
}

function registerLoraLinear(kernels: Kernels): void {
  defineKernel("LoraLinear", ({ inputs }) => {
    const { x, weight, loraA, loraB } = inputsOf(inputs, "x", "weight", "loraA", "loraB");
    const low = timesWeight(kernels, x, loraA); // [..., r]
    const out = timesWeight(kernels, x, weight);
    return [timesWeight(kernels, low, loraB, out), low];
  });
  defineKernel("LoraGradient", ({ inputs }) => {
    const named = inputsOf(inputs, "gradient", "x", "weight", "loraA", "loraB", "low");
    const { gradient, x, weight, loraA, loraB, low } = named;
    const lowGradient = timesTransposedWeight(kernels, gradient, loraB);
    const xGradient = timesTransposedWeight(kernels, gradient, weight);
    timesTransposedWeight(kernels, lowGradient, loraA, xGradient);
    const gradients = [
      xGradient,
      weightGradient(kernels, x, lowGradient),
      weightGradient(kernels, low, gradient),
    ];
    kernels.backend.disposeData(lowGradient.dataId);
    return gradients;
  });
  registerGradient({
    kernelName: "LoraLinear",
    inputsToSave: ["x", "weight", "loraA", "loraB"],
    outputsToSave: [false, true],
    gradFunc: (dy, saved) => {
      const [gradient] = dy as [tf.Tensor, tf.Tensor];
      const [x, weight, loraA, loraB, low] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const inputs = { gradient, x, weight, loraA, loraB, low };
      const gradients = run<[tf.Tensor, tf.Tensor, tf.Tensor]>("LoraGradient", inputs);
      return { x: () => gradients[0], loraA: () => gradients[1], loraB: () => gradients[2] };
    },
  });
}

/** x W, into a new tensor or added to `sum`. */
function timesWeight(
  kernels: Kernels,
  x: tf.TensorInfo,
  weight: tf.TensorInfo,
  sum?: tf.TensorInfo,
): tf.TensorInfo {
  const [k, n] = weight.shape as [number, number];
  const out = sum ?? kernels.backend.makeOutput([...x.shape.slice(0, -1), n], "float32");
  multiplyMatrices(kernels, {
    m: rowsOf(x).rows,
    n,
    k,
    left: x,
    right: weight,
    out,
    accumulate: sum !== undefined,
  });
  return out;
}

/** y W^T, the gradient of x for the gradient y of x W, into a new tensor or added to `sum`. */
function timesTransposedWeight(
  kernels: Kernels,
  y: tf.TensorInfo,
  weight: tf.TensorInfo,
  sum?: tf.TensorInfo,
): tf.TensorInfo {
  const [n, k] = weight.shape as [number, number];
  const out = sum ?? kernels.backend.makeOutput([...y.shape.slice(0, -1), n], "float32");
  multiplyMatrices(kernels, {
    m: rowsOf(y).rows,
    n,
    k,
    left: y,
    right: weight,
    rightTransposed: true,
    out,
    accumulate: sum !== undefined,
  });
  return out;
}

/** x^T y, the gradient of W for the gradient y of x W. */
function weightGradient(kernels: Kernels, x: tf.TensorInfo, y: tf.TensorInfo): tf.TensorInfo {
  const { rows, channels: m } = rowsOf(x);
  const { channels: n } = rowsOf(y);
  const out = kernels.backend.makeOutput([m, n], "float32");
  multiplyMatrices(kernels, {
    m,
    n,
    k: rows,
    left: x,
    leftTransposed: true,
    right: y,
    out,
  });
  return out;
}
