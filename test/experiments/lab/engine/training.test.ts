import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { createOptimizer } from "../../../../experiments/lab/nn/optimizer.ts";
import { lossAndGradients, train } from "../../../../experiments/lab/nn/train.ts";
import { disposeTransformer } from "../../../../experiments/lab/nn/transformer.ts";
import { allClose, startableEngines } from "../../../helpers/engines.ts";
import { createTinyBatch, createTinyModel, notHeldOut, tinyBatches } from "../../../helpers/tiny-model.ts";
import { trainingHash } from "../../../helpers/training-hash.ts";

const test = suite("engine training");

/**
 * Losses of 50 steps of a two-layer transformer. At higher rates than these a step is as large as the embeddings' first
 * values, and training magnifies roundings until two engines part.
 */
function lossCurve(): readonly number[] {
  const model = createTinyModel({ kind: "full" });
  const config = { steps: 50, warmupSteps: 5, learningRate: 3e-3, outerLearningRate: 3e-3 };
  const { trainLoss } = train(model, config, tinyBatches(), notHeldOut);
  disposeTransformer(model);
  return trainLoss;
}

for (const engine of await startableEngines()) {
  if (engine === "cpu") continue;
  test(`a transformer's loss curve on ${engine} agrees with the cpu engine's to 1e-3 over 50 steps`, async () => {
    await startEngine(engine);
    const ours = lossCurve();
    await startEngine("cpu");
    const expected = lossCurve();
    assert.is(ours.length, 50);
    allClose(ours, expected, 1e-3, "loss");
    assert.ok((ours.at(-1) as number) < (ours[0] as number) - 0.2, "the model learns");
    await startEngine("wasm");
  });
}

/**
 * The numbers of a short training run, to the last bit. They change when a kernel's order of summation or a model's
 * start changes on purpose, and then this hash changes with them; never by machine or by version of Node.
 */
const GOLDEN_HASH = "e9f8388ef44def6f";

test("a short training run gives the same bits in every run and process", async () => {
  const [first, second] = [await trainingHash(), await trainingHash()];
  const script = fileURLToPath(new URL("../../../helpers/training-hash.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, "--print"]);
  assert.is(second, first, "second run");
  assert.is(stdout.trim(), first, "another process");
  assert.is(first, GOLDEN_HASH, "golden hash");
});

test("2,000 steps leave the tensors and the heap where they were after the tenth", async () => {
  await startEngine("wasm");
  const model = createTinyModel({ kind: "lora", rank: 2, alpha: 2 });
  const optimizer = createOptimizer(model.parameters);
  const batch = createTinyBatch();
  const trainStep = (step: number) => {
    const { gradients } = lossAndGradients(model, batch);
    optimizer.update(gradients, step, { body: 1e-3, outer: 1e-3 });
    tf.dispose(gradients);
  };
  const heapBytes = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  for (let step = 1; step <= 10; step++) trainStep(step);
  const [tensors, bytes] = [tf.memory().numTensors, heapBytes()];
  for (let step = 11; step <= 2000; step++) trainStep(step);
  assert.is(tf.memory().numTensors, tensors);
  assert.is(heapBytes(), bytes);
  optimizer.dispose();
  disposeTransformer(model);
});

test.run();
