import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type SentimentConfig,
  toBags,
  trainClassifier,
} from "../../experiments/11-sentiment/classifier-training.ts";
import { evaluate, polarities } from "../../experiments/11-sentiment/evaluation.ts";
import {
  type Arm,
  createPooledWords,
  crossEntropy,
  forward,
  gradientsOf,
  mergedVectors,
  type PooledWords,
  rankOf,
  trainedNames,
} from "../../experiments/lib/nn/pooled-words.ts";
import { Random } from "../../experiments/lib/random.ts";
import { close } from "../helpers/close.ts";

const sizes = { vocabSize: 7, dimension: 4, classes: 3 };
/** A word twice in a bag, a bag of one and an empty bag. */
const bags = toBags([[0, 3, 3, 6], [2], [], [5, 1, 0]]);
const labels = [2, 0, 1, 1];
const arms: readonly Arm[] = [{ kind: "frozen" }, { kind: "lora", rank: 2 }, { kind: "full" }];

function randomModel(arm: Arm): PooledWords {
  const model = createPooledWords(Random.seeded(3), sizes, rankOf(arm));
  const draw = Random.seeded(4);
  // A away from zero, where the gradient of B would vanish.
  return {
    ...model,
    loraA: model.loraA.map(() => draw.normal()),
    headBias: model.headBias.map(() => draw.normal()),
  };
}

const lossOf = (model: PooledWords) => crossEntropy(forward(model, sizes, bags).logits, labels).loss;

for (const arm of arms) {
  test(`gradients of ${arm.kind} agree with central differences`, () => {
    const model = randomModel(arm);
    const activations = forward(model, sizes, bags);
    const { gradient } = crossEntropy(activations.logits, labels);
    const gradients = gradientsOf(model, sizes, bags, activations, gradient, arm);
    assert.equal(Object.keys(gradients).sort(), [...trainedNames(arm)].sort());
    for (const name of trainedNames(arm)) {
      const parameter = model[name];
      parameter.forEach((value, index) => {
        parameter[index] = value + 1e-5;
        const above = lossOf(model);
        parameter[index] = value - 1e-5;
        const below = lossOf(model);
        parameter[index] = value;
        close(gradients[name]?.[index] ?? Number.NaN, (above - below) / 2e-5, 1e-8, `${name}[${index}]`);
      });
    }
  });
}

test("an empty bag is classified by the bias alone", () => {
  const model = randomModel({ kind: "full" });
  const { logits } = forward(model, sizes, bags);
  assert.equal([...logits.subarray(6, 9)], [...model.headBias]);
});

test("the adapter changes nothing at first, and merged vectors give the same logits", () => {
  const fresh = createPooledWords(Random.seeded(3), sizes, 2);
  assert.equal(mergedVectors(fresh, sizes), fresh.vectors);
  const model = randomModel({ kind: "lora", rank: 2 });
  const merged = {
    ...model,
    vectors: mergedVectors(model, sizes),
    loraA: new Float64Array(sizes.vocabSize * 2),
  };
  const expected = forward(model, sizes, bags).logits;
  forward(merged, sizes, bags).logits.forEach((value, index) => {
    close(value, expected[index] ?? Number.NaN, 1e-12);
  });
});

test("at rank one any list of word polarities can be reached", () => {
  const { vectors, ...rest } = createPooledWords(Random.seeded(5), { ...sizes, classes: 2 }, 1);
  const model = { vectors, ...rest };
  const two = { ...sizes, classes: 2 };
  const classifier = {
    model,
    sizes: two,
    words: { ids: new Map(), counts: new Map() },
    train: [],
    heldOut: [],
  };
  const before = polarities(classifier);
  const wanted = [3, -1, 0, 2, 0.5, -4, 1];
  const along = [...model.loraB].reduce(
    (sum, value, row) =>
      sum + value * ((model.headWeight[2 * row + 1] ?? 0) - (model.headWeight[2 * row] ?? 0)),
    0,
  );
  wanted.forEach((value, word) => {
    model.loraA[word] = (value - (before[word] ?? 0)) / along;
  });
  polarities(classifier).forEach((value, word) => {
    close(value, wanted[word] ?? Number.NaN, 1e-12);
  });
});

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
    evaluate(
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
  assert.equal([...model.vectors.subarray(id * 8, id * 8 + 8)], new Array(8).fill(0.5));
  model.vectors.fill(0, id * 8, id * 8 + 8);
  random.model.vectors.fill(0, id * 8, id * 8 + 8);
  assert.equal(model.vectors, random.model.vectors);
});

test.run();
