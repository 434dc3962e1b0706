import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run as truncate } from "../../../../experiments/03-parameter-space/truncated-updates.run.ts";
import { run as findIntruders } from "../../../../experiments/13-role-of-lora/intruders.run.ts";
import { run as compareMerged } from "../../../../experiments/13-role-of-lora/merged-inference.run.ts";
import type { Artifact, TrialContext } from "../../../../experiments/kit/trial.ts";
import type { BodyTraining } from "../../../../experiments/lab/nn/config.ts";
import { storedWeights } from "../../../../experiments/lab/nn/weights.ts";
import { type AdaptationConfig, run as adapt } from "../../../../experiments/lab/trials/adaptation.run.ts";
import { run as pretrain } from "../../../../experiments/lab/trials/pretrain.run.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("what starts from stored weights");

const full: BodyTraining = { kind: "full" };
const lora: BodyTraining = { kind: "lora", rank: 2, alpha: 2 };
const model = { dModel: 8, nLayers: 1, nHeads: 2, dFf: 16, contextLength: 8 };
const config = {
  model,
  seed: 1,
  steps: 4,
  warmupSteps: 1,
  learningRate: 0.05,
  outerLearningRate: 0.02,
  batchSize: 4,
  evaluatedOn: "test",
  evaluationWindows: 8,
  finalWindows: 8,
} as const;

const contextWith = <Inputs>(inputs: Inputs): TrialContext<Inputs> => ({
  inputs,
  engine: "cpu",
  progress: () => {},
});

/** A value that is made when it is first asked for: reading the texts takes most of the time. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

type IntruderSettings = Parameters<typeof findIntruders>[0];

const base = once(() => pretrain({ ...config, arm: full }, contextWith({})));

const adaptation = (arm: AdaptationConfig["arm"]) =>
  once(async () => adapt({ ...config, arm }, contextWith({ base: await base() })));
const adapted = { full: adaptation(full), lora: adaptation(lora) };

test("adaptation starts from the model with which pre-training ended", async () => {
  const { result } = await base();
  for (const ofArm of [adapted.full, adapted.lora]) {
    close((await ofArm()).result.before.addresses, result.finalLoss, 1e-6);
  }
});

test("it learns, and trains what its arm says: the body or adapters alone", async () => {
  const { result, artifacts } = await adapted.full();
  assert.ok(result.after.novel < result.before.novel);
  const names = (stored: Readonly<Record<string, Artifact>>) => Object.keys(storedWeights("trained", stored));
  assert.is(names(artifacts).length, 6);
  assert.ok(names((await adapted.lora()).artifacts).every((name) => /\.lora[AB]$/.test(name)));
});

test("a model with merged adapters has the loss and the scores of the unmerged one, which are not those of the base", async () => {
  const { evaluatedOn, finalWindows } = config;
  const inputs = { base: await base(), adapted: await adapted.lora() };
  const settings = { arm: lora, model, evaluatedOn, finalWindows };
  const { result } = await compareMerged(settings, contextWith(inputs));
  assert.ok(result.largestScore > 0.1, String(result.largestScore));
  assert.ok(result.largestDifference < 1e-5, String(result.largestDifference));
  const { before, after } = inputs.adapted.result;
  close(result.loss, after.novel, 1e-6);
  assert.ok(Math.abs(before.novel - result.loss) > 1e-4);
});

test("adapters with other values than those that were merged give other scores", async () => {
  const { evaluatedOn, finalWindows } = config;
  const run = await adapted.lora();
  const doubled = Object.entries(run.artifacts).map(([name, { shape, values }]): [string, Artifact] => [
    name,
    { shape, values: name.startsWith("trained.") ? values.map((value) => 2 * value) : values },
  ]);
  const inputs = { base: await base(), adapted: { ...run, artifacts: Object.fromEntries(doubled) } };
  const settings = { arm: lora, model, evaluatedOn, finalWindows };
  const { result } = await compareMerged(settings, contextWith(inputs));
  assert.ok(result.largestDifference > 1e-3, String(result.largestDifference));
});

const square = (rows: readonly (readonly number[])[]): Artifact => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  values: Float32Array.from(rows.flat()),
});

/** Intruders in a model of one weight, whichever arm has changed it. */
async function countIntruders(before: Artifact, after: Artifact, settings: IntruderSettings) {
  const model = { ...(await base()), artifacts: { "final.weight": before } };
  const arm = { ...(await adapted.lora()), artifacts: { "final.weight": after } };
  const arms = { everything: arm, full: arm, r16: arm, r4: arm, r1: arm, queryValue: arm };
  const { intruders } = findIntruders(settings, contextWith({ base: model, ...arms })).result;
  const counts = Object.values(intruders).flatMap((weights) => weights.map(({ count }) => count));
  assert.is(counts.length, 6);
  assert.is(new Set(counts).size, 1);
  return counts[0] ?? Number.NaN;
}

