import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { apolloUpdater, gaussianProjections } from "../../../../experiments/lab/nn/apollo.ts";
import { adamUpdater, type Updater } from "../../../../experiments/lab/nn/optimizer.ts";
import type { Parameter } from "../../../../experiments/lab/nn/transformer.ts";
import { close } from "../../../helpers/close.ts";
import { normalValues, tensorOf } from "../../../helpers/engines.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";

const test = suite("APOLLO-Mini");

const adam = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, learningRate: 0.01 };
const updaterOf = apolloUpdater({ refreshEvery: 2, scale: 4 }, gaussianProjections(Random.seeded(7)));

const parameterOf = (shape: readonly number[], group: Parameter["group"] = "body"): Parameter => ({
  name: "weight",
  group,
  variable: tf.tidy(() => tf.variable(tensorOf(normalValues(shape, 1)))),
});

/** What each step adds to the weight; the gradients are Gaussian, of a length that is given for each step. */
function stepsOf(
  { variable }: Parameter,
  updater: Updater,
  lengths: readonly number[],
  gradientScale = 1,
): Float32Array[] {
  const steps = lengths.map((length, index) => {
    const before = variable.dataSync<"float32">().slice();
    const gradient = tf.tidy(() => {
      const drawn = tensorOf(normalValues(variable.shape, 10 + index));
      return drawn.mul(length).div(drawn.norm());
    });
    updater.apply(gradient, { ...adam, gradientScale, step: index + 1 });
    gradient.dispose();
    return variable.dataSync<"float32">().map((value, at) => value - (before[at] ?? 0));
  });
  updater.dispose();
  variable.dispose();
  return steps;
}

const lengthOf = (step: Float32Array = Float32Array.of(Number.NaN)): number =>
  Math.sqrt(step.reduce((sum, value) => sum + value * value, 0));

test("the moments of a weight are those of one row or column", async () => {
  await startEngine("cpu");
  for (const [shape, moments] of [
    [
      [4, 7],
      [1, 7],
    ],
    [
      [7, 4],
      [7, 1],
    ],
  ] as const) {
    const parameter = parameterOf(shape);
    const updater = updaterOf(parameter);
    assert.equal(updater.moments.first.shape, moments);
    updater.dispose();
    parameter.variable.dispose();
  }
});

test("a step goes straight against the gradient, however long that is", async () => {
  await startEngine("cpu");
  for (const length of [0.1, 10]) {
    const parameter = parameterOf([5, 6]);
    const step = stepsOf(parameter, updaterOf(parameter), [length])[0] as Float32Array;
    const gradient = Float32Array.from(normalValues([5, 6], 10).values);
    const product = step.reduce((sum, value, at) => sum + value * (gradient[at] ?? Number.NaN), 0);
    close(product / (lengthOf(step) * lengthOf(gradient)), -1, 1e-5, `length ${length}`);
  }
});

test("a gradient that is suddenly longer lengthens the step by a hundredth at most", async () => {
  await startEngine("cpu");
  const parameter = parameterOf([5, 6]);
  const correction = (step: number) => Math.sqrt(1 - 0.95 ** step) / (1 - 0.9 ** step);
  const lengths = stepsOf(parameter, updaterOf(parameter), [1, 0.001, 1000, 1000]).map(
    (step, index) => lengthOf(step) / correction(index + 1),
  );
  for (const step of [2, 3]) {
    const growth = (lengths[step] ?? Number.NaN) / (lengths[step - 1] ?? Number.NaN);
    assert.ok(growth < 1.01 + 1e-4, `growth ${growth} at step ${step + 1}`);
  }
  close((lengths[3] ?? Number.NaN) / (lengths[2] ?? Number.NaN), 1.01, 1e-4, "limited");
});

test("clipping all gradients by one factor changes no step", async () => {
  await startEngine("cpu");
  const [plain, clipped] = [1, 0.125].map((gradientScale) => {
    const parameter = parameterOf([5, 6]);
    return stepsOf(parameter, updaterOf(parameter), [1, 2, 1], gradientScale);
  });
  for (const index of [0, 1, 2]) {
    close(lengthOf(clipped?.[index]) / lengthOf(plain?.[index]), 1, 1e-5, `step ${index + 1}`);
  }
});

test("what every arm trains alike is left to Adam", async () => {
  await startEngine("cpu");
  const [shared, plain] = [parameterOf([4, 7], "outer"), parameterOf([4, 7], "outer")];
  assert.equal(stepsOf(shared, updaterOf(shared), [1, 1]), stepsOf(plain, adamUpdater(plain), [1, 1]));
});

test("projections differ between steps and weights, and are the same at every run", () => {
  const valuesAt = (name: string, step: number) =>
    tf.tidy(() => [...gaussianProjections(Random.seeded(7))(name, step, 3).dataSync()]);
  assert.equal(valuesAt("a", 1), valuesAt("a", 1));
  assert.not.equal(valuesAt("a", 1), valuesAt("a", 3));
  assert.not.equal(valuesAt("a", 1), valuesAt("b", 1));
});

test("it leaves no tensor behind", async () => {
  await startEngine("cpu");
  withoutLeaks(() => {
    const parameter = parameterOf([5, 8]);
    stepsOf(parameter, updaterOf(parameter), [1, 1, 1, 1, 1]);
  });
});

test.run();
