import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run as timeCases } from "../../../experiments/04-computation-time/computation-time.run.ts";
import { deck } from "../../../experiments/04-computation-time/deck.ts";
import { experiment } from "../../../experiments/04-computation-time/experiment.ts";
import {
  type Case,
  comparedPasses,
  computationTime,
  ratioOfFlops,
  sweptCases,
} from "../../../experiments/04-computation-time/layer-time.ts";
import { zip } from "../../../experiments/kit/tables.ts";
import { reportSeeds } from "../../../experiments/lab/setup.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the computation time");

const { quick, default: config, long } = experiment.profiles;

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

test("LoRA of three ranks and two models in full are trained with the seeds of the report", () => {
  // Full and narrow, ranks 4 and 64 with four seeds, rank 16 with three.
  const kindsOf = (profile: typeof config) => {
    const { recorded: _, ...trained } = experiment.trials(profile);
    return countKinds(trained);
  };
  assert.equal(kindsOf(config), { pretrain: 19, "computation-time": 6 });
  assert.equal(kindsOf(quick), { pretrain: 5, "computation-time": 2 });
  assert.equal(config.seeds, reportSeeds(4));
  assert.equal(long, config);
  const steps = new Set(
    experiment
      .trials(config)
      .trained.flat()
      .map(({ config: run }) => (run as { steps: number }).steps),
  );
  assert.equal([...steps], [3600]);
});

test("the main claim compares the core model with one half as wide, on the same batches", () => {
  const [lora = [], narrow = []] = experiment.trials(config).trained;
  for (const [one, other] of zip(lora, narrow)) {
    const [wide, thin] = [one.config, other.config] as unknown as Readonly<Record<string, unknown>>[];
    for (const same of ["seed", "steps", "batchSize"]) assert.is(wide?.[same], thin?.[same], same);
    assert.equal(wide?.arm, { kind: "lora", rank: 4, alpha: 4 });
    assert.equal(thin?.arm, { kind: "full" });
  }
  const widths = [...lora.slice(0, 1), ...narrow.slice(0, 1)].map(
    ({ config: run }) => (run as { model: { dModel: number } }).model.dModel,
  );
  assert.equal(widths, [64, 32]);
  assert.is(config.narrow.dModel, 32);
});

test("each of five processes times the claims' four passes alone, forty times, in an order of its own", () => {
  const { processes } = experiment.trials(config);
  const configs = processes.map((trial) => trial.config as { seed: number; repetitions: number });
  assert.equal(new Set(configs.map(({ seed }) => seed)).size, 5);
  for (const { measuresTime, optional, config: timed } of processes) {
    assert.ok(measuresTime);
    assert.is(optional, "timing");
    const { cases, repetitions } = timed as { cases: readonly Case[]; repetitions: number };
    assert.is(repetitions, 40);
    assert.equal(
      cases.map(({ order, pass, tokens, rank }) => [order, pass, tokens, rank]),
      [
        ["full", "forward + backward", 256, 4],
        ["lora", "forward + backward", 256, 4],
        ["product", "forward", 1, 4],
        ["full", "forward", 1, 4],
      ],
    );
  }
});

test("the sweep times a full step, and LoRA's at six ranks", () => {
  assert.equal(
    sweptCases(config).map(({ order, rank, tokens, pass }) => [order, rank, tokens, pass]),
    [["full", 4], ...[1, 4, 16, 64, 128, 256].map((rank) => ["lora", rank])].map((of) => [
      ...of,
      256,
      "forward + backward",
    ]),
  );
  const { repetitions, repetitionsPerSample } = config.sweep;
  assert.equal([repetitions, repetitionsPerSample, config.warmup], [20, 5, 2]);
});

test("timing takes a second, and the FLOPs of each repetition at 20 billion per second", () => {
  const cases = (tokens: number) => [{ order: "full" as const, pass: "forward" as const, rank: 1, tokens }];
  const seconds = (tokens: number, repetitions: number) =>
    computationTime({ dModel: 1000, cases: cases(tokens), repetitions, warmup: 2, seed: 1 }).estimatedSeconds;
  // Two FLOPs for each of a million weights and each token.
  close(seconds(100, 8), 1 + (10 * 2e8) / 2e10, 1e-9);
  close(seconds(200, 8), 1 + (10 * 4e8) / 2e10, 1e-9);
  close(seconds(100, 18), 1 + (20 * 2e8) / 2e10, 1e-9);
});

test("the times of the slide take under half a minute in all", () => {
  const { processes, sweep } = experiment.trials(config);
  const seconds = [...processes, sweep].reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  assert.ok(seconds < 30, `${seconds}`);
});

test("by FLOPs a full step is 1 / (2/3 + 2 r / d) of LoRA's, and the deck's call 1 + r full ones", () => {
  const { fullOverLora, deckOverFull } = comparedPasses(config);
  close(ratioOfFlops(fullOverLora, 768), 1 / (2 / 3 + 8 / 768), 1e-12);
  close(ratioOfFlops(deckOverFull, 768), 5, 1e-12);
});

test.run();
