import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { TrialContext } from "../../../../experiments/kit/trial.ts";
import type { BodyTraining } from "../../../../experiments/lab/nn/config.ts";
import { type PretrainConfig, run } from "../../../../experiments/lab/trials/pretrain.run.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("pretrain trial");

const config: Omit<PretrainConfig, "arm" | "seed"> = {
  model: { dModel: 8, nLayers: 1, nHeads: 2, dFf: 16, contextLength: 8 },
  steps: 3,
  warmupSteps: 1,
  learningRate: 0.01,
  outerLearningRate: 0.02,
  batchSize: 4,
  evalEvery: 2,
  evaluatedOn: "test",
  evaluationWindows: 6,
  finalWindows: 96,
};
const full: BodyTraining = { kind: "full" };
const lora: BodyTraining = { kind: "lora", rank: 2, alpha: 2 };
const frozen: BodyTraining = { kind: "lora", rank: 0, alpha: 0 };

/** Runs that several tests look at, each once: reading the text takes most of the time. */
const shared = { full: once(full), lora: once(lora), frozen: once(frozen) };

function once(arm: BodyTraining) {
  let output: ReturnType<typeof runArm> | undefined;
  return () => {
    output ??= runArm(arm);
    return output;
  };
}

function runArm(arm: BodyTraining, seed = 1) {
  const progress: number[] = [];
  const context: TrialContext = {
    inputs: {},
    engine: "cpu",
    progress: (fraction) => progress.push(fraction),
  };
  return run({ ...config, arm, seed }, context).then((output) => ({ ...output, progress }));
}

/** Artifacts whose name starts with a word, by the rest of the name. */
function artifactsNamed(artifacts: Readonly<Record<string, unknown>>, prefix: string) {
  return Object.fromEntries(
    Object.entries(artifacts)
      .filter(([name]) => name.startsWith(`${prefix}.`))
      .map(([name, artifact]) => [name.slice(prefix.length + 1), artifact]),
  );
}

test("all arms of a seed start from the same weights and read the same batches", async () => {
  const [ofFull, ofLora, ofFrozen] = [await shared.full(), await shared.lora(), await shared.frozen()];
  const initial = artifactsNamed(ofFull.artifacts ?? {}, "initial");
  assert.is(Object.keys(initial).length, 6);
  for (const other of [ofLora, ofFrozen]) {
    assert.equal(artifactsNamed(other.artifacts ?? {}, "initial"), initial);
    // Equal model, equal batch; LoRA adds a product with zero.
    close(other.result.trainLoss[0] ?? Number.NaN, ofFull.result.trainLoss[0] ?? Number.NaN, 1e-6);
  }
});

test("another seed gives other weights and other batches", async () => {
  const [first, second] = [await shared.full(), await runArm(full, 2)];
  assert.not.equal(first.artifacts, second.artifacts);
  assert.is.not(first.result.trainLoss[0], second.result.trainLoss[0]);
});

test("the body moves where it is trained, through adapters too, and not where it is frozen", async () => {
  for (const [ofArm, moves] of [
    [shared.full, true],
    [shared.lora, true],
    [shared.frozen, false],
  ] as const) {
    const { artifacts } = await ofArm();
    const [initial, final] = [artifactsNamed(artifacts, "initial"), artifactsNamed(artifacts, "final")];
    (moves ? assert.not.equal : assert.equal)(final, initial);
  }
});

test("the result holds a loss for each step, the evaluated steps, and the final loss by position", async () => {
  const { result, progress } = await shared.full();
  assert.is(result.trainLoss.length, 3);
  assert.is(result.gradientNorm.length, 3);
  assert.equal(
    result.heldOut.map(({ step }) => step),
    [0, 2],
  );
  // Each of the twelve test documents is long enough for a few of the sequences, and weighs by their number.
  assert.is(result.lossByDocument.length, 12);
  assert.ok(Math.min(...result.lossByDocument) < result.finalLoss);
  assert.ok(Math.max(...result.lossByDocument) > result.finalLoss);
  assert.is(result.lossByPosition.length, 8);
  assert.is(progress.at(-1), 1);
});

test("losses for the noise are taken as often as asked, and change nothing in the training", async () => {
  const plain = await shared.full();
  const context: TrialContext = { inputs: {}, engine: "cpu", progress: () => {} };
  const noise = { fromStep: 2, every: 1 };
  const { result, artifacts } = await run({ ...config, arm: full, seed: 1, noise }, context);
  assert.equal(
    result.noise.map(({ step }) => step),
    [2, 3],
  );
  assert.equal(artifacts, plain.artifacts);
  assert.equal(plain.result.noise, []);
});

test("tuning and test documents give other losses of the same model", async () => {
  const context: TrialContext = { inputs: {}, engine: "cpu", progress: () => {} };
  const { result, artifacts } = await run({ ...config, arm: full, seed: 1, evaluatedOn: "tuning" }, context);
  assert.is(result.lossByDocument.length, 11);
  assert.is.not(result.finalLoss, (await shared.full()).result.finalLoss);
  assert.equal(artifacts, (await shared.full()).artifacts);
});

test("two runs of one config are equal to the last bit", async () => {
  const [first, second] = [await shared.lora(), await runArm(lora)];
  assert.equal(first.result, second.result);
  assert.equal(first.artifacts, second.artifacts);
});

test.run();
