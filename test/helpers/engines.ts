/** Runs the same computation on several engines and compares plain numbers. */
import * as tf from "@tensorflow/tfjs-core";
import * as assert from "uvu/assert";
import { Random } from "../../experiments/kit/random.ts";
import { EngineError } from "../../experiments/kit/trial.ts";
import { startEngine } from "../../experiments/lab/engine/backend.ts";
import type { TensorFlowEngine } from "../../experiments/lab/engine/engine-name.ts";
import { leaveOut } from "./left-out.ts";
import type { Values } from "./reference-operations.ts";

/** The engines that start on this computer, which the runner shows; `node` is left out where its library is missing. */
export async function startableEngines(): Promise<readonly TensorFlowEngine[]> {
  const started: TensorFlowEngine[] = [];
  for (const engine of ["cpu", "node", "wasm"] as const) {
    try {
      await startEngine(engine);
      started.push(engine);
    } catch (error) {
      if (engine !== "node" || !(error instanceof EngineError)) throw error;
      leaveOut("tensorflow", `${error.message}; npm run native installs its library`);
    }
  }
  process.stdout.write(`\nengines: ${started.join(", ")}\n`);
  return started;
}

/** Standard normal numbers, rounded to single precision so that every engine starts from the same values. */
export function normalValues(shape: readonly number[], seed: number | string): Values {
  const random = Random.seeded(seed);
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Float32Array.from({ length }, () => random.normal()) };
}

/** A tensor of these values. */
export function tensorOf({ shape, values }: Values): tf.Tensor {
  return tf.tensor(Float32Array.from(values), [...shape]);
}

/** Evaluates `f` on an engine, and the gradient of sum(weights f) with respect to each input if `differentiable`. */
export async function evaluateOn(
  engine: TensorFlowEngine,
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly Values[],
  weights: Values,
  differentiable = true,
): Promise<{ value: number[]; gradients: number[][] }> {
  await startEngine(engine);
  return tf.tidy(() => {
    const tensors = inputs.map(tensorOf);
    const value = f(...tensors);
    const loss = (...moved: tf.Tensor[]) =>
      f(...moved)
        .mul(tensorOf({ ...weights, shape: value.shape }))
        .sum();
    const gradients = differentiable ? tf.grads(loss)(tensors) : [];
    return { value: numbersOf(value), gradients: gradients.map(numbersOf) };
  });
}

export const numbersOf = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

/** Asserts for each number that its error is at most `relative` times the larger of 1 and the expected magnitude. */
export function allClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  what: string,
): void {
  assert.is(actual.length, expected.length, `${what}: count`);
  for (let index = 0; index < actual.length; index++) {
    const [x, y] = [actual[index] as number, expected[index] as number];
    const near = Math.abs(x - y) <= relative * Math.max(1, Math.abs(y));
    assert.ok(near || Object.is(x, y), `${what}[${index}]: ${x} is not ${y} within ${relative}`);
  }
}
