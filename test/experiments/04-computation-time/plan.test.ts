import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run as timeCases } from "../../../experiments/04-computation-time/computation-time.run.ts";
import { deck } from "../../../experiments/04-computation-time/deck.ts";
import { computationTime, experiment } from "../../../experiments/04-computation-time/experiment.ts";
import { results } from "../../../experiments/04-computation-time/results.ts";
import { rowsWith, rowWith, zip } from "../../../experiments/kit/tables.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the computation time");

const config = experiment.profiles.default;

test("one token: x W costs 2 x 768 x 768, and A @ B four times as much", () => {
  assert.equal(
    deck.tables["deck-operations"]?.map(({ operations }) => operations),
    [1_179_648, 4_718_592, 1_179_648],
  );
  deckMatchesGolden(deck, import.meta.url);
});

test("every case of the timing is timed in every repetition", async () => {
  const orders = ["full", "lora", "factored", "product", "merged"] as const;
  const cases = orders.flatMap((order) =>
    (["forward", "forward + backward"] as const).map((pass) => ({ order, pass, rank: 2, tokens: 3 })),
  );
  const progress: number[] = [];
  const context = { inputs: {}, engine: "cpu", progress: (share: number) => progress.push(share) } as const;
  const timing = { dModel: 8, cases, repetitions: 3, warmup: 1, seed: 1 };
  const { engine, times, hasOwnKernels } = (await timeCases(timing, context)).result;
  assert.is(engine, "cpu");
  assert.is(hasOwnKernels, false);
  assert.is(times.length, cases.length);
  for (const [one, { milliseconds, ...timed }] of zip(cases, times)) {
    assert.equal(timed, one);
    assert.is(milliseconds.length, 3);
    assert.ok(milliseconds.every((time) => time > 0));
  }
  closeAll(progress, [0.25, 0.5, 0.75, 1]);
});

test("five orders, two passes and four numbers of tokens are timed, and LoRA's step at six ranks more", () => {
  const { dModel, rank, tokens, sweepRanks, warmup, seed } = config;
  assert.equal({ dModel, rank, warmup, seed }, { dModel: 768, rank: 4, warmup: 2, seed: 200 });
  assert.equal(tokens, [1, 16, 64, 256]);
  assert.equal(sweepRanks, [1, 16, 64, 128, 192, 256]);
  const { timing } = experiment.trials(config);
  assert.is((timing.config as { cases: readonly unknown[] }).cases.length, 5 * 2 * 4 + 6);
  assert.equal(countKinds(experiment.trials(config)), { "computation-time": 6 });
  assert.equal(countKinds(experiment.trials(experiment.profiles.quick)), { "computation-time": 2 });
});

test("a profile says how often it times, and how many times make a sample", () => {
  const counts = Object.values(experiment.profiles).map((profile) => [
    profile.repetitions,
    profile.repetitionsPerSample,
    profile.claimed.seeds.length,
    profile.claimed.repetitions,
  ]);
  assert.equal(counts, [
    [3, 3, 1, 3],
    [20, 5, 5, 40],
    [100, 10, 5, 40],
  ]);
});

test("timing takes a second, and the operations of each repetition at 20 billion a second", () => {
  const cases = (tokens: number) => [{ order: "full" as const, pass: "forward" as const, rank: 1, tokens }];
  const seconds = (tokens: number, repetitions: number) =>
    computationTime({ dModel: 1000, cases: cases(tokens), repetitions, warmup: 2, seed: 1 }).estimatedSeconds;
  // Two operations for each of a million weights and each token.
  close(seconds(100, 8), 1 + (10 * 2e8) / 2e10, 1e-9);
  close(seconds(200, 8), 1 + (10 * 4e8) / 2e10, 1e-9);
  close(seconds(100, 18), 1 + (20 * 2e8) / 2e10, 1e-9);
});

const quick = experiment.profiles.quick;
const trials = experiment.trials(quick);
type Listed = typeof trials.timing;
interface Case {
  readonly order: "full" | "lora" | "factored" | "product" | "merged";
  readonly pass: "forward" | "forward + backward";
  readonly rank: number;
  readonly tokens: number;
}
/** Full's passes take 1, 2 and 4 ms, all others twice as long. */
const timed = ({ config: listed }: Listed) => ({
  engine: "wasm" as const,
  hasOwnKernels: false,
  times: (listed as { cases: readonly Case[] }).cases.map((one) => ({
    ...one,
    milliseconds: [1, 2, 4].map((time) => (one.order === "full" ? time : 2 * time)),
  })),
});
const tables = experiment.tables({ timing: timed(trials.timing), claimed: trials.claimed.map(timed) }, quick);

test("a row has the median, the quartiles and the rate of its operations", () => {
  const full = { arm: "x W (full)", tokens: 256 } as const;
  const row = rowWith(tables.times, { ...full, pass: "forward" });
  assert.equal([row.milliseconds, row.lowerQuartile, row.upperQuartile], [2, 1.5, 3]);
  assert.is(row.operations, 2 * 256 * 768 * 768);
  close(row.gigaflops, (2 * 256 * 768 * 768) / 2e-3 / 1e9, 1e-9);
  // Backward: one product for the inputs and one for the weights.
  const step = rowWith(tables.times, { ...full, pass: "forward + backward" });
  assert.is(step.operations, 3 * 2 * 256 * 768 * 768);
  assert.is(tables.times.length, 5 * 2 * 4);
});

test("the sweep's ratios are over full's step at the largest batch, in order of the rank", () => {
  const measured = rowsWith(tables.sweep, { arm: "measured" });
  assert.equal(
    measured.map(({ rank, ratio }) => [rank, ratio]),
    [1, 4, 16, 64, 128, 192, 256].map((rank) => [rank, 2]),
  );
  const byWork = rowsWith(tables.sweep, { arm: "by FLOPs" });
  closeAll(
    byWork.map(({ ratio }) => ratio),
    [1, 4, 16, 64, 128, 192, 256].map((rank) => 2 / 3 + (2 * rank) / 768),
  );
});

test("at a sixth of the width LoRA's step costs what full's does", () => {
  assert.equal(tables.machine, [
    { engine: "wasm", ownKernels: false, breakEvenRank: 128, largestBatch: 256 },
  ]);
  const findings = results.findings(tables, quick);
  assert.is(findings["break-even"]?.value, 128);
  close(Number(findings["efficient-bound"]?.value), 1 / (2 / 3 + 8 / 768), 1e-12);
  assert.is(findings["deck-operations"]?.value, 5);
  assert.is(findings.efficient?.value, 0.5);
  assert.is(findings["deck-order"]?.value, 2);
  assert.is(findings.kernels?.value, "the operations of TensorFlow.js");
  close(Number(findings["rate-forward"]?.value), (2 * 256 * 768 * 768) / 2e6, 1e-9);
  close(Number(findings["rate-step"]?.value), (6 * 256 * 768 * 768) / 2e6, 1e-9);
});

test.run();
