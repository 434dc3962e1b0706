import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/04-computation-time/experiment.ts";
import type { Case } from "../../../experiments/04-computation-time/layer-time.ts";
import { results } from "../../../experiments/04-computation-time/results.ts";
import type { ResultTree } from "../../../experiments/kit/experiment.ts";
import { column, rowsWith, rowWith, zip } from "../../../experiments/kit/tables.ts";
import { recordedArms } from "../../../experiments/lab/costs/costed-arms.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("what LoRA costs");

const config = experiment.profiles.default;
const trials = experiment.trials(config);
type Measured = ResultTree<typeof trials>;

/** What a trial returns where each of its cases takes `time` in every repetition but the first, a hiccup. */
function timedAs({ config: timed }: typeof trials.sweep, time: (one: Case) => number) {
  const { cases, repetitions } = timed as { cases: readonly Case[]; repetitions: number };
  return {
    engine: "wasm" as const,
    hasOwnKernels: true,
    times: cases.map((one) => ({
      ...one,
      milliseconds: Array.from({ length: repetitions }, (_, index) => (index === 0 ? 1000 : time(one))),
    })),
  };
}

const FULL_OVER_LORA = [1.5, 1.4, 1.3, 1.2, 1.1];
const DECK_OVER_FULL = [2, 3, 4, 5, 6];

/** In each process LoRA's step and the deck's call take what gives the ratios above. In the sweep LoRA takes r / 128. */
const times: Pick<Measured, "processes" | "sweep"> = {
  processes: zip(trials.processes, FULL_OVER_LORA, DECK_OVER_FULL).map(([trial, ofStep, ofDeck]) =>
    timedAs(trial, ({ order, pass }) => {
      if (order === "lora" && pass === "forward + backward") return 1 / ofStep;
      return order === "product" && pass === "forward" ? ofDeck : 1;
    }),
  ),
  sweep: timedAs(trials.sweep, ({ order, rank }) => (order === "lora" ? rank / 128 : 1)),
};

const ends = (losses: readonly number[]) => losses.map((finalLoss) => pretrainRun({ finalLoss }));

/** LoRA, the narrower model, then full training, and ranks 16 and 64. */
const trained = [
  ends([1.71, 1.72, 1.73, 1.74]),
  ends([1.6, 1.6, 1.6, 1.6]),
  ...[1.46, 1.54, 1.48].map((loss, index) =>
    ends(index === 1 ? [loss, loss, loss] : [loss, loss, loss, loss]),
  ),
];

const none = { trained, recorded: trials.recorded.map(() => []) };
const tables = experiment.tables({ ...none, ...times }, config);
const untimed = experiment.tables(
  { ...none, processes: times.processes.map(() => undefined), sweep: undefined },
  config,
);

test("the main claim's samples are LoRA's loss minus that of the narrower model, seed by seed", () => {
  const { samples } = results.estimates(tables, config)["narrower-model"] ?? {};
  closeAll(samples, [0.11, 0.12, 0.13, 0.14]);
  const findings = results.findings(tables, config);
  close(Number(findings.gap?.value), 0.125, 1e-12);
  close(Number(findings.excess?.value), Math.exp(0.125) - 1, 1e-12);
});

test("where LoRA is below, the gap is still printed as an amount", () => {
  const [lora = [], narrow = [], ...others] = trained;
  const other = experiment.tables({ ...none, trained: [narrow, lora, ...others], ...times }, config);
  closeAll(results.estimates(other, config)["narrower-model"]?.samples, [-0.11, -0.12, -0.13, -0.14]);
  close(Number(results.findings(other, config).gap?.value), 0.125, 1e-12);
});

test("the narrower model keeps 4 x 24,576 numbers, LoRA 98,304 and 4 x 9,216, and it does 0.355 of the FLOPs", () => {
  const { lora, narrow } = {
    lora: rowWith(tables.arms, { arm: "LoRA r = 4" }),
    narrow: rowWith(tables.arms, { arm: "full, d = 32" }),
  };
  close(narrow.stateMegabytes, (4 * 4 * 24_576) / 1e6, 1e-9);
  close(lora.stateMegabytes, (4 * (98_304 + 4 * 9216)) / 1e6, 1e-9);
  close(lora.megaFlopsPerStep, 271.908864, 1e-6);
  close(narrow.megaFlopsPerStep, 96.6, 0.05);
  const { cheaper } = results.checks?.(tables, config) ?? {};
  close(cheaper?.exact ?? Number.NaN, 98_304 / (98_304 + 4 * 9216), 1e-12);
});

test("a claim of times has the ratio of the medians of one process as a sample", () => {
  const { "layer-time": layer, "deck-order": deck } = results.estimates(tables, config);
  closeAll(layer?.samples, FULL_OVER_LORA);
  closeAll(deck?.samples, DECK_OVER_FULL);
  close(Number(results.findings(tables, config)["layer-saved"]?.value), 1 - 1 / 1.3, 1e-12);
});

test("the sweep's ratios are over a full step, by time and by FLOPs", () => {
  const ranks = [1, 4, 16, 64, 128, 256];
  assert.equal(
    column(tables.sweep, "ratio", { arm: "by time" }),
    ranks.map((rank) => rank / 128),
  );
  closeAll(
    column(tables.sweep, "ratio", { arm: "by FLOPs" }),
    ranks.map((rank) => 2 / 3 + (2 * rank) / 768),
  );
  assert.is(rowWith(tables.machine, {}).breakEvenRank, 128);
});

test("without times the main claim is tested all the same, and figures of times show FLOPs alone", () => {
  const estimates = results.estimates(untimed, config);
  assert.equal(Object.keys(estimates), ["narrower-model"]);
  assert.equal(results.findings(untimed, config)["layer-time"], { value: "not measured in this build" });
  assert.equal(column(untimed.layers, "arm"), ["full / LoRA, FLOPs", "deck’s / full, FLOPs"]);
  assert.equal([...new Set(column(untimed.sweep, "arm"))], ["by FLOPs"]);
  assert.equal(results.figures(untimed, config).layer?.tables, ["layers"]);
});

test("an arm of recorded runs has a row once all of its seeds are recorded", () => {
  const { widths, ranks, warmStart } = recordedArms;
  const listed = [...widths, ...ranks, "galore16", "galore32", "apollo", "reLora", warmStart];
  const recorded = listed.map((arm) => {
    if (arm === widths[0]) return [1.55, 1.56, 1.57].map((finalLoss) => ({ finalLoss, vocabSize: 87 }));
    // One of four is missing.
    return arm === warmStart
      ? [1.5, 1.5, 1.5, undefined].map((loss) => loss && { finalLoss: loss, vocabSize: 87 })
      : [];
  }) as unknown as Measured["recorded"];
  const { arms } = experiment.tables({ ...times, trained, recorded }, config);
  const rows = rowsWith(arms, { recorded: true });
  assert.equal(column(rows, "arm"), ["full, d = 40"]);
  close(rows[0]?.loss ?? Number.NaN, 1.56, 1e-12);
  close(rows[0]?.stateMegabytes ?? Number.NaN, (4 * 4 * 24 * 40 * 40) / 1e6, 1e-9);
});

test("whole steps measured outside are those of this report's depth and context, by width", () => {
  assert.equal(column(tables.steps, "width"), [64, 128, 256, 512]);
  const findings = results.findings(tables, config);
  close(Number(findings["torch-narrowest"]?.value), 6.826 / 5.328, 1e-12);
  assert.is(findings["torch-break-even"]?.value, 256);
});

test.run();
