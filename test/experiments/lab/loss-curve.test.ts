import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lossAfter, stepsForLoss } from "../../../experiments/lab/losses.ts";
import { close } from "../../helpers/close.ts";

const test = suite("loss by steps");

test("between two lengths the loss is linear in the logarithm of the steps", () => {
  const points = [
    { steps: 400, loss: 2 },
    { steps: 1600, loss: 1 },
    { steps: 6400, loss: 0.5 },
  ];
  // 800 lies half-way between 400 and 1,600, and 3,200 between 1,600 and 6,400, by doublings.
  close(lossAfter(points, 800), 1.5, 1e-12);
  close(lossAfter(points, 3200), 0.75, 1e-12);
  assert.is(lossAfter(points, 400), 2);
  assert.is(lossAfter(points, 6400), 0.5);
  for (const outside of [399, 6401]) {
    assert.throws(() => lossAfter(points, outside), /outside the lengths 400, 1600, 6400/);
  }
});

const points = [
  { steps: 400, loss: 2.2 },
  { steps: 1200, loss: 2 },
  { steps: 3600, loss: 1.9 },
];

test("the steps for a loss are found between two lengths, linear in their logarithm", () => {
  close(stepsForLoss(points, 2) ?? 0, 1200, 1e-9);
  close(stepsForLoss(points, 2.1) ?? 0, 400 * Math.sqrt(3), 1e-9);
  close(stepsForLoss(points, 1.95) ?? 0, 1200 * Math.sqrt(3), 1e-9);
});

test("steps for a loss are known only within the lengths of training", () => {
  assert.is(stepsForLoss(points, 1.9), 3600);
  assert.is(stepsForLoss(points, 1.8), undefined);
  assert.is(stepsForLoss(points, 2.2), 400);
  assert.is(stepsForLoss(points, 2.5), undefined);
});

test.run();
