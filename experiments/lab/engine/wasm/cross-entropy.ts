/** Softmax cross-entropy with whole targets, and TensorFlow.js's LogSoftmax. */
import type * as tf from "@tensorflow/tfjs-core";
import { registerGradient } from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf, rowsOf, run } from "./define.ts";
import { type Kernels, withScratch } from "./placed-kernels.ts";

/** Losses in nats: logits [N, V], targets [N] -> [N]. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const [losses] = run<[tf.Tensor1D, tf.Tensor]>("CrossEntropy", { logits, targets });
  return losses;
}

export function registerCrossEntropy(kernels: Kernels): void {
  defineKernel("CrossEntropy", ({ inputs }) => {
    const { logits, targets } = inputsOf(inputs, "logits", "targets");
    const { rows, classes } = sizeOf(logits);
    const logSums = logSumExp(kernels, logits);
    const losses = kernels.backend.makeOutput([rows], "float32");
    kernels.crossEntropy({ rows, classes, logits, targets, logSums, out: losses });
    return [losses, logSums];
  });
  defineKernel("CrossEntropyGradient", ({ inputs }) => {
    const named = inputsOf(inputs, "logits", "targets", "logSums", "gradient");
    const { logits, targets, logSums, gradient } = named;
    const out = kernels.backend.makeOutput(logits.shape, "float32");
    kernels.crossEntropyGradient({ ...sizeOf(logits), logits, targets, logSums, gradient, out });
    return out;
  });
  registerGradient({
    kernelName: "CrossEntropy",
    inputsToSave: ["logits", "targets"],
    outputsToSave: [false, true],
    gradFunc: (dy, saved) => {
      const [gradient] = dy as [tf.Tensor, tf.Tensor];
      const [logits, targets, logSums] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { logits: () => run("CrossEntropyGradient", { logits, targets, logSums, gradient }) };
    },
  });
  defineKernel("LogSoftmax", ({ inputs }) => {
    const { logits } = inputsOf(inputs, "logits");
    const logSums = logSumExp(kernels, logits);
    const out = kernels.backend.makeOutput(logits.shape, "float32");
    kernels.logSoftmax({ ...sizeOf(logits), logits, logSums, out });
    kernels.backend.disposeData(logSums.dataId);
    return out;
  });
}

/** The logarithm of each row's sum of exponentials: [..., V] -> [...], as one row of numbers. */
function logSumExp(kernels: Kernels, logits: tf.TensorInfo): tf.TensorInfo {
  const { rows, classes } = sizeOf(logits);
  const logSums = kernels.backend.makeOutput([rows], "float32");
  withScratch(kernels, classes * 4, (powers) => {
    kernels.logSumExp({ rows, classes, logits, out: logSums, powers });
  });
  return logSums;
}

/** The classes are on the last axis of the logits. */
function sizeOf(logits: tf.TensorInfo): { readonly rows: number; readonly classes: number } {
  const { rows, channels } = rowsOf(logits);
  return { rows, classes: channels };
}
