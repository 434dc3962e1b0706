import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/08-global-context/experiment.ts";
import { recallArms, searchedLosses } from "../../../experiments/08-global-context/recall-runs.ts";
import { results } from "../../../experiments/08-global-context/results.ts";
import { mean } from "../../../experiments/kit/stats/describe.ts";
import { column, rowsWith } from "../../../experiments/kit/tables.ts";
import { close, closeAll } from "../../helpers/close.ts";

const test = suite("global context");

const config = experiment.profiles.default;

const recalled = (finalLoss: number, accuracy: number) => ({
  finalLoss,
  accuracy,
  byStep: [
    { step: 0, loss: 3, accuracy: 0.1 },
    { step: 1200, loss: finalLoss, accuracy },
  ],
  trainLoss: [],
});

/** Losses that fall by `gain` with each further length of context. */
const read = (gain: number) => ({
  losses: config.characters.map((characters, index) => ({
    characters,
    loss: 2 - gain * index,
    error: 0.005,
  })),
});

const seeds = [0, 1, 2, 3];
const tables = experiment.tables(
  {
    recall: [
      seeds.map((seed) => recalled(0.2 + 0.1 * seed, 0.9)),
      seeds.map((seed) => recalled(1.2 + 0.1 * seed, 0.5)),
      seeds.map((seed) => recalled(0.8 + 0.15 * seed, 0.6)),
    ],
    text: [
      [0, 1, 2].map((seed) => read(0.1 + 0.01 * seed)),
      [0, 1, 2].map(() => read(0.2)),
      [0, 1, 2].map(() => read(0)),
    ],
  },
  config,
);

test("both claims compare LoRA in one block, with full training and with all blocks, seed by seed", () => {
  const { recall, layers } = results.estimates(tables, config);
  closeAll(recall?.samples, [0.6, 0.65, 0.7, 0.75]);
  closeAll(layers?.samples, [-0.4, -0.35, -0.3, -0.25]);
  const findings = results.findings(tables, config);
  close(Number(findings["gap-recall"]?.value), 0.675, 1e-12);
  assert.equal(
    ["accuracy", "accuracy-all", "accuracy-full"].map((id) => Number(findings[id]?.value).toFixed(3)),
    ["0.600", "0.500", "0.900"],
  );
});

test("less context costs what the loss at eight characters is above that at twenty-four", () => {
  const findings = results.findings(tables, config);
  // Two lengths apart, a mean gain of 0.11 each.
  close(Number(findings["context-full"]?.value), 0.22, 1e-12);
  assert.is(findings["context-error"]?.value, 0.005);
  close(Number(findings["context-lora"]?.value), 0.4, 1e-12);
  const frozen = rowsWith(tables.text, { arm: "frozen body" });
  assert.equal(column(frozen, "loss"), [2, 2, 2, 2, 2, 2]);
});

test("losses of the search are the means at its chosen rates, over its own seeds", () => {
  const findings = results.findings(tables, config);
  for (const [arm, finding] of [
    [recallArms.highRank, findings["search-high-rank"]],
    [recallArms.frozen, findings["search-frozen"]],
  ] as const) {
    const runs = searchedLosses(arm);
    assert.equal(column(runs, "seed"), [50, 51, 52].slice(0, runs.length));
    close(Number(finding?.value), mean(column(runs, "loss")), 1e-12);
  }
  assert.equal(column(tables.loss, "arm"), ["full", "LoRA r = 4", "LoRA r = 8, block 2"]);
});

test("a guess among a block's symbols is right as often as blocks of eight to fifteen allow", () => {
  const shares = [8, 9, 10, 11, 12, 13, 14, 15].map((length) => 1 / length);
  const expected = shares.reduce((sum, share) => sum + share, 0) / 8;
  close(Number(results.findings(tables, config).guess?.value), expected, 1e-12);
});

test("adapters of one block train as many weights as those of both", () => {
  assert.equal(
    tables.counts.map(({ trained }) => trained),
    [98_304, 9216, 9216],
  );
});

test.run();
