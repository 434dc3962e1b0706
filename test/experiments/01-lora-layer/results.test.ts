import { suite } from "uvu";
import * as assert from "uvu/assert";
import { equalFlopsRows, stepShare } from "../../../experiments/01-lora-layer/equal-flops.ts";
import {
  gapFindings,
  gapsAt,
  gapTables,
  growthBySeed,
} from "../../../experiments/01-lora-layer/gap-by-length.ts";
import { exp } from "../../../experiments/kit/exact-math.ts";
import { loraArm } from "../../../experiments/lab/arms.ts";
import { stepFlops } from "../../../experiments/lab/nn/costs.ts";
import { coreTraining } from "../../../experiments/lab/setup.ts";
import { close, closeAll } from "../../helpers/close.ts";

const test = suite("the gap by length");

const setup = { seeds: [300, 301], steps: [400, 1200, 3600], rank: 4, highRank: 16 };

/** Runs of each length that end at `loss`, seeds one nat apart, with two documents as far below as above. */
const byLength = (losses: readonly number[], byDocument = 0.1) =>
  losses.map((loss) =>
    setup.seeds.map((_, index) => ({
      finalLoss: loss + index,
      lossByDocument: [loss + index - byDocument, loss + index + byDocument],
    })),
  );

const full = byLength([2.2, 1.9, 1.7]);
const low = byLength([2.21, 2.0, 1.92], 0.2);
const [, , highLongest = []] = byLength([2.18, 1.9, 1.75]);
const withRecords = gapTables({ full, low, high: byLength([2.18, 1.9, 1.75]) }, setup);
const withoutRecords = gapTables({ full, low, high: [[], [], highLongest] }, setup);

test("gaps are paired by seed at each length; those of the high rank are recorded at the lower lengths", () => {
  const gaps = withRecords["gap-by-length"].map(({ arm, steps, gap, recorded }) => [
    arm,
    steps,
    Number(gap.toFixed(6)),
    recorded,
  ]);
  assert.equal(gaps, [
    ["LoRA r = 4", 400, 0.01, false],
    ["LoRA r = 4", 1200, 0.1, false],
    ["LoRA r = 4", 3600, 0.22, false],
    ["LoRA r = 16", 400, -0.02, true],
    ["LoRA r = 16", 1200, 0, true],
    ["LoRA r = 16", 3600, 0.05, false],
  ]);
});

test("without recorded runs the high rank has its longest training only", () => {
  assert.equal(
    withoutRecords["gap-by-length"].map(({ arm, steps }) => `${arm}, ${steps}`),
    ["LoRA r = 4, 400", "LoRA r = 4, 1200", "LoRA r = 4, 3600", "LoRA r = 16, 3600"],
  );
  closeAll(gapsAt(withoutRecords, 16, 3600), [0.05, 0.05]);
});

test("a length with fewer seeds is paired with the runs of its own seeds", () => {
  const [fullShort = [], ...fullLonger] = full;
  const [lowShort = [], ...lowLonger] = low;
  const fewer = gapTables(
    {
      full: [fullShort.slice(0, 1), ...fullLonger],
      low: [lowShort.slice(0, 1), ...lowLonger],
      high: [[], [], []],
    },
    setup,
  );
  assert.equal(
    fewer["gap-runs"].map(({ steps, seed }) => [steps, seed]),
    [
      [400, 300],
      [1200, 300],
      [1200, 301],
      [3600, 300],
      [3600, 301],
    ],
  );
  assert.is(growthBySeed(fewer, setup).length, 1);
});

test("growth is the least-squares slope over doublings of the steps", () => {
  // Three points at equal distances of log2(3) doublings: the slope is that between the first and the last.
  closeAll(growthBySeed(withRecords, setup), [0.21 / Math.log2(9), 0.21 / Math.log2(9)]);
});

test("a gap raises the perplexity by its exponential, and documents count alike", () => {
  const findings = gapFindings(withRecords, setup);
  close(Number(findings["gap-long"]?.value), 0.22, 1e-9);
  close(Number(findings.excess?.value), exp(0.22) - 1, 1e-9);
  close(Number(findings["excess-high"]?.value), exp(0.05) - 1, 1e-9);
  assert.equal(
    withRecords["gap-by-document"].map(({ document, gap }) => [document, Number(gap.toFixed(6))]),
    [
      [1, 0.12],
      [2, 0.32],
    ],
  );
  assert.is(findings["gap-documents"]?.n, 2);
});

test("at equal FLOPs, full training has fewer steps, and its loss is interpolated in their logarithm", () => {
  const model = { ...coreTraining.model, vocabSize: 87 };
  const share = stepShare(model, 4);
  close(share, stepFlops(model, loraArm(4).trains, 16) / stepFlops(model, { kind: "full" }, 16), 1e-12);
  const longest = low[2] ?? [];
  const rows = equalFlopsRows(full, longest, { model, rank: 4, seeds: setup.seeds, steps: setup.steps });
  const [first] = rows;
  assert.is(first?.steps, Math.round(3600 * share));
  const expected = 1.9 - (0.2 * Math.log((first?.steps ?? 0) / 1200)) / Math.log(3);
  close(first?.full ?? 0, expected, 1e-9);
  closeAll(
    rows.map(({ gap }) => gap),
    [1.92 - expected, 1.92 - expected],
  );
});

test.run();
