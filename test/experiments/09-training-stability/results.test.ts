import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/09-training-stability/experiment.ts";
import { results } from "../../../experiments/09-training-stability/results.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { meanRatio } from "../../../experiments/kit/stats/intervals.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("training stability");

const noise = { kind: "greater", than: 2, mean: "geometric" } as const;
const slower = { kind: "greater", than: 1.33, mean: "geometric" } as const;
const config = experiment.profiles.default;

/** A run whose evaluations and training losses are a trend and noise. */
function noisyRun(finalLoss: number, spread: number, seed: number) {
  const draws = Random.seeded(seed);
  const series = (length: number) =>
    Array.from({ length }, (_, index) => 2 - index / 1000 + spread * draws.normal());
  return pretrainRun({
    finalLoss,
    trainLoss: series(200),
    gradientNorm: [0.5, 2],
    noise: series(91).map((loss, index) => ({ step: 1800 + 20 * index, loss })),
    heldOut: [
      { step: 0, loss: 4 },
      { step: 300, loss: 2 },
    ],
  });
}

const plain = (finalLoss: number) =>
  config.lengthSeeds.map((_, seed) => pretrainRun({ finalLoss: finalLoss + seed }));

/** All tables, with LoRA's final loss, and its noise as a multiple of that of full training. */
function tablesWith(lora: number, factor: number) {
  const longest = (loss: number, spread: number) =>
    config.seeds.map((seed, index) => noisyRun(loss + index, spread, seed));
  const full = longest(1.8, 0.05);
  return experiment.tables(
    {
      shorter: [plain(2.2), plain(2)],
      full,
      lora: longest(lora, 0.05 * factor),
      curves: [full.slice(0, 1), full.slice(0, 1), full.slice(0, 1)],
    },
    config,
  );
}

test("LoRA that ends where full training is much earlier is slower, and one that ends level with it is not", () => {
  const late = results.estimates(tablesWith(2, 1), config);
  for (const ratio of late.slower?.samples ?? []) close(ratio, 3, 1e-9);
  assert.is(late.slower?.samples.length, 3);
  assert.is(outcomeOf(slower, late.slower), "supported");
  const level = results.estimates(tablesWith(1.8, 1), config);
  assert.is(outcomeOf(slower, level.slower), "contradicted");
});

test("where the lengths of full training do not cover LoRA's loss, its speed is not tested", () => {
  for (const loss of [2.5, 1.7]) {
    const tables = tablesWith(loss, 1);
    assert.is(results.estimates(tables, config).slower, undefined);
    assert.ok(results.figures(tables, config).steps);
  }
});

test("equal noise contradicts twice the noise, and three times the noise supports it", () => {
  const noiseOf = (factor: number) => results.estimates(tablesWith(2, factor), config).noise;
  assert.is(outcomeOf(noise, noiseOf(1)), "contradicted");
  const three = noiseOf(3);
  assert.is(three?.samples.length, 4);
  // Noise and trend scale by the draws alone: the trend is linear, so a centred mean takes all of it.
  for (const ratio of three?.samples ?? []) close(ratio, 3, 1e-6);
  assert.is(outcomeOf(noise, three), "supported");
});

test("the figure has the geometric mean and each seed", () => {
  const { "noise-ratios": rows, "noise-runs": runs } = tablesWith(2, 2);
  assert.equal(
    rows.map(({ row }) => row),
    ["mean", "seed 300", "seed 301", "seed 302", "seed 303"],
  );
  close(rowWith(rows, { row: "mean" }).ratio, meanRatio(runs.map(({ ratio }) => ratio)), 1e-12);
});

test("curves begin with the first evaluation after the start", () => {
  const { curves } = tablesWith(2, 1);
  assert.equal(
    curves.map(({ arm, step }) => [arm, step]),
    [
      ["full", 300],
      ["LoRA r = 4", 300],
      ["rank 0", 300],
    ],
  );
});

test("half of the steps with a norm above one are clipped steps", () => {
  const findings = results.findings(tablesWith(2, 1), config);
  assert.equal([findings["clipped-full"]?.value, findings["clipped-lora"]?.value], [0.5, 0.5]);
});

test.run();
