import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  measureEncoder,
  readTranslationData,
  type TranslationConfig,
  trainEncoder,
} from "../../../experiments/10-translation/encoder-training.ts";
import { createNameEncoder } from "../../../experiments/10-translation/name-encoder.ts";
import { startEngine } from "../../../experiments/lib/engine/backend.ts";
import { Random } from "../../../experiments/lib/random.ts";
import { redrawn } from "../../oracles/networks.ts";

await startEngine("wasm");

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
const initial = createNameEncoder(Random.seeded(1), config.sizes);
const trained = (changes: Partial<TranslationConfig> = {}) =>
  trainEncoder(initial, data.train, { ...config, ...changes }, () => {});

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
  const { names, articles } = measureEncoder(initial, data);
  assert.is(names.length, 20);
  assert.is(articles.length, 20);
  assert.ok(names.every(({ precision }) => precision >= 0 && precision <= 1));
  assert.ok(names.every(({ source, target }) => source !== target));
});

test("an encoder that maps everything to one direction finds nothing", () => {
  const constant = redrawn(initial, ["inputWeight", "outputWeight"], () => 1);
  const { names } = measureEncoder(constant, data);
  assert.ok(
    names.every(({ precision }) => precision <= 0.1),
    JSON.stringify(names.slice(0, 3)),
  );
});

test.run();
