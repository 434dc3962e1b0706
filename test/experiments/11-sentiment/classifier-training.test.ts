import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  labelOf,
  type SentimentConfig,
  trainClassifier,
} from "../../../experiments/11-sentiment/classifier-training.ts";
import { measureClassifier } from "../../../experiments/11-sentiment/evaluation.ts";
import { domains } from "../../../experiments/11-sentiment/sentences.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";

await startEngine("wasm");

const config: SentimentConfig = {
  arm: { kind: "lora", rank: 1 },
  task: "sentiment",
  trainOn: ["yelp"],
  evaluatedOn: "test",
  heldOutShare: 0.2,
  minimumCount: 2,
  dimension: 8,
  steps: 60,
  batchSize: 32,
  learningRate: 0.03,
  headLearningRate: 0.02,
  warmupSteps: 5,
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

test("two classes are negative and positive; six are those of each source in turn", () => {
  const labels = (task: SentimentConfig["task"]) =>
    domains.flatMap((domain) =>
      [false, true].map((positive) => labelOf({ domain, positive, words: [] }, task)),
    );
  assert.equal(labels("sentiment"), [0, 1, 0, 1, 0, 1]);
  assert.equal(labels("sentiment and domain"), [0, 1, 2, 3, 4, 5]);
  const { sizes } = trainClassifier({ ...config, task: "sentiment and domain", steps: 0 }, () => {});
  assert.is(sizes.classes, 6);
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
