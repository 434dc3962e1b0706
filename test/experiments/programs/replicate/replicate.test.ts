/** What the command writes is enough to train a run, and read as PyTorch reads it gives PyTorch's numbers. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import type { BodyTraining, ModelConfig } from "../../../../experiments/lab/nn/config.ts";
import { createOptimizer } from "../../../../experiments/lab/nn/optimizer.ts";
import { lossAndGradients } from "../../../../experiments/lab/nn/train.ts";
import { createTransformer, disposeTransformer } from "../../../../experiments/lab/nn/transformer.ts";
import { type PretrainConfig, run } from "../../../../experiments/lab/trials/pretrain.run.ts";
import { exportRuns, headlineRuns } from "../../../../experiments/programs/replicate/runs.ts";
import {
  renderTensors,
  runTensors,
  type Tensor,
} from "../../../../experiments/programs/replicate/tensors.ts";
import { replicate } from "../../../../experiments/programs/replicate.ts";
import { readCommandLine } from "../../../../scripts/system/command.ts";
import { createNodeEffects } from "../../../../scripts/system/node-effects.ts";
import { allClose } from "../../../helpers/engines.ts";
import { createMemoryEffects } from "../../../helpers/memory-effects.ts";
import { mistakeOf } from "../../../helpers/mistakes.ts";
import { type ReadTensor, readTensors } from "../../../helpers/safetensors.ts";
import { type Nested, readVectors, valuesOf } from "../../../helpers/vectors.ts";

type Tensors = Readonly<Record<string, ReadTensor>>;

const under = (prefix: string, tensors: Tensors) =>
  Object.entries(tensors)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);

const numbers = (tensors: Tensors, name: string): readonly number[] =>
  Array.from(tensors[name]?.values ?? []);

/** Losses of all steps of a run of which nothing but the file is known, its sizes and what it trains. */
async function trainFrom(file: Uint8Array, model: ModelConfig, trains: BodyTraining): Promise<number[]> {
  await startEngine("wasm");
  const tensors = readTensors(file);
  const float32 = ([name, { shape, values }]: readonly [string, ReadTensor]) =>
    [name, { shape, values: Float32Array.from(values) }] as const;
  const weights = Object.fromEntries(under("weights.", tensors).map(float32));
  const transformer = createTransformer(model, trains, weights, Random.seeded("not the run's"));
  const adapters = new Map(under("adapters.", tensors));
  for (const { name, variable } of transformer.parameters) {
    const adapter = adapters.get(name);
    if (adapter !== undefined)
      tf.tidy(() => variable.assign(tf.tensor(Float32Array.from(adapter.values), [...adapter.shape])));
  }
  const optimizer = createOptimizer(transformer.parameters);
  const [steps = 0, batchSize = 0, contextLength = 0] = tensors.inputs?.shape ?? [];
  const [inputs, targets] = [numbers(tensors, "inputs"), numbers(tensors, "targets")];
  const [body, outer] = [numbers(tensors, "rates.body"), numbers(tensors, "rates.outer")];
  const ofStep = (all: readonly number[], step: number) =>
    Int32Array.from(all.slice(step * batchSize * contextLength, (step + 1) * batchSize * contextLength));
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const batch = { inputs: ofStep(inputs, step), targets: ofStep(targets, step), batchSize, contextLength };
    const { loss, gradients } = lossAndGradients(transformer, batch);
    losses.push(loss);
    optimizer.update(gradients, step + 1, {
      body: body[step] ?? Number.NaN,
      outer: outer[step] ?? Number.NaN,
    });
    tf.dispose(gradients);
  }
  optimizer.dispose();
  disposeTransformer(transformer);
  return losses;
}

const wanted = { profile: "quick", seeds: [200], lengths: ["short"] } as const;

test("a run trained from its file alone has the losses of the trial, to the last bit", async () => {
  for (const { trial, trains } of headlineRuns({ ...wanted, arms: ["full", "lora4"] })) {
    const config = trial.config as PretrainConfig;
    const file = renderTensors(await runTensors(config));
    const { result } = await run(config, { inputs: {}, engine: "wasm", progress: () => {} });
    const losses = await trainFrom(file, { ...config.model, vocabSize: result.vocabSize }, trains);
    assert.equal(losses, [...result.trainLoss]);
  }
});

interface Arm {
  readonly kind: "full" | "lora";
  readonly rank: number;
  readonly alpha: number;
  readonly weights: Readonly<Record<string, Nested>>;
  readonly adapters: Readonly<Record<string, Nested>>;
  readonly steps: readonly {
    readonly learningRate: number;
    readonly inputs: Nested;
    readonly targets: Nested;
    readonly loss: number;
  }[];
}

