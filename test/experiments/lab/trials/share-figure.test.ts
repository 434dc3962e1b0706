import { suite } from "uvu";
import * as assert from "uvu/assert";
import { nameOfLength, shareFigure, shareMeans } from "../../../../experiments/lab/trials/share-figure.ts";
import type { ShareRow } from "../../../../experiments/lab/trials/shares.ts";

const test = suite("the figure of shares");

const row = (share: number, more: Partial<ShareRow> = {}): ShareRow => ({
  stage: "pre-training",
  steps: 3600,
  seed: 1,
  full: 1,
  lora: share,
  share,
  recorded: false,
  ...more,
});

test("rows of one stage and length are one mean, and a recorded one says so in place of its unit", () => {
  const rows = [row(0.5), row(0.7), row(0.9, { steps: 250, stage: "fine-tuning", recorded: true })];
  const [first, second, ...others] = shareMeans(rows);
  assert.equal(
    [first?.length, first?.share.toFixed(3), first?.recorded],
    ["pre-training, 3,600 steps", "0.600", false],
  );
  assert.equal([second?.length, second?.share, second?.recorded], ["fine-tuning, 250 (recorded)", 0.9, true]);
  assert.is(others.length, 0);
});

test("the axis covers zero with room next to it, what a deck may draw, every seed and every interval, with room on the right", () => {
  const domainOf = (rows: readonly ShareRow[]) => {
    const stages = shareMeans(rows);
    const shares = rows.map((each) => ({ length: nameOfLength(each), ...each }));
    const text = JSON.stringify(shareFigure({ stages, shares }));
    return JSON.parse(/"domain":(\[-?[\d.]+,-?[\d.]+\])/.exec(text)?.[1] ?? "[]");
  };
  const [low, high] = domainOf([row(0.5), row(0.5)]);
  assert.is(low, -0.08);
  assert.ok(high > 1.25 && high < 1.5);
  const [lowest, top] = domainOf([row(-3)]);
  assert.is(lowest, -3);
  assert.ok(top > 1.5);
  assert.ok(domainOf([row(0), row(2)])[1] > 2.2);
});

test.run();
