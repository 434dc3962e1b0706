import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { polarities } from "../../../experiments/11-sentiment/evaluation.ts";
import {
  createPooledWords,
  logitsOf,
  lossOf,
  mergedVectors,
  type PooledWords,
  trainedBy,
  type VectorTraining,
} from "../../../experiments/11-sentiment/pooled-words.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { bagsOf } from "../../../experiments/lab/nn/bags.ts";
import { fitNetwork, valuesOf } from "../../../experiments/lab/nn/fit.ts";
import { allClose, startableEngines } from "../../helpers/engines.ts";
import { train64 } from "../../oracles/adam64.ts";
import { bagsOf as oracleBagsOf } from "../../oracles/bags.ts";
import { differentiated, float64Of, gradientsClose, redrawn } from "../../oracles/networks.ts";
import * as oracle from "../../oracles/pooled-words.ts";

const test = suite("pooled words");

const sizes = { vocabSize: 7, dimension: 4, classes: 3 };
/** A word twice in a bag, a bag of one and an empty bag. */
const lists = [[0, 3, 3, 6], [2], [], [5, 1, 0]];
const meanOf = (size: number) => 1 / size;
const labels = [2, 0, 1, 1];
const arms: readonly VectorTraining[] = [{ kind: "frozen" }, { kind: "lora", rank: 2 }, { kind: "full" }];

/** A away from zero, where the gradient of B would vanish. */
function randomModel(arm: VectorTraining): PooledWords {
  const draw = Random.seeded(4);
  const model = createPooledWords(Random.seeded(3), sizes, arm);
  return redrawn(model, ["loraA", "headBias"], () => draw.normal());
}

const logits = (model: PooledWords) => valuesOf(model, (tensors) => logitsOf(tensors, bagsOf(lists, meanOf)));
const loss = (tensors: Parameters<typeof lossOf>[0]) =>
  lossOf(tensors, bagsOf(lists, meanOf), tf.tensor1d(labels, "int32"));

function oracleOf(model: oracle.PooledWords, arm: VectorTraining) {
  const bags = oracleBagsOf(lists, meanOf);
  const activations = oracle.forward(model, sizes, bags);
  const { loss, gradient } = oracle.crossEntropy(activations.logits, labels);
  const gradients = oracle.gradientsOf(model, sizes, bags, activations, gradient, arm);
  return { logits: activations.logits, loss, gradients };
}

for (const engine of await startableEngines()) {
  test(`logits, loss and gradients are those derived by hand, on ${engine}`, async () => {
    await startEngine(engine);
    for (const arm of arms) {
      const model = randomModel(arm);
      const expected = oracleOf(float64Of(model), arm);
      allClose(logits(model), expected.logits, 1e-6, `${arm.kind} logits`);
      const actual = differentiated(model, trainedBy(arm), loss);
      allClose([actual.loss], [expected.loss], 1e-6, `${arm.kind} loss`);
      gradientsClose(actual.gradients, expected.gradients, 1e-5);
    }
  });

  test(`ten steps end where AdamW in float64 ends, on ${engine}`, async () => {
    await startEngine(engine);
    for (const arm of arms) {
      const model = randomModel(arm);
      const { body, outer } = trainedBy(arm);
      const config = { trained: trainedBy(arm), steps: 10, rates: { body: 0.02, outer: 0.01 } };
      const fitted = fitNetwork(model, config, loss);
      const expected = float64Of(model);
      const rates = Object.fromEntries([
        ...body.map((name) => [name, 0.02]),
        ...outer.map((name) => [name, 0.01]),
      ]);
      train64(expected, rates, 10, () => oracleOf(expected, arm).gradients);
      for (const name of [...body, ...outer]) allClose(fitted[name].values, expected[name], 1e-4, name);
    }
  });
}

test("an empty bag is classified by the bias alone", () => {
  const model = randomModel({ kind: "full" });
  assert.equal(logits(model).subarray(6, 9), model.headBias.values);
});

test("the adapter changes nothing at first, and merged vectors give the same logits", () => {
  const fresh = createPooledWords(Random.seeded(3), sizes, { kind: "lora", rank: 2 });
  assert.equal(mergedVectors(fresh), Float64Array.from(fresh.vectors.values));
  const model = randomModel({ kind: "lora", rank: 2 });
  const merged = {
    ...randomModel({ kind: "full" }),
    vectors: { shape: model.vectors.shape, values: Float32Array.from(mergedVectors(model)) },
    headBias: model.headBias,
  };
  allClose(logits(merged), logits(model), 1e-6, "logits");
});

test("at rank one any list of word polarities can be reached", () => {
  const two = { ...sizes, classes: 2 };
  const model = createPooledWords(Random.seeded(5), two, { kind: "lora", rank: 1 });
  const polaritiesOf = (changed: PooledWords) =>
    polarities({
      model: changed,
      sizes: two,
      words: { ids: new Map(), counts: new Map() },
      train: [],
      heldOut: [],
    });
  const before = polaritiesOf(model);
  const wanted = [3, -1, 0, 2, 0.5, -4, 1];
  const { values: head } = model.headWeight;
  const along = [...model.loraB.values].reduce(
    (sum, value, row) => sum + value * ((head[2 * row + 1] ?? 0) - (head[2 * row] ?? 0)),
    0,
  );
  const steered = wanted.map((value, word) => (value - (before[word] ?? 0)) / along);
  const loraA = { shape: model.loraA.shape, values: Float32Array.from(steered) };
  allClose(polaritiesOf({ ...model, loraA }), wanted, 1e-5, "polarities");
});

test.run();