test("an intruder is a leading direction of the outputs that the old weight did not have", async () => {
  const before = square([
    [3, 0, 0],
    [0, 2, 0],
  ]);
  const settings = { leading: 2, likeness: 0.5 };
  assert.is(await countIntruders(before, before, settings), 0);
  // Other inputs lead to the same outputs: nothing new there.
  const swapped = square([
    [0, 2, 0],
    [3, 0, 0],
  ]);
  assert.is(await countIntruders(before, swapped, settings), 0);
  const withNew = square([
    [3, 0, 0],
    [0, 0, 9],
  ]);
  assert.is(await countIntruders(before, withNew, settings), 1);
});

test("intruders are looked for in every body weight of every arm", async () => {
  const [before, after] = [await base(), await adapted.lora()];
  const [untouched, changed] = [before.artifacts, after.artifacts];
  const same = { ...after, artifacts: untouched as typeof changed };
  const arms = { everything: same, full: same, r16: after, r4: same, r1: same, queryValue: same };
  const settings = { leading: 3, likeness: 0.99 };
  const { intruders } = findIntruders(settings, contextWith({ base: before, ...arms })).result;
  assert.equal(Object.keys(intruders).sort(), Object.keys(arms).sort());
  const weights = storedWeights("final", untouched);
  const expected = await Promise.all(
    Object.entries(storedWeights("final", changed)).map(async ([name, weight]) => ({
      name,
      count: await countIntruders(weights[name] as Artifact, weight, settings),
    })),
  );
  assert.is(expected.length, 6);
  assert.ok(expected.some(({ count }) => count > 0));
  assert.equal(intruders.r16, expected);
  assert.ok(intruders.full.every(({ count }) => count === 0));
});

test("updates cut to full rank give the trained model back, and a lower rank another one", async () => {
  const run = await base();
  const { evaluatedOn, finalWindows } = config;
  const settings = { model, ranks: [1, 8], evaluatedOn, finalWindows };
  const { result } = await truncate(settings, contextWith({ run }));
  const [low, high] = result.losses;
  close(high?.loss ?? Number.NaN, run.result.finalLoss, 1e-6);
  assert.ok(Math.abs((low?.loss ?? Number.NaN) - run.result.finalLoss) > 1e-4);
});

test("looking at gradients does not disturb a run, and finds those of A zero at the start and not after", async () => {
  const { result } = await pretrain({ ...config, arm: lora, gradientsEvery: 2 }, contextWith({}));
  const plain = await pretrain({ ...config, arm: lora }, contextWith({}));
  const { gradients, ...rest } = result;
  assert.equal({ ...rest, gradients: [] }, plain.result);
  assert.ok(gradients.every(({ stepCosine }) => stepCosine > 0));
  assert.equal(
    result.gradients.map(({ step }) => step),
    [0, 2],
  );
  const [start = [], later = []] = result.gradients.map(({ matrices }) =>
    matrices.map(({ adapter }) => adapter),
  );
  assert.ok(start.every((adapter) => adapter?.normOfA === 0 && adapter.normOfB > 0));
  assert.ok(later.every((adapter) => (adapter?.normOfA ?? 0) > 0));
  for (const adapter of [...start, ...later]) {
    assert.ok((adapter?.identityError ?? 1) < 1e-4 * (adapter?.normOfB ?? 0));
  }
});

test("with both factors at zero no gradient ever reaches them", async () => {
  const { result } = await pretrain(
    { ...config, arm: lora, gradientsEvery: 2, deadStart: true },
    contextWith({}),
  );
  const frozen = await pretrain({ ...config, arm: { kind: "lora", rank: 0, alpha: 0 } }, contextWith({}));
  for (const { adapter } of result.gradients.flatMap(({ matrices }) => matrices)) {
    assert.equal([adapter?.normOfA, adapter?.normOfB], [0, 0]);
  }
  close(result.finalLoss, frozen.result.finalLoss, 1e-6);
});

test.run();
