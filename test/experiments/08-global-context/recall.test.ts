import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type RecallConfig, run } from "../../../experiments/08-global-context/recall.run.ts";
import { recallTest } from "../../../experiments/08-global-context/recall-task.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { createTransformer, disposeTransformer, logitsOf } from "../../../experiments/lab/nn/transformer.ts";
import { initialWeights } from "../../../experiments/lab/nn/weights.ts";
import { close } from "../../helpers/close.ts";

const test = suite("training on recall");

const config: RecallConfig = {
  arm: { kind: "full" },
  model: { dModel: 8, nLayers: 1, nHeads: 2, dFf: 16, contextLength: 8 },
  task: { symbols: 6, blockLengths: [2, 4] },
  batchSize: 4,
  steps: 4,
  warmupSteps: 1,
  learningRate: 0,
  outerLearningRate: 0,
  testBatches: { final: 2, during: 1 },
  measureEvery: 2,
  seed: 5,
};

const context = { inputs: {}, engine: "wasm", progress: () => {} } as const;

/** Loss and accuracy in the second half by the definition, from the scores of an untrained model. */
async function measuredByHand(batches: number) {
  await startEngine("wasm");
  const random = Random.seeded(5).split("recall");
  const sizes = { ...config.model, vocabSize: 6 };
  const model = createTransformer(
    sizes,
    config.arm,
    initialWeights(sizes, random.split("weights")),
    random.split("adapters"),
  );
  const task = { ...config.task, contextLength: 8 };
  const test = recallTest(task, random.split("test"), { batches: 2, batchSize: 64 }).slice(0, batches);
  const losses: number[] = [];
  let correct = 0;
  for (const { inputs, targets, batchSize } of test) {
    const scores = tf.tidy(() => logitsOf(model, tf.tensor2d(inputs, [batchSize, 8], "int32")).arraySync());
    for (const [index, row] of scores.entries()) {
      if (index % 8 < 4) continue;
      const target = targets[index] ?? Number.NaN;
      const own = row[target] ?? Number.NaN;
      losses.push(Math.log(row.reduce((sum, score) => sum + Math.exp(score - own), 0)));
      if (row.every((score, other) => other === target || score < own)) correct += 1;
    }
  }
  disposeTransformer(model);
  const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
  return { loss, accuracy: correct / losses.length };
}

test("loss and accuracy are those of the second half of the test sequences", async () => {
  const { finalLoss, accuracy, byStep, trainLoss } = (await run(config, context)).result;
  const byHand = await measuredByHand(2);
  close(finalLoss, byHand.loss, 1e-5);
  close(accuracy, byHand.accuracy, 1e-12);
  assert.equal(
    byStep.map(({ step }) => step),
    [0, 2, 4],
  );
  const during = await measuredByHand(1);
  for (const measured of byStep) close(measured.loss, during.loss, 1e-5);
  assert.is(trainLoss.length, 4);
});

test("arms of a seed share first weights and sequences: with a rate of zero they have equal losses", async () => {
  const { result: full } = await run(config, context);
  const { result: lora } = await run({ ...config, arm: { kind: "lora", rank: 2, alpha: 2 } }, context);
  close(full.finalLoss, lora.finalLoss, 1e-6);
  full.trainLoss.forEach((loss, step) => {
    close(loss, lora.trainLoss[step] ?? Number.NaN, 1e-6);
  });
  const { result: other } = await run({ ...config, seed: 6 }, context);
  assert.is.not(other.finalLoss, full.finalLoss);
});

test("training lowers the loss of the second half", async () => {
  const rates = { learningRate: 0.01, outerLearningRate: 0.05 };
  const { byStep } = (await run({ ...config, ...rates, steps: 60, measureEvery: 60 }, context)).result;
  const [first, last] = byStep;
  assert.ok((last?.loss ?? 9) < (first?.loss ?? 0) - 0.2, JSON.stringify(byStep));
});

test.run();
