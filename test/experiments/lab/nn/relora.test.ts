import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import type { LoraLayer } from "../../../../experiments/lab/nn/lora.ts";
import { prune, restartFactor, restartLayer, withRestarts } from "../../../../experiments/lab/nn/relora.ts";
import { type TrainingConfig, train } from "../../../../experiments/lab/nn/train.ts";
import {
  bodyWeights,
  disposeTransformer,
  logitsOf,
  type Transformer,
} from "../../../../experiments/lab/nn/transformer.ts";
import { close } from "../../../helpers/close.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";
import { createTinyBatch, createTinyModel, tinyBatches, tinyHeldOut } from "../../../helpers/tiny-model.ts";

const test = suite("ReLoRA");

const arm = { kind: "lora", rank: 2, alpha: 2 } as const;
const training: TrainingConfig = {
  steps: 12,
  warmupSteps: 2,
  learningRate: 0.02,
  outerLearningRate: 0.01,
  evalEvery: 12,
};

function firstQuery(model: Transformer): LoraLayer {
  const layer = model.blocks[0]?.query;
  if (layer?.kind !== "lora") throw new TypeError("missing adapter");
  return layer;
}

function trainWithRestarts(restartEvery: number) {
  const { model, method } = withRestarts(
    createTinyModel(arm),
    { restartEvery, restartWarmup: 2, pruned: 0.999 },
    training.steps,
    Random.seeded(5),
  );
  const history = train(model, training, tinyBatches(), tinyHeldOut(9), () => {}, method);
  return { model, history };
}

test("with no restart it is LoRA, bit for bit", async () => {
  await startEngine("cpu");
  const plain = createTinyModel(arm);
  const expected = train(plain, training, tinyBatches(), tinyHeldOut(9));
  const { model, history } = trainWithRestarts(training.steps);
  assert.equal(history, expected);
  assert.equal(bodyWeights(model), bodyWeights(plain));
  disposeTransformer(model);
  disposeTransformer(plain);
});

test("a restart changes no output, leaves B at zero and A not, and keeps the update in the weight", async () => {
  await startEngine("cpu");
  const { model } = trainWithRestarts(training.steps);
  const ids = tf.tensor2d(createTinyBatch(3).inputs, [3, 5], "int32");
  const before = logitsOf(model, ids).dataSync();
  const frozen = firstQuery(model).weight.dataSync().slice();
  for (const block of model.blocks) {
    for (const layer of Object.values(block)) restartLayer(layer as LoraLayer, Random.seeded(8));
  }
  const after = logitsOf(model, ids).dataSync();
  for (const [index, value] of after.entries()) close(value, before[index] ?? Number.NaN, 1e-5);
  const { loraA, loraB, weight } = firstQuery(model);
  assert.ok(loraB.dataSync().every((value) => value === 0));
  assert.ok(loraA.dataSync().some((value) => value !== 0));
  assert.not.equal(weight.dataSync().slice(), frozen);
});

test("after restarts the whole update has a rank above the adapter's", async () => {
  await startEngine("cpu");
  const first = createTinyModel(arm);
  const start = bodyWeights(first)["layers.0.query"]?.values ?? new Float32Array();
  const updateRankExceeds2 = (restartEvery: number) => {
    const { model } = trainWithRestarts(restartEvery);
    const end = bodyWeights(model)["layers.0.query"]?.values ?? new Float32Array();
    const update = Array.from({ length: 8 }, (_, row) =>
      Array.from(
        end.subarray(row * 8, row * 8 + 8),
        (value, column) => value - (start[row * 8 + column] ?? 0),
      ),
    );
    return determinant3(update) > 1e-4;
  };
  assert.not(updateRankExceeds2(training.steps), "without restart");
  assert.ok(updateRankExceeds2(4), "with two restarts");
});

/** The upper left 3x3 minor against the product of its rows' lengths: zero for a matrix of rank 2. */
function determinant3(matrix: number[][]): number {
  const at = (row: number, column: number) => matrix[row]?.[column] ?? Number.NaN;
  const minor = (row: number, a: number, b: number) =>
    at(row, a) * at((row + 1) % 3, b) - at(row, b) * at((row + 1) % 3, a);
  const value = at(0, 0) * minor(1, 1, 2) - at(0, 1) * minor(1, 0, 2) + at(0, 2) * minor(1, 0, 1);
  const lengths = [0, 1, 2].map((row) => Math.hypot(at(row, 0), at(row, 1), at(row, 2)));
  return Math.abs(value) / lengths.reduce((product, length) => product * length, 1);
}

test("the rate comes back in a line after each restart", () => {
  const config = { restartEvery: 10, restartWarmup: 4, pruned: 1 };
  const factors = Array.from({ length: 20 }, (_, index) => restartFactor(index + 1, config));
  assert.equal(factors.slice(0, 10), new Array(10).fill(1));
  assert.equal(factors.slice(10), [0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1, 1]);
});

test("pruning zeroes about its share and leaves the rest", async () => {
  await startEngine("cpu");
  const moments = tf.variable(tf.ones([100, 100]), false);
  prune(moments, 0.9, Random.seeded(1));
  const kept = moments.dataSync<"float32">().reduce((sum, value) => sum + value, 0);
  // 1,000 expected, standard deviation 30.
  close(kept, 1000, 120, "entries kept");
  moments.dispose();
});

test("restarts leave no tensor behind", async () => {
  await startEngine("cpu");
  withoutLeaks(() => disposeTransformer(trainWithRestarts(4).model));
});

test.run();