const vectors = readVectors<{ readonly config: ModelConfig; readonly arms: readonly Arm[] }>("transformer");

/** The file of a run that PyTorch and PEFT have trained. */
function fileOf({ weights, adapters, steps }: Arm): Uint8Array {
  const matrices = (prefix: string, nested: Readonly<Record<string, Nested>>) =>
    Object.entries(nested).map(([name, value]): [string, Tensor] => {
      const { shape, values } = valuesOf(value);
      return [prefix + name, { shape, values: Float32Array.from(values) }];
    });
  const joined = (side: "inputs" | "targets"): Tensor => {
    const batches = steps.map((step) => valuesOf(step[side]));
    const values = Uint8Array.from(batches.flatMap((batch) => batch.values));
    return { shape: [steps.length, ...(batches[0]?.shape ?? [])], values };
  };
  const rates: Tensor = {
    shape: [steps.length],
    values: Float64Array.from(steps, ({ learningRate }) => learningRate),
  };
  return renderTensors({
    ...Object.fromEntries([...matrices("weights.", weights), ...matrices("adapters.", adapters)]),
    inputs: joined("inputs"),
    targets: joined("targets"),
    "rates.body": rates,
    "rates.outer": rates,
  });
}

for (const arm of vectors.arms) {
  test(`from such a file, ${arm.kind} training has PyTorch's losses`, async () => {
    const { kind, rank, alpha } = arm;
    const trains: BodyTraining = kind === "full" ? { kind } : { kind, rank, alpha };
    const losses = await trainFrom(fileOf(arm), vectors.config, trains);
    allClose(
      losses,
      arm.steps.map(({ loss }) => loss),
      2e-6,
      "loss",
    );
  });

  test(`a run's file names the tensors of ${arm.kind} training as PyTorch was given them, in the same order of axes`, async () => {
    const [headline] = headlineRuns({ ...wanted, arms: [arm.kind === "full" ? "full" : "lora4"] });
    const written = readTensors(renderTensors(await runTensors(headline?.trial.config as PretrainConfig)));
    const given = readTensors(fileOf(arm));
    assert.equal(
      Object.keys(written)
        .filter((name) => !name.startsWith("heldOut."))
        .sort(),
      Object.keys(given).sort(),
    );
    // A longer side is longer in both.
    for (const [name, { shape }] of Object.entries(given)) {
      const [rows = 0, columns = 0] = written[name]?.shape ?? [];
      const [expectedRows = 0, expectedColumns = 0] = shape;
      if (/^(?:weights|adapters)\.layers/.test(name))
        assert.is(Math.sign(rows - columns), Math.sign(expectedRows - expectedColumns), name);
    }
  });
}

test("runs.json names each run, its digest and how it ended here", async () => {
  const folder = await mkdtemp(join(tmpdir(), "replicate-"));
  try {
    const effects = createNodeEffects(process.cwd(), new AbortController().signal);
    const silent = { ...effects, terminal: createMemoryEffects().terminal };
    const out = join(folder, "runs");
    const runs = headlineRuns({ ...wanted, arms: ["full"] });
    await exportRuns(runs, out, { profile: "quick", jobs: 1 }, silent);
    const written = JSON.parse(await readFile(join(out, "runs.json"), "utf8"));
    assert.is(written.runs.length, 1);
    const [{ name, digest, finalLoss, trains, steps }] = written.runs;
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.ok(finalLoss > 2 && finalLoss < 5);
    assert.equal(trains, { kind: "full" });
    const tensors = readTensors(await readFile(join(out, `${name}.safetensors`)));
    assert.is(tensors.trainLoss?.values.length, steps);
    assert.equal(tensors["heldOut.inputs"]?.shape, [64, 32]);

    await writeFile(join(folder, "mine.txt"), "");
    const refused = () => exportRuns(runs, folder, { profile: "quick", jobs: 1 }, silent);
    assert.is(await mistakeOf(refused), `not written: ${folder} holds other files`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("mistakes on the command line are named before anything is trained", async () => {
  const { machine } = createMemoryEffects();
  const read = (...words: string[]) => mistakeOf(() => readCommandLine(replicate, words, machine));
  assert.is(await read(), "missing --out: the folder to write");
  assert.is(await read("--out", "x", "--arms", "full,lora5"), "invalid --arms: lora5; did you mean lora4?");
  assert.is(await read("--out", "x", "--lengths", "midle"), "invalid --lengths: midle; did you mean middle?");
  assert.match(await read("--out", "x", "--seeds", "200,a"), /^invalid --seeds: a; expected a whole number/);
});

test.run();
