import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  createPooledWords,
  trainedBy,
  type VectorTraining,
} from "../../experiments/11-sentiment/pooled-words.ts";
import { Random } from "../../experiments/kit/random.ts";
import { close } from "../helpers/close.ts";
import { bagsOf } from "./bags.ts";
import { float64Of, redrawn } from "./networks.ts";
import { crossEntropy, forward, gradientsOf, type PooledWords } from "./pooled-words.ts";

const sizes = { vocabSize: 7, dimension: 4, classes: 3 };
/** A word twice in a bag, a bag of one and an empty bag. */
const bags = bagsOf([[0, 3, 3, 6], [2], [], [5, 1, 0]], (size) => 1 / size);
const labels = [2, 0, 1, 1];
const arms: readonly VectorTraining[] = [{ kind: "frozen" }, { kind: "lora", rank: 2 }, { kind: "full" }];

/** A away from zero, where the gradient of B would vanish. */
function randomModel(arm: VectorTraining): PooledWords {
  const draw = Random.seeded(4);
  const model = createPooledWords(Random.seeded(3), sizes, arm);
  return float64Of(redrawn(model, ["loraA", "headBias"], () => draw.normal()));
}

const lossOf = (model: PooledWords) => crossEntropy(forward(model, sizes, bags).logits, labels).loss;

for (const arm of arms) {
  test(`gradients of ${arm.kind} agree with central differences`, () => {
    const model = randomModel(arm);
    const activations = forward(model, sizes, bags);
    const { gradient } = crossEntropy(activations.logits, labels);
    const gradients = gradientsOf(model, sizes, bags, activations, gradient, arm);
    const names = [...trainedBy(arm).body, ...trainedBy(arm).outer];
    assert.equal(Object.keys(gradients).sort(), names.toSorted());
    for (const name of names) {
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

test.run();
