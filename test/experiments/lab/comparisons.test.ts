import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { armDifferences } from "../../../experiments/kit/stats/describe.ts";
import { closedGaps } from "../../../experiments/lab/losses.ts";
import { close } from "../../helpers/close.ts";
import { forAll } from "../../helpers/for-all.ts";

const test = suite("comparisons");

const losses = fc.double({ min: 1, max: 2, noNaN: true });

test("a run that comes a share of the way from the frozen body to full training closes that share of the gap", () => {
  forAll([losses, fc.double({ min: 0.1, max: 1, noNaN: true }), losses], (full, gap, share) => {
    const frozen = full + gap;
    const [closed = Number.NaN] = closedGaps({
      frozen: [frozen],
      lora: [frozen - share * gap],
      full: [full],
    });
    close(closed, share, 1e-12);
  });
  assert.equal(closedGaps({ frozen: [3, 3, 3], lora: [3, 2.5, 1], full: [2, 1, 1] }), [0, 0.25, 1]);
});

test("arms are compared seed by seed, among the rows that have the other values too", () => {
  const runs = [
    { arm: "full", steps: 400, seed: 100, loss: 2 },
    { arm: "full", steps: 400, seed: 101, loss: 3 },
    { arm: "LoRA", steps: 800, seed: 100, loss: 9 },
    { arm: "LoRA", steps: 400, seed: 100, loss: 2.5 },
    { arm: "LoRA", steps: 400, seed: 101, loss: 3.25 },
  ] as const;
  const arms = { arm: "LoRA", over: "full" } as const;
  assert.equal(armDifferences(runs, "loss", arms, { steps: 400 }), [0.5, 0.25]);
  assert.throws(
    () => armDifferences(runs, "loss", arms),
    /invalid pairs: 3 samples of LoRA against 2 of full/,
  );
  // @ts-expect-error: no such arm
  assert.throws(() => armDifferences(runs, "loss", { arm: "LoRA", over: "ful" }), /missing rows/);
  // @ts-expect-error: names have no difference
  const ofNames = () => armDifferences(runs, "arm", arms, { steps: 400 });
  assert.throws(ofNames, /^invalid sample: arm of LoRA, seed 100 is LoRA$/);
});

test("a sample that is no number is named with its arm, and its seed where the table has seeds", () => {
  const [first, second] = [
    { arm: "full", seed: 100, loss: 2 },
    { arm: "LoRA", seed: 100, loss: Number.NaN },
  ];
  assert.throws(
    () => armDifferences([first, second], "loss", { arm: "LoRA", over: "full" }),
    /invalid sample: loss of LoRA, seed 100 is NaN$/,
  );
  const withoutSeeds = [first, second].map(({ arm, loss }) => ({ arm, loss }));
  assert.throws(
    () => armDifferences(withoutSeeds, "loss", { arm: "LoRA", over: "full" }),
    /invalid sample: loss of LoRA is NaN$/,
  );
});

test.run();
