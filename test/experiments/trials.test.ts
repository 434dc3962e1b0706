import { readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run as layerIdentities } from "../../experiments/01-lora-layer/layer-identities.run.ts";
import { run as matrixSpectra } from "../../experiments/03-parameter-space/matrix-spectra.run.ts";
import { run as computationTime } from "../../experiments/04-computation-time/computation-time.run.ts";
import type { Experiment } from "../../experiments/kit/experiment.ts";
import { rowWith, zip } from "../../experiments/kit/tables.ts";
import { run as updateSpectra } from "../../experiments/lab/trials/update-spectra.run.ts";
import { close } from "../helpers/close.ts";
import { pretrainRun } from "../helpers/pretrain-run.ts";

const test = suite("trials of the layer, its times and spectra");

const context = { inputs: {}, engine: "cpu", progress: () => {} } as const;

test("a LoRA layer starts at its frozen weight, moves B first, and merges", async () => {
  for (const seed of [100, 101]) {
    const layer = { inputs: 24, outputs: 40, rank: 3, alpha: 6, batchSize: 5, seed };
    const { result } = await layerIdentities(layer, context);
    assert.equal(result.deck, { shape: "5 × 40", largestOutput: 0 });
    assert.is(result.updateAtStart, 0);
    assert.is(result.gradients.largestOfA, 0);
    assert.ok(result.gradients.largestOfB > 0.1);
    assert.ok(result.largestOutput > 0.1);
    assert.ok(result.mergedDifference < 1e-5 * result.largestOutput);
  }
});

test("the deck's product has its rank, and both matrices err as Eckart and Young say", () => {
  const { full, lora } = matrixSpectra({ size: 12, rank: 3, seed: 100 }, context).result;
  close(lora.energy[3] ?? 0, 1, 1e-12, "energy at the rank");
  assert.ok((lora.energy[2] ?? 1) < 0.999);
  for (const { energy, truncationErrors } of [full, lora]) {
    for (const [kept, error] of zip(energy, truncationErrors)) close(error * error, 1 - kept, 1e-12, "error");
  }
});

test("the two matrices are those of the seed", () => {
  const spectrum = (seed: number) => matrixSpectra({ size: 6, rank: 2, seed }, context).result;
  assert.equal(spectrum(1), spectrum(1));
  assert.not.equal(spectrum(1), spectrum(2));
});

test("every case of the timing is timed in every repetition", async () => {
  const orders = ["full", "lora", "factored", "product", "merged"] as const;
  const cases = orders.flatMap((order) =>
    (["forward", "forward + backward"] as const).map((pass) => ({ order, pass, rank: 2, tokens: 3 })),
  );
  const config = { dModel: 8, cases, repetitions: 3, warmup: 1, seed: 1 };
  const { engine, times, hasOwnKernels } = (await computationTime(config, context)).result;
  assert.is(engine, "cpu");
  assert.is(hasOwnKernels, false);
  assert.is(times.length, cases.length);
  for (const [one, { milliseconds, ...timed }] of zip(cases, times)) {
    assert.equal(timed, one);
    assert.is(milliseconds.length, 3);
    assert.ok(milliseconds.every((time) => time > 0));
  }
});

test("an update's singular values are those of last minus first", () => {
  const artifact = (values: readonly number[]) => ({ shape: [2, 3], values: Float32Array.from(values) });
  const run = {
    result: pretrainRun({}),
    artifacts: {
      "initial.layers.0.query": artifact([1, 1, 1, 1, 1, 1]),
      "final.layers.0.query": artifact([1, 1, 4, 1, 5, 1]),
    },
  };
  const inputs = { before: run, after: run };
  const { updates } = updateSpectra({ from: "initial" }, { ...context, inputs }).result;
  assert.equal(updates, [{ name: "layers.0.query", rows: 2, columns: 3, singularValues: [4, 3] }]);
  const further = { artifacts: { "final.layers.0.query": artifact([1, 1, 4, 1, 7, 1]) } };
  const ofFineTuning = updateSpectra(
    { from: "final" },
    { ...context, inputs: { before: run, after: { result: {}, ...further } } },
  );
  assert.equal(ofFineTuning.result.updates[0]?.singularValues, [2, 0]);
});

test("rows are found by their fields, and lists of different lengths do not pair", () => {
  const rows = [
    { arm: "full", rank: 0 },
    { arm: "LoRA", rank: 4 },
  ];
  assert.is(rowWith(rows, { rank: 4 }).arm, "LoRA");
  assert.throws(() => rowWith(rows, { rank: 5 }), /missing row/);
  assert.throws(() => zip([1, 2], [1]), /invalid pairs: 2 items against 1/);
});

test("every slide lists its trials in every profile, each with a rate that was tuned", async () => {
  const folders = readdirSync("experiments").filter((name) => /^\d\d-/.test(name));
  assert.ok(folders.length >= 14);
  for (const folder of folders) {
    const { experiment }: { experiment: Experiment } = await import(
      `../../experiments/${folder}/experiment.ts`
    );
    for (const config of Object.values(experiment.profiles)) {
      assert.not.throws(() => experiment.trials(config), folder);
    }
  }
});

test.run();
