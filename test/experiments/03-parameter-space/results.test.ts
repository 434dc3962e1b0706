import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/03-parameter-space/experiment.ts";
import { documentRows } from "../../../experiments/03-parameter-space/ranks.ts";
import { results } from "../../../experiments/03-parameter-space/results.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the rank");

const config = {
  ...experiment.profiles.default,
  seeds: [300, 301],
  otherSeeds: [300],
  drawSeeds: [300],
};
const run = (finalLoss: number) => pretrainRun({ finalLoss, lossByDocument: [finalLoss, finalLoss + 1] });
/** Two seeds, one nat apart. */
const runs = (loss: number) => [run(loss), run(loss + 1)];
const spectrum = { singularValues: [2, 1], energy: [0, 0.8, 1], truncationErrors: [1, Math.sqrt(0.2), 0] };

type Recorded = readonly { readonly finalLoss: number; readonly vocabSize: number }[];

/** Runs of a shorter length: the gap of the frozen body, of rank 4 and, if recorded, of ranks 16 and 64. */
const shorter = (full: number, gaps: readonly number[]) => {
  const recorded = (gap: number | undefined): Recorded => (gap === undefined ? [] : [run(full + gap)]);
  const [frozen = Number.NaN, low = Number.NaN, high, fullRank] = gaps;
  return {
    full: [run(full)],
    frozen: [run(full + frozen)],
    low: [run(full + low)],
    high: recorded(high),
    fullRank: recorded(fullRank),
  };
};

/** All tables, with recorded runs or without. */
const tablesWith = (isRecorded: boolean) =>
  experiment.tables(
    {
      spectra: [{ full: spectrum, lora: spectrum }],
      full: runs(1.5),
      low: runs(1.75),
      fullRank: [run(1.52), run(2.5)],
      high: [run(1.58)],
      frozen: [run(2.1)],
      narrow: runs(1.625),
      recorded: config.recordedRanks.map((rank) => (isRecorded ? [run(1.5 + 1 / (rank + 1))] : [])),
      shorter: {
        short: shorter(2, isRecorded ? [0.15, 0.01, -0.02, -0.02] : [0.15, 0.01]),
        middle: shorter(1.7, isRecorded ? [0.4, 0.12, 0.03, 0.01] : [0.4, 0.12]),
      },
      truncated: [{ losses: config.truncatedRanks.map((rank, index) => ({ rank, loss: 3 - 0.1 * index })) }],
      updates: [
        { updates: [{ name: "layers.0.query", rows: 2, columns: 2, singularValues: [2, 1], startNorm: 1 }] },
      ],
    },
    config,
  );

const bare = tablesWith(false);
const complete = tablesWith(true);

test("the claim is the loss at the deck's rank less that at the full rank, seed by seed", () => {
  closeAll(results.estimates(bare, config).rank?.samples, [0.23, 0.25]);
  const findings = results.findings(bare, config);
  // Of gaps of 0.25 each.
  closeAll([Number(findings["rank-part"]?.value)], [(0.23 / 0.25 + 1) / 2]);
  closeAll([Number(findings["gap-narrow"]?.value)], [0.125]);
  closeAll([Number(findings["gap-full-rank"]?.value)], [0.01]);
});

test("ranks are in order, with the frozen body as rank 0 and recorded ranks between", () => {
  const ranks = (tables: typeof bare) =>
    tables["gap-by-rank"].map(({ rank, place, recorded }) => [rank, place, recorded]);
  assert.equal(ranks(bare), [
    [0, 0, false],
    [4, 3, false],
    [16, 5, false],
    [64, 7, false],
  ]);
  assert.equal(
    ranks(complete).filter(([, , recorded]) => recorded),
    [
      [1, 1, true],
      [2, 2, true],
      [8, 4, true],
      [32, 6, true],
    ],
  );
});

test("each length has a line of its own, of the ranks that are known there", () => {
  const linesOf = (tables: typeof bare, arm: string) =>
    tables["gap-by-length"].filter((row) => row.arm === arm).map(({ rank }) => rank);
  assert.equal(linesOf(bare, "400 steps"), [0, 4]);
  assert.equal(linesOf(complete, "1,200 steps"), [0, 4, 16, 64]);
  assert.equal(linesOf(complete, "3,600 steps"), [0, 1, 2, 4, 8, 16, 32, 64]);
});

test("the rank of parity is read off between the ranks, and at a shorter length only from recorded runs", () => {
  const parity = (tables: typeof bare) => {
    const findings = results.findings(tables, config);
    return ["short", "middle", "long"].map((length) => findings[`parity-${length}`]?.value);
  };
  const [short, middle, long] = parity(bare);
  assert.equal([short, middle], ["not known without recorded runs", "not known without recorded runs"]);
  // From 0.08 at rank 16 to 0.01 at rank 64: 6/7 of two doublings.
  assert.is(long, `about ${Math.round(16 * 2 ** (2 * (6 / 7)))}`);
  // From 0.15 at rank 0 to 0.01 at rank 4, three places on; from 0.03 at rank 16 to 0.01 at rank 64.
  assert.equal(parity(complete).slice(0, 2), [`about ${Math.round(2 ** (3 * (13 / 14) - 1))}`, "about 32"]);
});

test("the cut models are compared with full training and with LoRA of the deck's rank, seed by seed", () => {
  // Rank 4 is the third of the ranks.
  closeAll(results.estimates(bare, config).truncation?.samples, [2.8 - 1.75]);
  closeAll([Number(results.findings(bare, config)["cut-over-full"]?.value)], [2.8 - 1.5]);
  const { truncation } = complete;
  closeAll([rowWith(truncation, { arm: "trained at the rank", rank: 8 }).loss], [1.5 + 1 / 9]);
  closeAll([rowWith(truncation, { arm: "cut to the rank", rank: 8 }).loss], [2.7]);
});

test("documents are compared by the mean over seeds", () => {
  closeAll(
    documentRows(
      [{ finalLoss: 1, lossByDocument: [2, 3] }],
      [{ finalLoss: 1, lossByDocument: [1, 2.5] }],
    ).map(({ difference }) => difference),
    [1, 0.5],
  );
});

test("the check is the share of the dimensions that the deck's low-rank matrices have", () => {
  const { size, rank } = config;
  const inFactors = 2 * size * rank - rank * rank;
  assert.equal(results.checks?.(bare, config).dimension, { exact: inFactors / size ** 2, format: ".1%" });
});

test.run();
