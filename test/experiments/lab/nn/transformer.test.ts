import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { type BodyTraining, bodyLinears } from "../../../../experiments/lab/nn/config.ts";
import { countParameters } from "../../../../experiments/lab/nn/costs.ts";
import { evaluate, lossAndGradients } from "../../../../experiments/lab/nn/train.ts";
import {
  bodyWeights,
  createTransformer,
  disposeTransformer,
  logitsOf,
  type Transformer,
} from "../../../../experiments/lab/nn/transformer.ts";
import { initialWeights } from "../../../../experiments/lab/nn/weights.ts";
import { close } from "../../../helpers/close.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";
import { createTinyBatch, createTinyModel, tinyConfig } from "../../../helpers/tiny-model.ts";

const test = suite("transformer");

const full: BodyTraining = { kind: "full" };
const lora: BodyTraining = { kind: "lora", rank: 2, alpha: 4 };

/**
 * Moves a model to a point where finite differences are sound: embeddings of unit size, so that the layer norms do not
 * magnify a small step, and adapters whose B is not zero, so that all gradients are at work.
 */
function moveFromStart({ parameters }: Transformer): void {
  const random = Random.seeded(9);
  for (const { name, variable } of parameters) {
    const fill = random.split(name);
    const values = Float32Array.from({ length: variable.size }, () => fill.normal());
    tf.tidy(() => {
      if (name.endsWith("loraB")) variable.assign(tf.tensor(values, variable.shape).mul(0.3));
      if (name === "embedding" || name === "positions") variable.assign(tf.tensor(values, variable.shape));
    });
  }
}

for (const [label, arm] of [
  ["full", full],
  ["LoRA", lora],
] as const) {
  test(`gradients of the whole model agree with central differences: ${label}`, async () => {
    await startEngine("cpu");
    withoutLeaks(() => {
      const model = createTinyModel(arm);
      moveFromStart(model);
      const batch = createTinyBatch();
      const { gradients } = lossAndGradients(model, batch);
      const lossNow = () => evaluate(model, [batch]).loss;
      for (const [index, { name, variable }] of model.parameters.entries()) {
        const gradient = (gradients[index] as tf.Tensor).dataSync();
        for (const entry of [0, 3, Math.floor(variable.size / 2), variable.size - 1]) {
          const slope = centralDifference(variable, entry, lossNow);
          // Single precision: the loss is good to about 1e-7, so a difference over 2e-3 is good to about 1e-4.
          close(gradient[entry] as number, slope, 3e-4 + 0.01 * Math.abs(slope), `${name}[${entry}]`);
        }
      }
      tf.dispose(gradients);
      disposeTransformer(model);
    });
  });
}

function centralDifference(variable: tf.Variable, entry: number, loss: () => number): number {
  const h = 1e-3;
  const original = variable.dataSync<"float32">().slice();
  const at = (offset: number) => {
    const moved = original.slice();
    moved[entry] = (moved[entry] as number) + offset;
    tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
    return loss();
  };
  const slope = (at(h) - at(-h)) / (2 * h);
  tf.tidy(() => variable.assign(tf.tensor(original, variable.shape)));
  return slope;
}

test("a position sees nothing of what comes after it", async () => {
  await startEngine("cpu");
  const model = createTinyModel(full);
  const logits = (ids: number[]) =>
    tf.tidy(() => [...logitsOf(model, tf.tensor2d([ids], [1, 5], "int32")).dataSync()]);
  const [before, after] = [logits([1, 2, 3, 4, 5]), logits([1, 2, 3, 9, 10])];
  const seen = 3 * tinyConfig.vocabSize;
  assert.equal(before.slice(0, seen), after.slice(0, seen));
  assert.not.equal(before.slice(seen), after.slice(seen));
  disposeTransformer(model);
});

test("loss by position averages to the loss, and at first it is nearly that of a uniform guess", async () => {
  await startEngine("cpu");
  const model = createTinyModel(full);
  const batches = [createTinyBatch(1), createTinyBatch(2, 7)];
  const { loss, lossByPosition } = evaluate(model, batches);
  assert.is(lossByPosition.length, tinyConfig.contextLength);
  close(lossByPosition.reduce((sum, value) => sum + value, 0) / lossByPosition.length, loss, 1e-12);
  close(loss, Math.log(tinyConfig.vocabSize), 0.05);
  disposeTransformer(model);
});

