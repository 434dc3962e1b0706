import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type SentimentConfig,
  trainClassifier,
} from "../../../experiments/11-sentiment/classifier-training.ts";
import { measureClassifier } from "../../../experiments/11-sentiment/evaluation.ts";
import { startEngine } from "../../../experiments/lib/engine/backend.ts";

await startEngine("wasm");

const config: SentimentConfig = {
  arm: { kind: "lora", rank: 1 },
  task: "sentiment",
  trainOn: ["yelp"],
  heldOutShare: 0.2,
  minimumCount: 2,
  dimension: 8,
  steps: 60,
  batchSize: 32,
  learningRate: 0.03,
  headLearningRate: 0.02,
  seed: 1,
};

test("a short run learns sentences of its domain, and is equal each time", () => {
  const outcome = () =>
    measureClassifier(
      trainClassifier(config, () => {}),
      config.task,
      config.arm,
    );
  const first = outcome();
  assert.ok((first.heldOut?.accuracy ?? 0) > 0.6, `accuracy ${first.heldOut?.accuracy}`);
  assert.equal(outcome(), first);
});

test("arms of a seed share the split, the frozen vectors and the vocabulary", () => {
  const lora = trainClassifier({ ...config, steps: 1 }, () => {});
  const frozen = trainClassifier({ ...config, steps: 1, arm: { kind: "frozen" } }, () => {});
  assert.equal(lora.heldOut, frozen.heldOut);
  assert.equal(lora.model.vectors, frozen.model.vectors);
  assert.equal([...lora.words.ids], [...frozen.words.ids]);
});

test("known words start from given vectors, others from random ones", () => {
  const vectors = new Float32Array(16).fill(0.5);
  const start = { words: ["good", "zzz"], vectors };
  const { model, words } = trainClassifier({ ...config, arm: { kind: "frozen" }, steps: 0 }, () => {}, start);
  const random = trainClassifier({ ...config, arm: { kind: "frozen" }, steps: 0 }, () => {});
  const id = words.ids.get("good") ?? -1;
  const [given, drawn] = [model.vectors.values, random.model.vectors.values];
  assert.equal([...given.subarray(id * 8, id * 8 + 8)], new Array(8).fill(0.5));
  given.fill(0, id * 8, id * 8 + 8);
  drawn.fill(0, id * 8, id * 8 + 8);
  assert.equal(given, drawn);
});

test.run();
