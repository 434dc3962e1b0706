import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import type { BodyTraining } from "../../../../experiments/lab/nn/config.ts";
import { createOptimizer, learningRateAt } from "../../../../experiments/lab/nn/optimizer.ts";
import { type TrainingConfig, train } from "../../../../experiments/lab/nn/train.ts";
import {
  bodyWeights,
  disposeTransformer,
  type Parameter,
} from "../../../../experiments/lab/nn/transformer.ts";
import { close } from "../../../helpers/close.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";
import { createTinyModel, tinyBatches, tinyHeldOut } from "../../../helpers/tiny-model.ts";

const test = suite("training");

const config: TrainingConfig = {
  steps: 30,
  warmupSteps: 5,
  learningRate: 0.01,
  outerLearningRate: 0.02,
  evalEvery: 10,
};
const arms: readonly BodyTraining[] = [
  { kind: "full" },
  { kind: "lora", rank: 2, alpha: 2 },
  { kind: "lora", rank: 0, alpha: 1 },
];

test("the rate rises to its height over the warm-up and falls along a cosine to a tenth of it", () => {
  const schedule = { learningRate: 2, warmupSteps: 20, steps: 120 };
  close(learningRateAt(1, schedule), 0.1, 1e-15);
  close(learningRateAt(20, schedule), 2, 1e-15);
  close(learningRateAt(70, schedule), 1.1, 1e-12);
  close(learningRateAt(120, schedule), 0.2, 1e-12);
  close(learningRateAt(1, { ...schedule, warmupSteps: 0, steps: 1 }), 0.2, 1e-12);
});

test("every arm learns, records each step, and leaves no tensor behind", async () => {
  await startEngine("cpu");
  for (const arm of arms) {
    withoutLeaks(() => {
      const model = createTinyModel(arm);
      const steps: number[] = [];
      const history = train(model, config, tinyBatches(), tinyHeldOut(), (step) => steps.push(step));
      assert.equal(
        history.heldOut.map(({ step }) => step),
        [0, 10, 20, 30],
      );
      assert.is(history.trainLoss.length, 30);
      assert.is(history.gradientNorm.length, 30);
      assert.is(steps.at(-1), 30);
      const [first, last] = [history.heldOut[0]?.loss ?? 0, history.heldOut.at(-1)?.loss ?? 0];
      assert.ok(last < first - 0.1, `${first} to ${last}`);
      disposeTransformer(model);
    });
  }
});

test("two runs of a seed are equal to the last bit", async () => {
  await startEngine("cpu");
  const run = () => {
    const model = createTinyModel({ kind: "full" });
    const history = train(model, config, tinyBatches(), tinyHeldOut());
    const weights = bodyWeights(model);
    disposeTransformer(model);
    return { history, weights };
  };
  assert.equal(run(), run());
});

test("a frozen body stays as it was, to the last bit", async () => {
  await startEngine("cpu");
  const model = createTinyModel({ kind: "lora", rank: 0, alpha: 1 });
  const before = bodyWeights(model);
  train(model, config, tinyBatches(), tinyHeldOut());
  assert.equal(bodyWeights(model), before);
  disposeTransformer(model);
});

test("a number that is not finite stops the run, with its step and its tensor", async () => {
  await startEngine("cpu");
  const model = createTinyModel({ kind: "full" });
  const [embedding] = model.parameters;
  tf.tidy(() => embedding?.variable.assign(tf.fill(embedding.variable.shape, Number.NaN)));
  assert.throws(
    () => train(model, config, tinyBatches(), tinyHeldOut()),
    /training loss is not finite at step 1/,
  );
  disposeTransformer(model);
});

function createParameter(values: readonly number[], group: Parameter["group"], name: string): Parameter {
  return { name, group, variable: tf.tidy(() => tf.variable(tf.tensor1d([...values]))) };
}

test("the optimizer is AdamW on the clipped gradient, each group at its rate", async () => {
  await startEngine("cpu");
  const parameters = [createParameter([1, 2], "body", "w"), createParameter([3], "outer", "e")];
  const optimizer = createOptimizer(parameters);
  const reference = [1, 2, 3].map((value) => ({ value, first: 0, second: 0 }));
  const rates = [0.1, 0.1, 0.01];
  for (let step = 1; step <= 40; step++) {
    const gradient = reference.map(({ value }, index) => value * (index + 1) + Math.sin(step));
    const norm = Math.hypot(...gradient);
    const tensors = [tf.tensor1d(gradient.slice(0, 2)), tf.tensor1d(gradient.slice(2))];
    close(optimizer.update(tensors, step, { body: 0.1, outer: 0.01 }), norm, 1e-4);
    tf.dispose(tensors);
    for (const [index, state] of reference.entries()) {
      const clipped = (gradient[index] as number) * Math.min(1, 1 / norm);
      state.first = 0.9 * state.first + 0.1 * clipped;
      state.second = 0.95 * state.second + 0.05 * clipped * clipped;
      const [first, second] = [state.first / (1 - 0.9 ** step), state.second / (1 - 0.95 ** step)];
      state.value -= ((rates[index] as number) * first) / (Math.sqrt(second) + 1e-8);
    }
  }
  const values = parameters.flatMap(({ variable }) => [...variable.dataSync()]);
  for (const [index, value] of values.entries()) close(value, reference[index]?.value ?? Number.NaN, 1e-4);
  optimizer.dispose();
  for (const { variable } of parameters) variable.dispose();
});

test("a gradient that is not finite is named", async () => {
  await startEngine("cpu");
  const parameters = [
    createParameter([1], "body", "layers.0.up"),
    createParameter([1], "body", "layers.0.down"),
  ];
  const optimizer = createOptimizer(parameters);
  const gradients = [tf.tensor1d([1]), tf.tensor1d([Number.POSITIVE_INFINITY])];
  assert.throws(
    () => optimizer.update(gradients, 7, { body: 1, outer: 1 }),
    /gradient of layers\.0\.down is not finite at step 7/,
  );
  tf.dispose(gradients);
  optimizer.dispose();
  for (const { variable } of parameters) variable.dispose();
});

test.run();
