import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../../experiments/lab/engine/backend.ts";
import { adamW, globalNorm } from "../../../../../experiments/lab/engine/ops.ts";
import { close } from "../../../../helpers/close.ts";
import { allClose, normalValues, numbersOf, tensorOf } from "../../../../helpers/engines.ts";

const test = suite("engine optimizer");

const settings = { learningRate: 3e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1 };
const SIZE = 23;
const STEPS = 100;

const gradientAt = (step: number): number[] => Array.from(normalValues([SIZE], `gradient ${step}`).values);
/** Clips as training does: every third gradient is scaled down. */
const scaleAt = (step: number): number => (step % 3 === 0 ? 0.25 : 1);

/** AdamW in double precision (Loshchilov and Hutter 2019, algorithm 2). */
function referenceAdamW(start: readonly number[]): number[] {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = settings;
  const state = start.map((parameter) => ({ parameter, first: 0, second: 0 }));
  for (let step = 1; step <= STEPS; step++) {
    for (const [index, gradient] of gradientAt(step).entries()) {
      const own = state[index] as (typeof state)[number];
      const slope = gradient * scaleAt(step);
      own.first = beta1 * own.first + (1 - beta1) * slope;
      own.second = beta2 * own.second + (1 - beta2) * slope ** 2;
      const first = own.first / (1 - beta1 ** step);
      const second = own.second / (1 - beta2 ** step);
      own.parameter -= learningRate * (first / (Math.sqrt(second) + epsilon) + weightDecay * own.parameter);
    }
  }
  return state.map(({ parameter }) => parameter);
}

for (const engine of ["wasm", "cpu"] as const) {
  test(`AdamW agrees with double precision over ${STEPS} steps on ${engine}`, async () => {
    await startEngine(engine);
    const start = normalValues([SIZE], "start");
    const parameter = tf.tidy(() => tf.variable(tensorOf(start)));
    const zeros = () => tf.tidy(() => tf.variable(tf.zeros([SIZE])));
    const state = { first: zeros(), second: zeros() };
    for (let step = 1; step <= STEPS; step++) {
      tf.tidy(() => {
        const gradient = tf.tensor1d(gradientAt(step));
        adamW(parameter, gradient, state, { ...settings, step, gradientScale: scaleAt(step) });
      });
    }
    // 100 roundings of parameters of size 2, each 1.2e-7, as a random walk and with room for the moments' own.
    allClose(numbersOf(parameter), referenceAdamW(Array.from(start.values)), 3e-6, "parameter");
    tf.dispose([parameter, state.first, state.second]);
  });
}

test("an update in place leaves clones and the tensor that a variable was made from alone", async () => {
  await startEngine("wasm");
  const start = tf.ones([5]);
  const zeros = tf.zeros([5]);
  const parameter = tf.variable(start);
  const state = { first: tf.variable(zeros), second: tf.variable(zeros) };
  const gradient = tf.ones([5]);
  const update = (step: number) => adamW(parameter, gradient, state, { ...settings, step, gradientScale: 1 });
  update(1);
  const clone = parameter.clone();
  const cloned = numbersOf(clone);
  update(2);
  assert.equal(numbersOf(start), [1, 1, 1, 1, 1]);
  assert.equal(numbersOf(zeros), [0, 0, 0, 0, 0]);
  assert.equal(numbersOf(clone), cloned);
  assert.not.equal(numbersOf(parameter), cloned);
  tf.dispose([start, zeros, parameter, state.first, state.second, gradient, clone]);
});

test("the global norm is that of all gradients together", async () => {
  for (const engine of ["wasm", "cpu"] as const) {
    await startEngine(engine);
    const gradients = [tf.fill([3, 5], 2), tf.fill([7], -3)];
    close(globalNorm(gradients), Math.sqrt(15 * 4 + 7 * 9), 1e-6, engine);
    tf.dispose(gradients);
  }
});

test.run();
