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

test("the axis covers zero with room next to it, 140%, every seed and every interval", () => {
  const domainOf = (rows: readonly ShareRow[]) => {
    const stages = shareMeans(rows);
    const shares = rows.map((each) => ({ length: nameOfLength(each), ...each }));
    const text = JSON.stringify(shareFigure({ stages, shares }));
    return JSON.parse(/"domain":(\[-?[\d.]+,-?[\d.]+\])/.exec(text)?.[1] ?? "[]");
  };
  assert.equal(domainOf([row(0.5), row(0.5)]), [-0.08, 1.4]);
  assert.equal(domainOf([row(-3)]), [-3, 1.4]);
  assert.is(domainOf([row(0), row(2)])[1] > 2, true);
});

test.run();
