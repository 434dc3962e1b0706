import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/03-parameter-space/experiment.ts";
import { results } from "../../../experiments/03-parameter-space/results.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the parameter space");

const config = { ...experiment.profiles.default, seeds: [200, 201], drawSeeds: [200] };
const runs = (losses: readonly number[]) => losses.map((finalLoss) => pretrainRun({ finalLoss }));
const spectrum = { singularValues: [2, 1], energy: [0, 0.8, 1], truncationErrors: [1, Math.sqrt(0.2), 0] };
/** Losses of the cut models: two nats at rank 1, and a tenth less with each doubling. */
const truncated = config.seeds.map((_, seed) => ({
  losses: config.truncatedRanks.map((rank, index) => ({ rank, loss: 2 + seed - 0.1 * index })),
}));
const tables = experiment.tables(
  {
    spectra: [{ full: spectrum, lora: spectrum }],
    loraRuns: [runs([2.2, 2.5]), runs([1.9, 2.1])],
    ofDeckRank: runs([1.6, 2.6]),
    full: runs([1.5, 2.5]),
    truncated,
    updates: config.seeds.map(() => ({
      updates: [{ name: "layers.0.query", rows: 2, columns: 2, singularValues: [2, 1] }],
    })),
  },
  config,
);

test("the capacity is the loss of rank 1 over that of rank 16, seed by seed", () => {
  assert.equal(config.capacityRanks, [1, 16]);
  closeAll(results.estimates(tables, config).capacity?.samples, [0.3, 0.4]);
});

test("matrices of rank r fill as many dimensions as both factors have entries, less those that a change of basis leaves", () => {
  const { size, rank } = config;
  const inFactors = 2 * size * rank - rank * rank;
  assert.equal(results.checks?.(tables, config).dimension, { exact: inFactors / size ** 2, format: ".1%" });
});

test("the cut models are compared with full training and with LoRA of the deck's rank, seed by seed", () => {
  // Rank 4 is the third of the ranks: 1.8 and 2.8 nats.
  closeAll(
    tables.truncationBySeed.map((row) => row.truncated - row.full),
    [0.3, 0.3],
  );
  closeAll(
    tables.truncationBySeed.map((row) => row.truncated - row.trained),
    [0.2, 0.2],
  );
  closeAll([rowWith(tables.truncation, { arm: "truncated", rank: 8 }).loss], [2.2]);
});

test.run();
