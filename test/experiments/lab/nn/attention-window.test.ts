import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { logitsOf, type Transformer } from "../../../../experiments/lab/nn/transformer.ts";
import { createTinyModel, tinyConfig } from "../../../helpers/tiny-model.ts";

const test = suite("attention window");

const { contextLength, vocabSize } = tinyConfig;

const withWindow = (attentionWindow: number): Transformer => {
  const model = createTinyModel({ kind: "full" });
  return { ...model, config: { ...model.config, attentionWindow } };
};

const scores = (model: Transformer, ids: readonly number[]) =>
  tf.tidy(() => Array.from(logitsOf(model, tf.tensor2d([...ids], [1, contextLength], "int32")).dataSync()));

const text = [3, 1, 4, 1, 5];

test("a window of the whole context is full attention", async () => {
  await startEngine("cpu");
  assert.equal(scores(withWindow(contextLength), text), scores(createTinyModel({ kind: "full" }), text));
});

test("two layers of a window of two see two characters back, and no further", async () => {
  await startEngine("cpu");
  const last = (ids: readonly number[]) => scores(withWindow(2), ids).slice(-vocabSize);
  const changed = (position: number) => text.map((id, index) => (index === position ? 7 : id));
  assert.equal(last(changed(0)), last(text));
  assert.equal(last(changed(1)), last(text));
  assert.not.equal(last(changed(2)), last(text));
});

test.run();
