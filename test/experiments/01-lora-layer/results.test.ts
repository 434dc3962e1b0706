import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/01-lora-layer/experiment.ts";
import { gapFindings, gapTables } from "../../../experiments/01-lora-layer/gap-by-length.ts";
import { close } from "../../helpers/close.ts";

const test = suite("the gap by length");

const setup = { seeds: [200, 201], steps: [400, 1200, 3600], rank: 4, highRank: 16 };

/** Runs of each length that end at `loss`, seeds one nat apart, with two documents 0.1 below and above. */
const byLength = (losses: readonly number[], byDocument = 0.1) =>
  losses.map((loss) =>
    setup.seeds.map((_, index) => ({
      finalLoss: loss + index,
      lossByDocument: [loss + index - byDocument, loss + index + byDocument],
    })),
  );

const tables = gapTables(
  {
    full: byLength([2.2, 1.9, 1.7]),
    low: byLength([2.21, 2.0, 1.92], 0.2),
    high: byLength([2.18, 1.9, 1.75]),
  },
  setup,
);

const middle = { frozen: [2.3, 3.3], lora: [2.0, 3.0], full: [1.9, 2.9] };
const findings = gapFindings(tables, setup, middle);

test("gaps are paired by seed at each length", () => {
  const gaps = tables["gap-by-length"].map(({ arm, steps, gap }) => [arm, steps, Number(gap.toFixed(6))]);
  assert.equal(gaps, [
    ["LoRA r = 4", 400, 0.01],
    ["LoRA r = 4", 1200, 0.1],
    ["LoRA r = 4", 3600, 0.22],
    ["LoRA r = 16", 400, -0.02],
    ["LoRA r = 16", 1200, 0],
    ["LoRA r = 16", 3600, 0.05],
  ]);
  close(Number(findings["gap-long"]?.value), 0.22, 1e-9);
  close(Number(findings["gap-high-long"]?.value), 0.05, 1e-9);
});

test("growth is the least-squares slope over doublings of the steps", () => {
  // Three points at equal distances of log2(3) doublings: the slope is that between the first and the last.
  close(Number(findings.growth?.value), (0.22 - 0.01) / Math.log2(9), 1e-9);
  close(Number(findings["growth-high"]?.value), 0.07 / Math.log2(9), 1e-9);
});

test("the gap on a document is the mean over seeds, at the longest training", () => {
  assert.equal(
    tables["gap-by-document"].map(({ document, gap }) => [document, Number(gap.toFixed(6))]),
    [
      [1, 0.12],
      [2, 0.32],
    ],
  );
  assert.is(findings["gap-documents"]?.n, 2);
});

test("LoRA's share of the way from the frozen body is that of the middle length", () => {
  close(Number(findings["closed-gap"]?.value), 0.75, 1e-9);
  close(Number(findings["frozen-gap"]?.value), 0.4, 1e-9);
});

test("claims are about three seeds of the longest training", () => {
  const { seeds, lengths } = experiment.profiles.default;
  assert.equal(seeds, [200, 201, 202]);
  assert.is(lengths.long, 3600);
});

test.run();
