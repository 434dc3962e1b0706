import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run, trainWhileFinite } from "../../../experiments/09-training-stability/rate-basin.run.ts";
import { startEngine } from "../../../experiments/lib/engine/backend.ts";
import { disposeTransformer } from "../../../experiments/lib/nn/transformer.ts";
import { run as pretrain } from "../../../experiments/lib/trials/pretrain.run.ts";
import { withoutLeaks } from "../../helpers/leaks.ts";
import { createTinyBatch, createTinyModel, tinyBatches } from "../../helpers/tiny-model.ts";

const test = suite("rate basins");

const context = { inputs: {}, engine: "wasm" as const, progress: () => {} };
const config = {
  model: { dModel: 16, nLayers: 1, nHeads: 2, dFf: 24, contextLength: 8 },
  arm: { kind: "full" as const },
  batchSize: 4,
  validationWindows: 16,
  steps: 6,
  warmupSteps: 2,
  learningRate: 0.01,
  sharedLearningRate: 0.02,
  evalEvery: 6,
  seed: 1,
};
/** The first update makes weights whose products are beyond single precision. */
const absurd = { ...config, learningRate: 1e30 };

test("at a usual rate a run is pretrain's", async () => {
  const { result } = await run(config, context);
  const { result: usual } = await pretrain(config, context);
  assert.is(result.finalLoss, usual.finalLoss);
  assert.is(result.startLoss, usual.trainLoss[0]);
  assert.is(result.brokenOffAt, null);
});

test("at an absurd rate a run says where it broke off, and a usual trial still fails", async () => {
  const { result } = await run(absurd, context);
  assert.is(result.brokenOffAt, 2);
  assert.is(result.finalLoss, null);
  try {
    await pretrain(absurd, context);
  } catch (error) {
    assert.match(String(error), /not finite at step 2/);
    return;
  }
  assert.unreachable("expected an error");
});

test("a run that breaks off leaves no tensor behind", async () => {
  await startEngine("cpu");
  const training = { ...config, learningRate: 1e30 };
  withoutLeaks(() => {
    const model = createTinyModel({ kind: "full" });
    const { brokenOffAt } = trainWhileFinite(model, training, tinyBatches(), [createTinyBatch()]);
    assert.is(brokenOffAt, 2);
    disposeTransformer(model);
  });
});

test("any other error goes on to the caller", async () => {
  await startEngine("cpu");
  const model = createTinyModel({ kind: "full" });
  const interrupt = () => {
    throw new RangeError("interrupted");
  };
  assert.throws(
    () => trainWhileFinite(model, config, tinyBatches(), [createTinyBatch()], interrupt),
    /interrupted/,
  );
  disposeTransformer(model);
});

test.run();
