import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  measureEncoder,
  readTranslationData,
  type TranslationConfig,
  trainEncoder,
} from "../../experiments/10-translation/encoder-training.ts";
import { bagsOf } from "../../experiments/lib/nn/bags.ts";
import { contrastiveLoss } from "../../experiments/lib/nn/contrastive.ts";
import {
  type Arm,
  createNameEncoder,
  forward,
  gradientsOf,
  mergeAdapters,
  type NameEncoder,
  rankOf,
  trainedNames,
  withAdapters,
} from "../../experiments/lib/nn/name-encoder.ts";
import { Random } from "../../experiments/lib/random.ts";
import { close } from "../helpers/close.ts";

const sizes = { inputs: 11, hidden: 6, outputs: 4 };
/** Three pairs; one row has a bucket of its own, one shares all. */
const bags = bagsOf([[0, 1, 2], [3, 4], [5, 10], [1, 2, 6], [3, 7, 8], [9]], (size) => 1 / Math.sqrt(size));
const arms: readonly Arm[] = [{ kind: "full" }, { kind: "lora", rank: 2 }];

function randomEncoder(arm: Arm): NameEncoder {
  const random = Random.seeded(7);
  const encoder = withAdapters(createNameEncoder(random, sizes), random, sizes, rankOf(arm));
  const draw = Random.seeded(8);
  // B away from zero, where the gradient of A would vanish.
  return {
    ...encoder,
    inputB: encoder.inputB.map(() => draw.normal()),
    outputB: encoder.outputB.map(() => draw.normal()),
  };
}

function lossOf(encoder: NameEncoder) {
  const activations = forward(encoder, sizes, bags);
  const half = 3 * sizes.outputs;
  const { units } = activations;
  const { loss, left, right } = contrastiveLoss(units.subarray(0, half), units.subarray(half), 3, 0.2);
  return { loss, activations, unitGradient: Float64Array.from([...left, ...right]) };
}

for (const arm of arms) {
  test(`gradients of ${arm.kind} through the contrastive loss agree with central differences`, () => {
    const encoder = randomEncoder(arm);
    const { activations, unitGradient } = lossOf(encoder);
    const gradients = gradientsOf(encoder, sizes, bags, activations, unitGradient, arm);
    assert.equal(Object.keys(gradients).sort(), [...trainedNames(arm)].sort());
    for (const name of trainedNames(arm)) {
      const parameter = encoder[name];
      parameter.forEach((value, index) => {
        parameter[index] = value + 1e-5;
        const above = lossOf(encoder).loss;
        parameter[index] = value - 1e-5;
        const below = lossOf(encoder).loss;
        parameter[index] = value;
        close(gradients[name]?.[index] ?? Number.NaN, (above - below) / 2e-5, 1e-7, `${name}[${index}]`);
      });
    }
  });
}

test("the contrastive loss of equal vectors is the logarithm of their number, and of opposite pairs near zero", () => {
  const equal = Float64Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 1 : 0));
  close(contrastiveLoss(equal, equal, 4, 0.07).loss, Math.log(4), 1e-12);
  const opposite = Float64Array.from([1, 0, -1, 0]);
  close(contrastiveLoss(opposite, opposite, 2, 0.07).loss, Math.log(1 + Math.exp(-2 / 0.07)), 1e-12);
});

test("fresh adapters change nothing, and merged ones give the same directions", () => {
  const plain = createNameEncoder(Random.seeded(7), sizes);
  const fresh = withAdapters(plain, Random.seeded(7), sizes, 2);
  assert.equal(forward(fresh, sizes, bags).units, forward(plain, sizes, bags).units);
  const trained = randomEncoder({ kind: "lora", rank: 2 });
  const expected = forward(trained, sizes, bags).units;
  forward(mergeAdapters(trained, sizes), sizes, bags).units.forEach((value, index) => {
    close(value, expected[index] ?? Number.NaN, 1e-12);
  });
});

test("directions have length one, or zero where no hidden unit is on", () => {
  const { units, hidden } = forward(randomEncoder({ kind: "full" }), sizes, bags);
  for (let row = 0; row < 6; row++) {
    const length = units.subarray(row * 4, row * 4 + 4).reduce((sum, value) => sum + value * value, 0);
    const isOn = hidden.subarray(row * sizes.hidden, (row + 1) * sizes.hidden).some((value) => value > 0);
    close(length, isOn ? 1 : 0, 1e-12);
  }
});

const config: TranslationConfig = {
  arm: { kind: "full" },
  sizes: { inputs: 1024, hidden: 64, outputs: 32 },
  languages: ["en", "es"],
  heldOut: 40,
  batchSize: 16,
  temperature: 0.1,
  steps: 60,
  learningRate: 0.02,
  seed: 1,
};
const data = readTranslationData(config.heldOut, config.sizes.inputs, config.seed);
const trained = (changes: Partial<TranslationConfig> = {}) => {
  const encoder = createNameEncoder(Random.seeded(1), config.sizes);
  return { encoder, losses: trainEncoder(encoder, data.train, { ...config, ...changes }, () => {}) };
};

test("training brings the loss of a batch down, and is equal each time", () => {
  const { encoder, losses } = trained();
  const mean = (part: readonly number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
  assert.ok(mean(losses.slice(-5)) < 0.7 * mean(losses.slice(0, 5)), losses.join(" "));
  assert.equal(trained().encoder, encoder);
});

test("with a required language every pair holds it: the others do not matter to their own pairs", () => {
  const required = trained({ required: "zh", steps: 3, languages: ["en", "zh"] });
  assert.equal(trained({ steps: 3, languages: ["zh", "en"], required: "zh" }).encoder, required.encoder);
  assert.throws(() => trained({ languages: ["zh"], required: "zh" }), /missing languages/);
});

test("P@1 is measured for each ordered pair of the five languages, on names and on articles", () => {
  const { names, articles } = measureEncoder(
    createNameEncoder(Random.seeded(1), config.sizes),
    config.sizes,
    data,
  );
  assert.is(names.length, 20);
  assert.is(articles.length, 20);
  assert.ok(names.every(({ precision }) => precision >= 0 && precision <= 1));
  assert.ok(names.every(({ source, target }) => source !== target));
});

test("an encoder that maps everything to one direction finds nothing", () => {
  const encoder = createNameEncoder(Random.seeded(1), config.sizes);
  const constant = {
    ...encoder,
    inputWeight: encoder.inputWeight.map(() => 1),
    outputWeight: encoder.outputWeight.map(() => 1),
  };
  const { names } = measureEncoder(constant, config.sizes, data);
  assert.ok(
    names.every(({ precision }) => precision <= 0.1),
    JSON.stringify(names.slice(0, 3)),
  );
});

test.run();
