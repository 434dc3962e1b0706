import { test } from "uvu";
import * as assert from "uvu/assert";
import { trainClassifier } from "../../../experiments/11-sentiment/classifier-training.ts";
import { mergedVectors } from "../../../experiments/11-sentiment/pooled-words.ts";
import { splitForTuning } from "../../../experiments/11-sentiment/sentences.ts";
import {
  loraVectors,
  sentimentRun,
  sentimentTraining,
} from "../../../experiments/11-sentiment/sentiment-runs.ts";
import { run } from "../../../experiments/11-sentiment/word-polarity.run.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { close } from "../../helpers/close.ts";

const training = sentimentRun(
  loraVectors(1),
  { ...sentimentTraining, steps: 20, heldOutShare: 0, evaluatedOn: "test", task: "sentiment", seed: 1 },
  { learningRate: 0.05 },
);

test("a word's place is its vector times the difference of the head's columns, and its count that of all sentences", async () => {
  const context = { inputs: {}, engine: "wasm", progress: () => {} } as const;
  const { words } = (await run({ ...training, words: ["good", "no such word", "angry"] }, context)).result;
  assert.equal(
    words.map(({ word }) => word),
    ["good", "angry"],
  );
  await startEngine("wasm");
  const { model, words: vocabulary, sizes } = trainClassifier(training, () => {});
  const [vectors, head] = [mergedVectors(model), model.headWeight.values];
  const { others } = splitForTuning();
  for (const { word, count, polarity } of words) {
    assert.is(
      count,
      others.reduce((sum, sentence) => sum + sentence.words.filter((other) => other === word).length, 0),
    );
    const id = vocabulary.ids.get(word) ?? Number.NaN;
    let expected = 0;
    for (let column = 0; column < sizes.dimension; column++) {
      const weight = (head[2 * column + 1] ?? 0) - (head[2 * column] ?? 0);
      expected += (vectors[id * sizes.dimension + column] ?? 0) * weight;
    }
    close(polarity, expected, 1e-6, word);
  }
  // As VADER rates them.
  assert.equal(
    words.map(({ rating }) => rating),
    [1.9, -2.3],
  );
});

test.run();