test("the loss of a document is that of its sequences", async () => {
  await startEngine("cpu");
  const model = createTinyModel(full);
  const [one, other] = [createTinyBatch(1), createTinyBatch(2, 7)];
  const mixed = evaluate(model, [one, { ...other, documents: [0, 2, 2, 2, 2, 2, 2] }]);
  const [alone, others] = [evaluate(model, [one]).loss, evaluate(model, [other]).loss];
  assert.is(mixed.lossByDocument.length, 2);
  const [first = 0, second = 0] = mixed.lossByDocument;
  // Four sequences of the first document, six of the other; one batch of each alone has three and seven.
  close(4 * first + 6 * second, 3 * alone + 7 * others, 1e-5);
  close(10 * mixed.loss, 4 * first + 6 * second, 1e-5);
  assert.ok(Math.abs(first - second) > 1e-4);
  disposeTransformer(model);
});

test("before the first step, every arm of a seed computes the same", async () => {
  await startEngine("cpu");
  const arms: BodyTraining[] = [
    full,
    lora,
    { kind: "lora", rank: 0, alpha: 1 },
    { ...lora, targetModules: ["query"] },
  ];
  const outputs = arms.map((arm) => {
    const model = createTinyModel(arm);
    const loss = evaluate(model, [createTinyBatch()]).loss;
    const weights = bodyWeights(model);
    disposeTransformer(model);
    return { loss, weights };
  });
  for (const { loss, weights } of outputs) {
    assert.equal(weights, outputs[0]?.weights);
    close(loss, outputs[0]?.loss ?? Number.NaN, 1e-6);
  }
});

test("the model of the experiments has 98,304 body weights, and LoRA of rank 4 trains 9,216 more", () => {
  const config = { dModel: 64, nLayers: 2, nHeads: 4, dFf: 256, contextLength: 32, vocabSize: 87 };
  const outer = 87 * 64 + 32 * 64 + 64 * 87;
  assert.equal(countParameters(config, full), { outer, body: 98_304, trainedBody: 98_304 });
  // Four square layers and two of 64 x 256, in two layers: r (in + out) each.
  assert.equal(countParameters(config, { kind: "lora", rank: 4, alpha: 4 }).trainedBody, 9216);
  assert.is(countParameters(config, { kind: "lora", rank: 0, alpha: 1 }).trainedBody, 0);
});

test("the formulas count what the model holds", async () => {
  await startEngine("cpu");
  const arms: BodyTraining[] = [
    full,
    lora,
    { kind: "lora", rank: 0, alpha: 1 },
    { ...lora, targetModules: ["query", "value"] },
    { ...lora, targetLayers: [1] },
  ];
  for (const arm of arms) {
    const model = createTinyModel(arm);
    const sizeOf = (group: string) =>
      model.parameters
        .filter((parameter) => parameter.group === group)
        .reduce((sum, { variable }) => sum + variable.size, 0);
    const counted = countParameters(tinyConfig, arm);
    assert.is(sizeOf("outer"), counted.outer);
    assert.is(sizeOf("body"), counted.trainedBody);
    disposeTransformer(model);
  }
});

test("adapters are on the targets alone", async () => {
  await startEngine("cpu");
  const model = createTinyModel({ ...lora, targetModules: ["query", "up"], targetLayers: [1] });
  const kinds = model.blocks.map((block) => bodyLinears.filter((name) => block[name].kind === "lora"));
  assert.equal(kinds, [[], ["query", "up"]]);
  disposeTransformer(model);
});

test("an adapter starts from the same values whichever others there are", async () => {
  await startEngine("cpu");
  const [all, some] = [createTinyModel(lora), createTinyModel({ ...lora, targetLayers: [1] })];
  const valuesOf = ({ parameters }: Transformer, name: string) => [
    ...(parameters.find((parameter) => parameter.name === name)?.variable.dataSync() ?? []),
  ];
  assert.is(valuesOf(some, "layers.1.down.loraA").length, 24);
  assert.equal(valuesOf(some, "layers.1.down.loraA"), valuesOf(all, "layers.1.down.loraA"));
  disposeTransformer(all);
  disposeTransformer(some);
});

test("a model lacking a weight is refused by the weight's name", async () => {
  await startEngine("cpu");
  const { head: _, ...rest } = initialWeights(tinyConfig, Random.seeded(1));
  assert.throws(() => createTransformer(tinyConfig, full, rest, Random.seeded(1)), /missing weight: head/);
});

test.run();
