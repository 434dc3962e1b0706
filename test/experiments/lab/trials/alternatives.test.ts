import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { BodyTraining } from "../../../../experiments/lab/nn/config.ts";
import { type AlternativeMethod, run } from "../../../../experiments/lab/trials/alternative.run.ts";
import { run as pretrain } from "../../../../experiments/lab/trials/pretrain.run.ts";

const test = suite("alternatives to LoRA, trained");

const context = { inputs: {}, engine: "wasm" as const, progress: () => {} };

const training = {
  model: { dModel: 16, nLayers: 1, nHeads: 2, dFf: 24, contextLength: 8 },
  batchSize: 4,
  evaluatedOn: "test" as const,
  evaluationWindows: 16,
  finalWindows: 16,
  steps: 6,
  warmupSteps: 2,
  learningRate: 0.01,
  outerLearningRate: 0.02,
  seed: 1,
};

const lossOf = async (method: AlternativeMethod) => (await run({ ...training, method }, context)).result;
const plainLossOf = async (arm: BodyTraining) =>
  (await pretrain({ ...training, arm }, context)).result.finalLoss;

test("without what makes it special, each method ends where plain training does, bit for bit", async () => {
  const full = await plainLossOf({ kind: "full" });
  const galore = await lossOf({ kind: "galore", rank: 16, refreshEvery: 2, scale: 1 });
  assert.is(galore.finalLoss, full, "GaLore at full rank");
  const experts = await lossOf({ kind: "experts", experts: 1, capacityFactor: 1, balanceWeight: 0 });
  assert.is(experts.finalLoss, full, "one expert");
  const relora = await lossOf({ kind: "relora", rank: 2, restartEvery: 6, restartWarmup: 1, pruned: 0.999 });
  assert.is(relora.finalLoss, await plainLossOf({ kind: "lora", rank: 2, alpha: 2 }), "no restart");
});

test("with it, the loss is another one, and the same at every run", async () => {
  const methods: readonly AlternativeMethod[] = [
    { kind: "galore", rank: 4, refreshEvery: 3, scale: 0.25 },
    { kind: "apollo", refreshEvery: 3, scale: 128 },
    { kind: "experts", experts: 3, capacityFactor: 1.25, balanceWeight: 0.01 },
    { kind: "relora", rank: 2, restartEvery: 2, restartWarmup: 1, pruned: 0.999 },
    { kind: "warmStart", rank: 2, fullSteps: 3, fullLearningRate: 0.01, restartWarmup: 1 },
  ];
  const plain = [await plainLossOf({ kind: "full" }), await plainLossOf({ kind: "lora", rank: 2, alpha: 2 })];
  for (const method of methods) {
    const { finalLoss } = await lossOf(method);
    assert.ok(Number.isFinite(finalLoss) && finalLoss < 5, `${method.kind}: ${finalLoss}`);
    assert.not(plain.includes(finalLoss), method.kind);
    assert.is((await lossOf(method)).finalLoss, finalLoss, method.kind);
  }
});

test("a mixture says which share of the validation tokens it dropped", async () => {
  const { dropped = -1 } = await lossOf({
    kind: "experts",
    experts: 3,
    capacityFactor: 0.5,
    balanceWeight: 0.01,
  });
  assert.ok(dropped >= 0.5 && dropped < 1, `${dropped}`);
});

test.run();
