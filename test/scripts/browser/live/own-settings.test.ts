import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compare, divergedAt } from "../../../../scripts/browser/live/compare.ts";
import {
  fromFragment,
  givenIn,
  SettingError,
  toFragment,
  withSettings,
} from "../../../../scripts/browser/live/own-settings.ts";
import type { ListedSetting } from "../../../../scripts/live/listing.ts";
import { finalLossIn, lossesIn } from "../../../../scripts/live/results.ts";

const test = suite("a reader's own settings, and comparisons");

const config = {
  steps: 100,
  warmupSteps: 20,
  seed: 200,
  stepSize: 0.01,
  arm: { kind: "grid", size: 4, depth: 4 },
};

const steps = { name: "steps", path: "steps", label: "steps", from: 1, to: 20_000, whole: true };
const open: readonly ListedSetting[] = [
  { name: "size", path: "arm.size", label: "size", from: 0, to: 64, whole: true },
  { name: "parts", path: "arm.chosenParts", label: "chosen parts", names: ["first", "middle", "last"] },
  { name: "stepSize", path: "stepSize", label: "step size", from: 0.001, to: 10, whole: false },
  { ...steps, limits: "warmupSteps" },
  { name: "seed", path: "seed", label: "seed", from: 0, to: 1000, whole: true },
];

test("given settings replace the trial's, within its settings too, and empty fields keep them", () => {
  assert.equal(withSettings(config, open, { size: "8", stepSize: " ", seed: "7" }), {
    ...config,
    seed: 7,
    arm: { kind: "grid", size: 8, depth: 4 },
  });
});

test("a setting that another one limits never exceeds it", () => {
  const warmupOf = (typed: string, of: object = config) =>
    withSettings({ ...of }, open, { steps: typed }).warmupSteps;
  assert.is(warmupOf("10"), 10);
  assert.is(warmupOf("50"), 20);
  assert.is(warmupOf("10", { steps: 100 }), undefined, "a trial without it gets none");
});

test("names are taken in the order of the setting, and make a setting that the trial left out", () => {
  const { arm } = withSettings(config, open, { parts: "last, first" });
  assert.equal(arm, { kind: "grid", size: 4, depth: 4, chosenParts: ["first", "last"] });
});

test("each bad value is refused with its label and what is expected", () => {
  const refused = (typed: Record<string, string>, message: RegExp) =>
    assert.throws(
      () => withSettings(config, open, typed),
      (error: Error) => error instanceof SettingError && message.test(error.message),
    );
  refused({ size: "65" }, /^size: “65” is not a whole number from 0 to 64$/);
  refused({ size: "2.5" }, /^size/);
  refused({ stepSize: "0" }, /^step size: “0” is not a number from 0.001 to 10$/);
  refused({ stepSize: "1e99" }, /^step size/);
  refused({ parts: "first head" }, /^chosen parts: “head” is none of first, middle, last$/);
});

test("a setting that the trial does not list is left alone", () => {
  assert.equal(withSettings(config, [steps], { size: "8", steps: "50" }), { ...config, steps: 50 });
  assert.equal(givenIn([steps], { size: "8" }), []);
});

test("a link carries the trial and the settings, and other fragments are none", () => {
  const fragment = toFragment("0123456789ab", { size: "8", parts: "first last", steps: "" });
  assert.is(fragment, "#run=0123456789ab&size=8&parts=first+last");
  assert.equal(fromFragment(fragment), {
    trial: "0123456789ab",
    typed: { size: "8", parts: "first last" },
  });
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

test("fields that a recorded run lacks are not compared", () => {
  const result = { finalLoss: 2, trainLoss: [1, 0.5] };
  const recorded = { date: "2026-02-03", omitted: ["trainLoss"] };
  assert.is(compare(result, { finalLoss: 2 }).equal, 1);
  assert.not.ok(compare(result, { finalLoss: 2 }).isIdentical);
  assert.equal(compare(result, { finalLoss: 2 }, { recorded }), {
    isIdentical: true,
    equal: 1,
    total: 1,
    first: undefined,
  });
  assert.not.ok(compare(result, { finalLoss: 3 }, { recorded }).isIdentical);
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
