import { test } from "uvu";
import * as assert from "uvu/assert";
import { meanContrastiveLoss, precisionsOf } from "../../../experiments/10-translation/encoder-precision.ts";
import {
  type TranslationConfig,
  trainEncoder,
} from "../../../experiments/10-translation/encoder-training.ts";
import { createNameEncoder, directionsOf, toBags } from "../../../experiments/10-translation/name-encoder.ts";
import { readNames } from "../../../experiments/10-translation/name-parts.ts";
import { languages } from "../../../experiments/10-translation/names.ts";
import { run as train } from "../../../experiments/10-translation/translation.run.ts";
import { run as measure } from "../../../experiments/10-translation/translation-precision.run.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { valuesOf } from "../../../experiments/lab/nn/fit.ts";
import { close } from "../../helpers/close.ts";
import { contrastiveLoss } from "../../oracles/contrastive.ts";
import { redrawn } from "../../oracles/networks.ts";

await startEngine("wasm");

const config: TranslationConfig = {
  arm: { kind: "full" },
  sizes: { inputs: 1024, hidden: 64, outputs: 32 },
  languages: ["en", "es"],
  batchSize: 16,
  temperature: 0.1,
  steps: 60,
  learningRate: 0.02,
  warmupSteps: 5,
  seed: 1,
};
const names = readNames("train", config.sizes.inputs);
const initial = createNameEncoder(Random.seeded(1), config.sizes);
const trained = (changes: Partial<TranslationConfig> = {}) =>
  trainEncoder(initial, names, { ...config, ...changes }, () => {});

test("training brings the loss of a batch down, and is equal each time", () => {
  const { encoder, losses } = trained();
  const mean = (part: readonly number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
  assert.ok(mean(losses.slice(-5)) < 0.7 * mean(losses.slice(0, 5)), losses.join(" "));
  assert.equal(trained().encoder, encoder);
});

test("a step needs two languages, and seeds draw other pairs and batches", () => {
  assert.throws(() => trained({ languages: ["zh"] }), /missing languages/);
  assert.not.equal(trained({ steps: 3, seed: 2 }).losses, trained({ steps: 3 }).losses);
});

test("the loss of a part is the mean over the ten pairs of languages, each with all names at once", () => {
  const rows = 12;
  const few = Object.fromEntries(
    languages.map((language) => [language, names[language].slice(0, rows)]),
  ) as unknown as typeof names;
  const directionsIn = (language: (typeof languages)[number]) =>
    Float64Array.from(valuesOf(initial, (tensors) => directionsOf(tensors, toBags(few[language]))));
  const losses = languages.flatMap((source, index) =>
    languages
      .slice(index + 1)
      .map((target) => contrastiveLoss(directionsIn(source), directionsIn(target), rows, 0.1).loss),
  );
  assert.is(losses.length, 10);
  const expected = losses.reduce((sum, loss) => sum + loss, 0) / 10;
  close(meanContrastiveLoss(initial, few, 0.1), expected, 1e-5);
});

test("P@1 is measured for each ordered pair of the five languages, of the weights that a run has trained", async () => {
  const context = { engine: "wasm", progress: () => {} } as const;
  const trained = await train(config, { ...context, inputs: {} });
  const measured = (evaluatedOn: "tuning" | "test") =>
    measure({ sizes: config.sizes, evaluatedOn, temperature: 0.1 }, { ...context, inputs: { trained } });
  const { result } = await measured("test");
  assert.equal((await measured("test")).result, result);
  assert.not.equal((await measured("tuning")).result.names, result.names);
  for (const pairs of [result.names, result.articles]) {
    assert.is(pairs.length, 20);
    assert.ok(pairs.every(({ source, target }) => source !== target));
    assert.ok(pairs.every(({ precision }) => precision >= 0 && precision <= 1));
  }
});

test("a text in the same words is found always, and by an encoder that maps everything to one direction never", () => {
  const rows = names.en.slice(0, 50);
  const same = { en: rows, es: rows, fr: rows, de: rows, zh: rows };
  assert.ok(precisionsOf(initial, same).every(({ precision }) => precision === 1));
  const constant = redrawn(initial, ["inputWeight", "outputWeight"], () => 1);
  const found = precisionsOf(constant, same).map(({ precision }) => precision);
  assert.ok(
    found.every((precision) => precision <= 0.1),
    found.join(" "),
  );
});

test.run();
