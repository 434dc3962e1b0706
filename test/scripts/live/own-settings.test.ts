import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compare, divergedAt, finalLossIn, lossesIn } from "../../../scripts/browser/live/compare.ts";
import {
  fromFragment,
  SettingError,
  toFragment,
  withSettings,
} from "../../../scripts/browser/live/own-settings.ts";

const test = suite("a reader's own settings, and comparisons");

const config = {
  steps: 100,
  warmupSteps: 20,
  seed: 200,
  learningRate: 0.01,
  arm: { kind: "lora", rank: 4, alpha: 4 },
};

test("given settings replace the trial's, and empty fields keep them", () => {
  assert.equal(withSettings(config, { rank: "8", alpha: " ", seed: "7" }), {
    ...config,
    seed: 7,
    arm: { kind: "lora", rank: 8, alpha: 4 },
  });
});

test("a run never warms up for longer than it lasts", () => {
  assert.is(withSettings(config, { steps: "10" }).warmupSteps, 10);
  assert.is(withSettings(config, { steps: "50" }).warmupSteps, 20);
});

test("adapted layers are taken in the order of the computation", () => {
  const { arm } = withSettings(config, { layers: "up, query" });
  assert.equal(arm, { kind: "lora", rank: 4, alpha: 4, targetModules: ["query", "up"] });
});

test("each bad value is refused with its name and what is expected", () => {
  const refused = (typed: Record<string, string>, message: RegExp, of: Record<string, unknown> = config) =>
    assert.throws(
      () => withSettings(of, typed),
      (error: Error) => error instanceof SettingError && message.test(error.message),
    );
  refused({ rank: "65" }, /^rank: “65” is not a whole number from 0 to 64$/);
  refused({ rank: "2.5" }, /^rank/);
  refused({ alpha: "0" }, /^alpha/);
  refused({ learningRate: "1e99" }, /^learning rate/);
  refused({ layers: "query head" }, /“head” is none of query, key, value, output, up, down/);
  refused({ rank: "8" }, /choose a trial of LoRA/, { ...config, arm: { kind: "full" } });
  refused({ alpha: "8" }, /choose a trial of LoRA/, { ...config, arm: { kind: "lora", rank: 4 } });
  refused({ steps: "5" }, /^steps: this trial has no such setting/, { rank: 4 });
});

test("a link carries the trial and the settings, and other fragments are none", () => {
  const fragment = toFragment("0123456789ab", { rank: "8", layers: "query key" });
  const read = fromFragment(fragment);
  assert.is(read?.trial, "0123456789ab");
  assert.is(read?.typed.layers, "query key");
  assert.is(read?.typed.steps, "");
  assert.is(fromFragment("#how"), undefined);
  assert.is(fromFragment("#run"), undefined);
});

test("two results are compared number by number, and the first difference is named", () => {
  const result = { trainLoss: [1, 0.5, 0.25], finalLoss: 0.2 };
  assert.equal(compare(result, result), { isIdentical: true, equal: 4, total: 4, first: undefined });
  const { isIdentical, equal, first } = compare({ ...result, trainLoss: [1, 0.5 + 2 ** -40, 0.25] }, result);
  assert.equal([isIdentical, equal], [false, 3]);
  assert.equal(first, { path: "trainLoss.1", here: 0.5 + 2 ** -40, published: 0.5 });
});

test("a number more or less is a difference, and so is the sign of zero", () => {
  assert.not.ok(compare({ a: [1] }, { a: [1, 2] }).isIdentical);
  assert.not.ok(compare({ a: -0 }, { a: 0 }).isIdentical);
});

test("a run has diverged at the first step whose loss is half as high again as the first", () => {
  assert.is(divergedAt([4, 3, 5, 6.5, 6, 7]), 4);
  assert.is(divergedAt([4, 5.9, 3]), undefined);
  assert.is(divergedAt([]), undefined);
});

test("losses are those of the fields that the trial names, and of no other", () => {
  const result = { trainLoss: [1, 2], losses: [{ order: 2 }], finalLoss: 3 };
  assert.equal(lossesIn(result, { curve: "trainLoss" }), [1, 2]);
  assert.equal(lossesIn(result, {}), []);
  assert.is(finalLossIn(result, { finalLoss: "finalLoss" }), 3);
  assert.is(finalLossIn(result, {}), undefined);
});

test.run();
