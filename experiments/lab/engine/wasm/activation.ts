/** Bias and activation in one pass. */
import type * as tf from "@tensorflow/tfjs-core";
import { registerGradient, util } from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf, rowsOf, run } from "./define.ts";
import type { ActivationKind } from "./op-types.ts";
import type { Kernels } from "./placed-kernels.ts";
import { NOTHING } from "./signatures.ts";

/** The numbers of the activations in kernels/activation.ts. */
const KINDS: Readonly<Record<ActivationKind, number>> = { relu: 0, tanh: 1, gelu: 2 };

/** f(x + bias): [..., C], bias [C]. */
export function activation(x: tf.Tensor, kind: ActivationKind, bias?: tf.Tensor1D): tf.Tensor {
  if (bias !== undefined) return run("BiasActivation", { x, bias }, { kind: KINDS[kind] });
  return kind === "relu" ? run("PlainRelu", { x }) : run("Activation", { x }, { kind: KINDS[kind] });
}

export function registerActivation(kernels: Kernels): void {
  for (const name of ["Activation", "BiasActivation"]) {
    defineKernel(name, ({ inputs, attrs }) => {
      const { x } = inputsOf(inputs, "x");
      const { rows, channels } = rowsOf(x);
      const { kind } = attrs as { kind: number };
      const out = kernels.backend.makeOutput(x.shape, "float32");
      const { bias = NOTHING } = inputs;
      kernels.activation({ kind, rows, channels, x, bias, out });
      return out;
    });
    defineKernel(`${name}Gradient`, ({ inputs, attrs }) => {
      const { x, gradient } = inputsOf(inputs, "x", "gradient");
      const { rows, channels } = rowsOf(x);
      const { kind } = attrs as { kind: number };
      const out = kernels.backend.makeOutput(x.shape, "float32");
      const { bias = NOTHING } = inputs;
      kernels.activationGradient({ kind, rows, channels, x, bias, gradient, out });
      return out;
    });
  }
  registerActivationGradients(kernels);
  registerPlainRelu(kernels);
}

function registerPlainRelu(kernels: Kernels): void {
  defineKernel("PlainRelu", ({ inputs }) => {
    const { x } = inputsOf(inputs, "x");
    const out = kernels.backend.makeOutput(x.shape, "float32");
    kernels.relu({ count: util.sizeFromShape(x.shape), x, out });
    return out;
  });
  defineKernel("PlainReluGradient", ({ inputs }) => {
    const { x, gradient } = inputsOf(inputs, "x", "gradient");
    const out = kernels.backend.makeOutput(x.shape, "float32");
    kernels.reluGradient({ count: util.sizeFromShape(x.shape), x, gradient, out });
    return out;
  });
  registerGradient({
    kernelName: "PlainRelu",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => {
      const [x] = saved as [tf.Tensor];
      return { x: () => run("PlainReluGradient", { x, gradient: dy as tf.Tensor }) };
    },
  });
}

function registerActivationGradients(kernels: Kernels): void {
  defineKernel("BiasGradient", ({ inputs }) => {
    const { source } = inputsOf(inputs, "source");
    const { rows, channels } = rowsOf(source);
    const out = kernels.backend.makeOutput([channels], "float32");
    kernels.sumRows({ rows, channels, source, out });
    return out;
  });
  registerGradient({
    kernelName: "Activation",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved as [tf.Tensor];
      return { x: () => run("ActivationGradient", { x, gradient: dy as tf.Tensor }, attributes) };
    },
  });
  registerGradient({
    kernelName: "BiasActivation",
    inputsToSave: ["x", "bias"],
    gradFunc: (dy, saved, attributes) => {
      const [x, bias] = saved as [tf.Tensor, tf.Tensor];
      const gradient = run("BiasActivationGradient", { x, bias, gradient: dy as tf.Tensor }, attributes);
      return { x: () => gradient, bias: () => run("BiasGradient", { source: gradient }) };
    },
  });
}
