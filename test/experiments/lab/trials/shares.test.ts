import { suite } from "uvu";
import * as assert from "uvu/assert";
import { outcomeOf } from "../../../../experiments/kit/stats/claims.ts";
import { loraArm } from "../../../../experiments/lab/arms.ts";
import { tuningMargin } from "../../../../experiments/lab/settings.ts";
import {
  achievedInFineTuning,
  achievedInPreTraining,
  differencesAtEqualSteps,
  equalStepsFinding,
  shareDifferences,
  shareFinding,
  shareRows,
  stageEstimate,
} from "../../../../experiments/lab/trials/shares.ts";
import { close, closeAll } from "../../../helpers/close.ts";

const test = suite("shares of full training");

const seeds = [1, 2, 3];
const lengths = { adaptation: 250, middle: 1200, long: 3600 };
const comparison = { arm: loraArm(4), lengths };

/** Losses of the three arms, a seed apart, of which LoRA closes a share of a gap of one half. */
const preTrained = (shares: readonly number[]) => ({
  frozen: shares.map((_, seed) => ({ finalLoss: 2 + seed })),
  full: shares.map((_, seed) => ({ finalLoss: 1.5 + seed })),
  lora: shares.map((share, seed) => ({ finalLoss: 2 + seed - share / 2 })),
});

/** Full training learns 0.4 of the novel, and LoRA a share of that. */
const fineTuned = (shares: readonly number[]) => {
  const run = (learned: number, seed: number) => ({
    before: { novel: 3 + seed },
    after: { novel: 3 + seed - learned },
  });
  return {
    full: shares.map((_, seed) => run(0.4, seed)),
    lora: shares.map((share, seed) => run(0.4 * share, seed)),
  };
};

const preRows = (steps: number, shares: readonly number[], recorded = false) =>
  shareRows({ stage: "pre-training", steps, recorded }, seeds, achievedInPreTraining(preTrained(shares)));

const fineRows = (steps: number, shares: readonly number[], recorded = false) =>
  shareRows({ stage: "fine-tuning", steps, recorded }, seeds, achievedInFineTuning(fineTuned(shares)));

const main = [...preRows(3600, [0.6, 0.61, 0.62]), ...fineRows(250, [0.9, 0.9, 0.92])];

test("in pre-training a share is of the gap from the frozen body, in fine-tuning of what was learned, seed by seed", () => {
  closeAll(
    main.map(({ share }) => share),
    [0.6, 0.61, 0.62, 0.9, 0.9, 0.92],
  );
  closeAll(
    main.map(({ full }) => full),
    [0.5, 0.5, 0.5, 0.4, 0.4, 0.4],
  );
  assert.equal(
    main.map(({ seed }) => seed),
    [1, 2, 3, 1, 2, 3],
  );
  closeAll(shareDifferences(main, { fineTuning: 250, preTraining: 3600 }), [0.3, 0.29, 0.3]);
});

const rule = { kind: "greater", than: 0.03 } as const;
const outcome = (rows: typeof main) => outcomeOf(rule, stageEstimate(rows, comparison));

test("the outcome is inconclusive if the difference lies below zero after equally many steps", () => {
  assert.is(outcome(main), "supported");
  const before = preRows(1200, [0.7, 0.71, 0.7]);
  const higher = [...main, ...before, ...fineRows(1200, [0.8, 0.82, 0.81], true)];
  assert.is(outcome(higher), "supported");
  closeAll(differencesAtEqualSteps(higher, 1200), [0.1, 0.11, 0.11]);
  const lower = [...main, ...before, ...fineRows(1200, [0.6, 0.62, 0.61], true)];
  assert.is(outcome(lower), "inconclusive");
  const [only, ...others] = stageEstimate(lower, comparison).samples;
  close(only ?? Number.NaN, (0.3 + 0.29 + 0.3) / 3, 1e-12, "the mean alone");
  assert.is(others.length, 0);
});

test("an unclear difference after equally many steps decides nothing, nor does one of a single stage", () => {
  const unclear = [...main, ...preRows(1200, [0.7, 0.71, 0.7]), ...fineRows(1200, [0.5, 0.7, 0.9], true)];
  assert.is(outcome(unclear), "supported");
  const half = [...main, ...preRows(1200, [0.7, 0.71, 0.7])];
  assert.is(outcome(half), "supported");
  assert.is(differencesAtEqualSteps(half, 1200), undefined);
});

test("texts say that equal steps were not tested, or by how much the shares differ there", () => {
  assert.equal(equalStepsFinding(main, 1200), { value: "not tested at equal steps" });
  const known = [...main, ...preRows(1200, [0.7, 0.71, 0.7]), ...fineRows(1200, [0.8, 0.82, 0.81], true)];
  const finding = equalStepsFinding(known, 1200);
  close(Number(finding.value), 0.32 / 3, 1e-12);
  assert.is(finding.unit, "at equal steps (recorded)");
  close(Number(shareFinding(main, "fine-tuning", 250).value), 2.72 / 3, 1e-12);
});

test("the sensitivity is what the second-best settings would change in both shares", () => {
  const losses = tuningMargin(["d64/3600/frozen", "d64/3600/full", "d64/3600/lora-r4"]);
  const learned = tuningMargin(["moby-dick/250/full", "moby-dick/250/lora-r4"]);
  close(stageEstimate(main, comparison).tuning ?? Number.NaN, losses / 0.5 + learned / 0.4, 1e-12);
});

test.run();
