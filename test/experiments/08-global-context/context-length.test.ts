import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../../experiments/08-global-context/context-length.run.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { spacedBatches } from "../../../experiments/lab/data/batches.ts";
import { readCorpus } from "../../../experiments/lab/data/corpus.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { evaluate, readLosses } from "../../../experiments/lab/nn/train.ts";
import { createTransformer, disposeTransformer } from "../../../experiments/lab/nn/transformer.ts";
import { initialWeights, prefixed } from "../../../experiments/lab/nn/weights.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("less context");

const sizes = { dModel: 8, nLayers: 2, nHeads: 2, dFf: 8, contextLength: 8 };
const { vocabulary, test: documents } = readCorpus();
const modelConfig = { ...sizes, vocabSize: vocabulary.size };
const random = Random.seeded(3);
const weights = initialWeights(modelConfig, random);
// Larger weights, so that the context matters to an untrained model.
const larger = Object.fromEntries(
  Object.entries(weights).map(([name, { shape, values }]) => [
    name,
    { shape, values: values.map((value) => (name.startsWith("layers.") ? 2 : 20) * value) },
  ]),
);
const isBody = (name: string) => name.startsWith("layers.");
const group = (body: boolean) =>
  Object.fromEntries(Object.entries(larger).filter(([name]) => isBody(name) === body));
const artifacts = { ...prefixed("final", group(true)), ...prefixed("shared", group(false)) };
const stored = { result: pretrainRun({ vocabSize: vocabulary.size }), artifacts };
const context = { inputs: { model: stored }, engine: "wasm", progress: () => {} } as const;
const config = { model: sizes, evaluatedOn: "test", finalWindows: 70, characters: [1, 3, 8] } as const;

const modelOf = () => createTransformer(modelConfig, { kind: "full" }, larger, Random.seeded(0));

test("with the whole context, the loss is that at the last position of the sequences", async () => {
  await startEngine("wasm");
  const { losses } = (await run(config, context)).result;
  const model = modelOf();
  const { lossByPosition } = evaluate(model, spacedBatches(documents, 70, 70, 8));
  disposeTransformer(model);
  assert.equal(
    losses.map(({ characters }) => characters),
    [1, 3, 8],
  );
  close(losses[2]?.loss ?? Number.NaN, lossByPosition[7] ?? Number.NaN, 1e-5);
});

test("with less, it is what the whole model gives to the same target when the characters before it come first", async () => {
  await startEngine("wasm");
  const { losses } = (await run(config, context)).result;
  const [batch] = spacedBatches(documents, 70, 70, 8);
  if (batch === undefined) throw new Error("no batch");
  const model = modelOf();
  const byLength = losses.map(({ characters }) => {
    // The model is causal, so what fills the positions after these characters does not matter.
    const inputs = new Int32Array(70 * 8).fill(5);
    const targets = new Int32Array(70 * 8);
    for (let row = 0; row < 70; row++) {
      for (let index = 0; index < characters; index++) {
        inputs[8 * row + index] = batch.inputs[8 * row + 8 - characters + index] ?? -1;
      }
      targets[8 * row + characters - 1] = batch.targets[8 * row + 7] ?? -1;
    }
    const all = readLosses(model, { ...batch, inputs, targets });
    const own = Array.from({ length: 70 }, (_, row) => all[8 * row + characters - 1] ?? Number.NaN);
    return own;
  });
  disposeTransformer(model);
  for (const [index, { loss, error }] of losses.entries()) {
    const own = byLength[index] ?? [];
    close(loss, own.reduce((sum, value) => sum + value, 0) / 70, 1e-5);
    const differences = own.map((value, target) => value - (byLength[2]?.[target] ?? Number.NaN));
    const mean = differences.reduce((sum, value) => sum + value, 0) / 70;
    const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    close(error, Math.sqrt(squares / 69 / 70), 1e-5);
  }
  assert.is(new Set(losses.map(({ loss }) => loss.toFixed(3))).size, 3);
});

test.run();
