/** Makes our kernels operations that TensorFlow.js runs and differentiates. */
import * as tf from "@tensorflow/tfjs-core";
import type { Named } from "./signatures.ts";

/** Registers a kernel of the wasm backend. It replaces the backend's own kernel of that name, if any. */
export function defineKernel(kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, "wasm") !== undefined) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}

/** Runs a kernel and records it for its gradient. */
export function run<Result extends tf.Tensor | tf.Tensor[] = tf.Tensor>(
  kernelName: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap = {},
): Result {
  return tf.engine().runKernel<Result>(kernelName, inputs, attributes);
}

type NamedInputs<Names extends string> = { readonly [Name in Names]: Named<tf.TensorInfo, Name> };

/** The tensors of a kernel's call by name. Our own calls set the names, so a missing one is a bug of ours. */
export function inputsOf<Name extends string>(
  inputs: tf.NamedTensorInfoMap,
  ...names: readonly Name[]
): NamedInputs<Name> {
  for (const name of names) if (inputs[name] === undefined) throw new Error(`missing kernel input: ${name}`);
  return inputs as NamedInputs<Name>;
}

interface Rows {
  readonly rows: Named<number, "rows">;
  readonly channels: Named<number, "channels">;
}

/** The length and the number of a tensor's rows, which run along the last axis. */
export function rowsOf({ shape }: tf.TensorInfo): Rows {
  const channels = shape.at(-1) ?? 1;
  return { rows: tf.util.sizeFromShape(shape.slice(0, -1)), channels };
}
