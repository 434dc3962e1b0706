import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/06-scalability/deck.ts";
import { experiment } from "../../../experiments/06-scalability/experiment.ts";
import { results } from "../../../experiments/06-scalability/results.ts";
import { searches, searchesOf } from "../../../experiments/06-scalability/searches.ts";
import { FIXED_RANK, stepTime } from "../../../experiments/06-scalability/size-runs.ts";
import { column, firstAndLast, rowWith } from "../../../experiments/kit/tables.ts";
import { modelOfWidth } from "../../../experiments/lab/setup.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the plan of the scalability");

const { quick, default: config, paper } = experiment.profiles;

test("the deck's cost equals the size, and LoRA's is a tenth", () => {
  const rows = deck.tables["deck-scalability"] ?? [];
  const of = (arm: string) => rows.filter((row) => row.arm === arm).map(({ complexity }) => complexity);
  assert.equal(of("full"), [1e6, 1e7, 1e8, 1e9, 1e10]);
  assert.equal(of("LoRA"), [1e5, 1e6, 1e7, 1e8, 1e9]);
  deckMatchesGolden(deck, import.meta.url);
});

test("three widths with five seeds at the claim's rank, and three at the growing rank and the floor", () => {
  assert.equal(config.widths, [16, 32, 64]);
  assert.equal(config.seeds, [200, 201, 202, 203, 204]);
  assert.equal(config.studySeeds, [200, 201, 202]);
  // 3 widths x (5 + 5 + 3), and 3 frozen.
  assert.equal(countKinds(experiment.trials(config)), { pretrain: 42, "step-time": 1 });
  assert.equal(countKinds(experiment.trials(quick)), { pretrain: 10, "step-time": 1 });
  // 4 widths.
  assert.equal(countKinds(experiment.trials(paper)), { pretrain: 55, "step-time": 1 });
  assert.equal(paper.widths, [16, 32, 64, 128]);
  assert.is(FIXED_RANK, 4);
});

test("a step is timed thirty times after thirty that do not count, five to a sample", () => {
  assert.equal(config.timing, { repetitions: 30, warmup: 30 });
  assert.is(config.roundsPerSample, 5);
  assert.equal(quick.timing, { repetitions: 3, warmup: 1 });
  assert.is(quick.roundsPerSample, 3);
});

test("timing takes a second, three tenths for each width, and a fifth of a millisecond a channel, arm and repetition", () => {
  const arms = (["full", "fixed"] as const).map((name) => ({ name, arm: { kind: "full" as const } }));
  const seconds = (dModel: number, repetitions: number, warmup = 10) => {
    const widths = [{ model: modelOfWidth(dModel), arms }];
    return stepTime({ batchSize: 1, seed: 1, repetitions, warmup, widths }).estimatedSeconds;
  };
  close(seconds(50, 40), 1 + 0.3 + 0.0002 * 50 * 2 * 50, 1e-12);
  close(seconds(100, 40) - seconds(50, 40), seconds(50, 90) - seconds(50, 40), 1e-12);
});

test("the growing rank is searched for at the widths that no slide shares", () => {
  assert.equal(
    searches.map(({ name, rates, steps }) => [name, rates, steps]),
    [
      ["d16/1200/lora-r1", [0.01, 0.02, 0.04], 1200],
      ["d32/1200/lora-r2", [0.01, 0.02, 0.04], 1200],
    ],
  );
  assert.equal(
    searchesOf("paper").map(({ name }) => name.split("/")[0]),
    ["d16", "d32", "d128"],
  );
});

const run = (finalLoss: number) => pretrainRun({ finalLoss });
const small = { ...config, seeds: [200], studySeeds: [200] };
const tables = experiment.tables(
  {
    sweep: small.widths.map(() => ({ full: [run(2)], fixed: [run(2.5)], proportional: [run(2.25)] })),
    frozen: [run(3)],
    times: undefined,
  },
  small,
);

test("models grow in depth and width from a million to ten billion body weights, with a width of 64 for each block", () => {
  const [smallest, largest] = firstAndLast(tables.models);
  assert.equal([smallest.depth, smallest.width, smallest.size], [3, 192, 3 * 12 * 192 * 192]);
  assert.equal([largest.depth, largest.width, largest.size], [59, 3776, 59 * 12 * 3776 * 3776]);
  assert.equal(column(tables.models, "depth"), [3, 4, 5, 6, 8, 10, 13, 16, 20, 27, 34, 43, 59]);
  const findings = results.findings(tables, small);
  close(Number(findings["largest-size"]?.value), 10.09, 0.01);
  close(Number(findings["smallest-size"]?.value), 1.327, 0.001);
});

test("LoRA's share of the weights, the work and the state of a model are those of its twelve d x d of weights", () => {
  for (const { width: d, parameters, work, state } of tables.models) {
    // Rank 4: four square layers with 8 d, two of d x 4 d with 20 d; per block 72 d of 12 d^2.
    close(parameters, 6 / d, 1e-12);
    // Two thirds, and two operations for each of the adapter's weights in each of the three products, of six a weight.
    close(work, 2 / 3 + 6 / d, 1e-12);
    // The weights and the adapters' four numbers, of full training's four a weight.
    close(state, (1 + 4 * (6 / d)) / 4, 1e-12);
  }
  assert.equal(
    tables.shares.slice(0, 4).map(({ arm }) => arm),
    ["FLOPs", "state", "deck", "trained"],
  );
  assert.is(tables.shares[2]?.share, 0.1);
});

test("published ratios have the size's parameters", () => {
  const { parameters, ratio } = rowWith(tables.published, { arm: "W + BA", size: "130M" });
  assert.is(parameters, 1.3e8);
  // GaLore's table 2: 33.92 for LoRA and 25.08 for full rank.
  close(ratio, 33.92 / 25.08, 1e-12);
  const findings = results.findings(tables, small);
  close(Number(findings["ratio-small"]?.value), 34.99 / 34.06, 1e-12);
  close(Number(findings["ratio-large"]?.value), 19.21 / 15.56, 1e-12);
});

test("the gap closed at the core model's width is a share of the frozen body's", () => {
  closeAll(column(tables.closed, "closedGap"), [0.5]);
  assert.is(results.findings(tables, small)["core-width"]?.value, 64);
  assert.equal(results.checks?.(tables, small)["ten-percent"]?.format, ".1%");
});

test.run();
