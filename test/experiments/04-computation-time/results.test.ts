import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment, ONE_LAYER, OUTSIDE } from "../../../experiments/04-computation-time/experiment.ts";
import { results } from "../../../experiments/04-computation-time/results.ts";
import type { Estimate } from "../../../experiments/kit/experiment.ts";
import { column, rowsWith, rowWith, zip } from "../../../experiments/kit/tables.ts";
import { close } from "../../helpers/close.ts";

const test = suite("times of a layer");

const config = experiment.profiles.default;
const trials = experiment.trials(config);
type Listed = typeof trials.timing;

/** What a trial returns where each of its cases takes `time` in every repetition but the first, a hiccup. */
function timedAs(trial: Listed, time: (one: Case) => number) {
  const { cases, repetitions } = trial.config as { cases: readonly Case[]; repetitions: number };
  return {
    engine: "wasm" as const,
    hasOwnKernels: true,
    times: cases.map((one) => ({
      ...one,
      milliseconds: Array.from({ length: repetitions }, (_, index) => (index === 0 ? 1000 : time(one))),
    })),
  };
}

interface Case {
  readonly order: "full" | "lora" | "factored" | "product" | "merged";
  readonly pass: "forward" | "forward + backward";
  readonly rank: number;
  readonly tokens: number;
}

const FULL_OVER_LORA = [1.5, 1.4, 1.3, 1.2, 1.1];
const DECK_OVER_FULL = [2, 3, 4, 5, 6];

/** Full takes 1 ms; in each process LoRA's step and the deck's pass take what gives the ratios above. */
const tables = experiment.tables(
  {
    timing: timedAs(trials.timing, () => 1),
    claimed: zip(trials.claimed, FULL_OVER_LORA, DECK_OVER_FULL).map(([trial, ofStep, ofDeck]) =>
      timedAs(trial, ({ order, pass }) => {
        if (order === "lora" && pass === "forward + backward") return 1 / ofStep;
        return order === "product" && pass === "forward" ? ofDeck : 1;
      }),
    ),
  },
  config,
);

const samplesOf = (estimate: Estimate | undefined) => estimate?.samples ?? [];

test("a claim's sample is the ratio of the medians of one process, of which there are five", () => {
  const { efficient, "deck-order": deckOrder } = results.estimates(tables, config);
  for (const [sample, expected] of zip(samplesOf(efficient), FULL_OVER_LORA)) close(sample, expected, 1e-12);
  assert.equal(samplesOf(deckOrder), DECK_OVER_FULL);
});

test("each process times the claims' four passes alone, forty times, and in an order of its own", () => {
  const configs = trials.claimed.map((trial) => trial.config as { seed: number; repetitions: number });
  assert.is(new Set(configs.map(({ seed }) => seed)).size, 5);
  for (const { exclusive, config: timed } of trials.claimed) {
    assert.ok(exclusive);
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

test("the claims' times take under half a minute in all", () => {
  const seconds = trials.claimed.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  assert.ok(seconds < 30, `${seconds}`);
});

test("whole steps measured outside are those of this report's depth and context, by width", () => {
  const rows = rowsWith(tables.steps, { arm: OUTSIDE });
  assert.equal(column(rows, "width"), [64, 128, 256, 512]);
  const findings = results.findings(tables, config);
  close(Number(findings["torch-narrowest"]?.value), 6.826 / 5.328, 1e-12);
  assert.is(findings["torch-break-even"]?.value, 256);
});

test("beside them stands this build's layer, at the deck's width", () => {
  const { width, ratio } = rowWith(tables.steps, { arm: ONE_LAYER });
  assert.is(width, 768);
  close(ratio, 1 / 1.3, 1e-12);
});

test.run();
