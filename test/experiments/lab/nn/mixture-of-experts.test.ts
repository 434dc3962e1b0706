import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { capacityOf, createMixture, route } from "../../../../experiments/lab/nn/mixture-of-experts.ts";
import { lossAndGradients, train } from "../../../../experiments/lab/nn/train.ts";
import { logitsOf } from "../../../../experiments/lab/nn/transformer.ts";
import { initialWeights } from "../../../../experiments/lab/nn/weights.ts";
import { close } from "../../../helpers/close.ts";
import {
  createTinyBatch,
  createTinyModel,
  tinyBatches,
  tinyConfig,
  tinyHeldOut,
} from "../../../helpers/tiny-model.ts";

const test = suite("mixture of experts");

const four = { experts: 4, capacityFactor: 1.25, balanceWeight: 0.01 };

/** On the weights of createTinyModel. */
function mixtureOf(config: typeof four) {
  const random = Random.seeded(1);
  const weights = initialWeights(tinyConfig, random.split("weights"));
  return createMixture(tinyConfig, config, weights, random.split("adapters"));
}

test("one expert is the dense layer: its probability is one, and no token is left out", async () => {
  await startEngine("cpu");
  const batch = createTinyBatch();
  const ids = tf.tensor2d(batch.inputs, [batch.batchSize, batch.contextLength], "int32");
  const { model, routed } = mixtureOf({ experts: 1, capacityFactor: 1, balanceWeight: 0 });
  const dense = createTinyModel({ kind: "full" });
  assert.equal(logitsOf(model, ids).dataSync(), logitsOf(dense, ids).dataSync());
  assert.is(routed.dropped, 0);
  const expected = lossAndGradients(dense, batch);
  const actual = lossAndGradients(model, batch);
  for (const [index, gradient] of expected.gradients.entries()) {
    const values = actual.gradients[index]?.dataSync() ?? [];
    for (const [at, value] of gradient.dataSync().entries()) close(values[at] ?? Number.NaN, value, 1e-6);
  }
});

test("a token goes to its most probable expert until that is full", () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.3, 0.7, 0.6, 0.4);
  const { chosen, taken } = route(probabilities, 2, 2);
  assert.equal(chosen, Int32Array.of(0, 0, 1, 0));
  assert.equal(taken, [[0, 1], [2]]);
});

test("an expert's capacity is its even share times the factor", () => {
  assert.is(capacityOf(512, four), 160);
  assert.is(capacityOf(10, { ...four, capacityFactor: 1 }), 3);
});

type Numbers = readonly (readonly number[])[];

const times = (vector: readonly number[], matrix: Numbers): number[] =>
  (matrix[0] ?? []).map((_, column) =>
    vector.reduce((sum, value, row) => sum + value * (matrix[row]?.[column] ?? Number.NaN), 0),
  );

/** Two experts by their definition, one token at a time, in double precision; each takes `capacity` tokens. */
function outputsByHand(tokens: Numbers, router: Numbers, up: Numbers[], down: Numbers[], capacity: number) {
  const taken = [0, 0];
  return tokens.map((x) => {
    const [first = 0, second = 0] = times(x, router).map(Math.exp);
    const expert = second > first ? 1 : 0;
    const gate = Math.max(first, second) / (first + second);
    taken[expert] = (taken[expert] ?? 0) + 1;
    if ((taken[expert] ?? 0) > capacity) return x.map(() => 0);
    const hidden = times(x, up[expert] ?? []).map((value) => Math.max(0, value));
    return times(hidden, down[expert] ?? []).map((value) => gate * value);
  });
}

test("a token's output is its expert's, times its probability; a dropped one's is zero", async () => {
  await startEngine("cpu");
  const { model, routed } = mixtureOf({ ...four, experts: 2, capacityFactor: 0.8 });
  const matrix = (name: string) =>
    model.parameters.find((parameter) => parameter.name === name)?.variable.arraySync() as number[][];
  const pair = (name: string) => [matrix(name), matrix(`${name}.1`)];
  const random = Random.seeded(4);
  const tokens = Array.from({ length: 10 }, () => Array.from({ length: 8 }, () => 3 * random.normal()));
  const [block] = model.blocks;
  if (block === undefined || model.feedForward === undefined) throw new Error("missing block");
  const [output] = model.feedForward(block, tf.tensor3d([tokens]), 0).arraySync() as number[][][];
  // Capacity: 0.8 * 10 / 2.
  const expected = outputsByHand(
    tokens,
    matrix("layers.0.router"),
    pair("layers.0.up"),
    pair("layers.0.down"),
    4,
  );
  for (const [index, row] of expected.entries()) {
    for (const [channel, value] of row.entries()) {
      close(output?.[index]?.[channel] ?? Number.NaN, value, 1e-5, `token ${index}`);
    }
  }
  const dropped = expected.filter((row) => row.every((value) => value === 0)).length;
  assert.ok(dropped > 0);
  assert.equal(routed, { tokens: 10, dropped });
});

test("the router's gradient is the slope of loss and penalty, by central differences", async () => {
  await startEngine("cpu");
  const { model } = mixtureOf({ ...four, experts: 2, balanceWeight: 0.5 });
  const batch = createTinyBatch();
  const index = model.parameters.findIndex(({ name }) => name === "layers.1.router");
  const router = model.parameters[index]?.variable as tf.Variable;
  // Large enough that no small shift sends a token elsewhere, where the loss jumps.
  const values = router.dataSync<"float32">().map((value) => 60 * value);
  router.assign(tf.tensor2d(values, [8, 2]));
  const gradient = lossAndGradients(model, batch).gradients[index]?.dataSync() ?? [];
  const lossAt = (entry: number, shift: number) => {
    router.assign(
      tf.tensor2d(
        values.map((value, at) => (at === entry ? value + shift : value)),
        [8, 2],
      ),
    );
    return lossAndGradients(model, batch).loss;
  };
  for (const entry of [0, 5, 11]) {
    const slope = (lossAt(entry, 2e-3) - lossAt(entry, -2e-3)) / 4e-3;
    // Single precision: 1e-7 of a loss of 3 over a step of 4e-3.
    close(gradient[entry] ?? Number.NaN, slope, 4e-4, `entry ${entry}`);
  }
});

test("training lowers the loss with several experts, an idle one included", async () => {
  await startEngine("cpu");
  const { model, routed } = mixtureOf(four);
  const training = { steps: 30, warmupSteps: 2, learningRate: 0.01, outerLearningRate: 0.02 };
  const { trainLoss } = train(model, training, tinyBatches(), tinyHeldOut());
  assert.ok((trainLoss.at(-1) ?? 9) < (trainLoss[0] ?? 0) - 0.3);
  assert.ok(routed.dropped < routed.tokens);
});

test.run();
