import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck, deckNoise } from "../../../experiments/09-training-stability/deck.ts";
import { detrendedNoise, deviations, inUnitsOf } from "../../../experiments/09-training-stability/detrend.ts";
import { experiment } from "../../../experiments/09-training-stability/experiment.ts";
import { noiseFindings, noiseTables } from "../../../experiments/09-training-stability/noise.ts";
import { rateFindings, rateRows } from "../../../experiments/09-training-stability/rates.ts";
import {
  stepsFindings,
  stepsRatios,
  stepsTables,
} from "../../../experiments/09-training-stability/steps-to-loss.ts";
import shared from "../../../experiments/lab/chosen-settings.json" with { type: "json" };
import { CLIP_NORM } from "../../../experiments/lab/nn/optimizer.ts";
import { EVALUATION_BATCH } from "../../../experiments/lab/trials/language-task.ts";
import type { PretrainConfig } from "../../../experiments/lab/trials/pretrain.run.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the training stability");

const config = experiment.profiles.default;
const rootMeanSquare = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

test("the deck's curves are noise of its strength about its exponentials, over epochs 1 to 100", () => {
  const rows = deck.tables["deck-stability"] ?? [];
  for (const [arm, rate, noise] of [
    ["full", 0.05, 0.1],
    ["LoRA", 0.03, 0.3],
  ] as const) {
    const curve = rows.filter((row) => row.arm === arm);
    assert.equal(
      curve.map(({ epoch }) => epoch),
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    const strength = rootMeanSquare(
      curve.map(({ epoch, loss }) => Number(loss) - 10 * Math.exp(-rate * Number(epoch))),
    );
    assert.ok(strength > 0.75 * noise && strength < 1.25 * noise, `${arm}: ${strength}`);
  }
  deckMatchesGolden(deck, import.meta.url);
});

test("the deck's noise is that of the last fifty epochs, in units of that of full training", () => {
  const of = (arm: string) => deckNoise.filter((row) => row.arm === arm);
  assert.equal([of("full")[0]?.epoch, of("full").length, of("LoRA").length], [51, 50, 50]);
  close(rootMeanSquare(of("full").map(({ deviation }) => deviation)), 1, 1e-12);
  const lora = rootMeanSquare(of("LoRA").map(({ deviation }) => deviation));
  assert.ok(lora > 2 && lora < 4, `three times as strong as drawn: ${lora}`);
});

test("a trend is a centred mean, cut at the ends; noise needs an odd window from three", () => {
  closeAll(deviations([0, 3, 6, 0], 3), [-1.5, 0, 3, -3]);
  closeAll([detrendedNoise([0, 3, 6, 0], 3)], [Math.sqrt((0 + 9) / 2)]);
  for (const window of [1, 2, 4, 3.5])
    assert.throws(() => detrendedNoise([1, 2, 3, 4], window), /odd number/);
  assert.equal(
    inUnitsOf("a", [
      { arm: "a", deviation: 3 },
      { arm: "a", deviation: -3 },
      { arm: "b", deviation: 6 },
    ]).map(({ deviation }) => deviation),
    [1, -1, 2],
  );
});

test("four seeds of the longest training have a log of their noise, as often as the claim says", () => {
  const { rank, noise, stepWindow, drawnNoiseRatio, drawnStepsRatio, noiseThreshold, clipNorm } = config;
  assert.equal({ rank, stepWindow, noiseThreshold }, { rank: 4, stepWindow: 21, noiseThreshold: 2 });
  assert.equal(noise, { sequences: EVALUATION_BATCH, window: 9, every: 20 });
  assert.is(clipNorm, CLIP_NORM);
  // The deck draws noise of 0.3 and 0.1, and rates of 0.05 and 0.03.
  assert.is(drawnNoiseRatio, 3);
  close(drawnStepsRatio, 5 / 3, 1e-12);
  const { full, lora, curves } = experiment.trials(config);
  assert.equal([full.length, lora.length], [4, 4]);
  for (const { config: run } of [...full, ...lora]) {
    const { noise: logged, steps } = run as PretrainConfig;
    assert.equal([steps, logged], [3600, { fromStep: 1800, every: noise.every }]);
  }
  for (const [{ config: run } = { config: {} }] of curves) assert.is((run as PretrainConfig).evalEvery, 300);
  // Two shorter lengths of full training with three seeds, both arms with four, and a curve of three arms.
  assert.equal(countKinds(experiment.trials(config)), { pretrain: 6 + 8 + 3 });
  assert.equal(countKinds(experiment.trials(experiment.profiles.quick)), { pretrain: 7 });
  assert.is(experiment.profiles.long, config);
});

const runs = (losses: readonly number[]) => losses.map((finalLoss) => [{ finalLoss }]);
const setup = { seeds: [300], steps: [100, 200, 400], rank: 4 };

test("LoRA's final loss is found between the lengths of full training, and is unknown outside of them", () => {
  const tablesWith = (finalLoss: number) =>
    stepsTables({ full: runs([3, 2, 1]), lora: [{ finalLoss }] }, setup);
  const within = tablesWith(1.5);
  // Half the way from 2 to 1, in the logarithm of the steps.
  close(within["steps-needed"][0]?.steps ?? 0, 200 * Math.SQRT2, 1e-9);
  closeAll(stepsRatios(within), [Math.SQRT2]);
  const findings = stepsFindings(within, setup);
  assert.equal([findings["loss-full"]?.value, findings["loss-lora"]?.value], [1, 1.5]);
  assert.is(findings["steps-needed"]?.value, 283);
  for (const outside of [3.5, 0.5]) {
    const tables = tablesWith(outside);
    assert.is(stepsRatios(tables), undefined);
    assert.type(stepsFindings(tables, setup)["steps-ratio"]?.value, "string");
  }
});

test("runs of more seeds than the shorter lengths have are left out", () => {
  const lora = [{ finalLoss: 1.5 }, { finalLoss: 1 }];
  const { "steps-needed": rows } = stepsTables({ full: runs([3, 2, 1]), lora }, setup);
  assert.equal(
    rows.map(({ seed }) => seed),
    [300],
  );
});

test("noise on training batches starts half the run in, less half a window; large gradients count as clipped", () => {
  // Loud until the window before the half, then quiet.
  const trainLoss = Array.from({ length: 20 }, (_, index) => (index < 9 ? 9 * (index % 2) : index % 2));
  const noise = [0, 1, 0, 1, 0, 1].map((loss, step) => ({ step: 10 * (step + 3), loss }));
  const louder = noise.map(({ step, loss }) => ({ step, loss: 2 * loss }));
  const loud = trainLoss.map((loss) => 3 * loss);
  const tables = noiseTables(
    {
      full: [{ trainLoss, noise, gradientNorm: [0.5, 1, 2, 3] }],
      lora: [{ trainLoss: loud, noise: louder, gradientNorm: [0.5, 0.5, 0.5, 2] }],
    },
    { seeds: [300], rank: 4, window: 3, stepWindow: 3, clipNorm: 1 },
  );
  const [row] = tables["noise-runs"];
  // Centred means of three of 0, 1, 0, 1 are 1/3 and 2/3.
  close(row?.noiseFull ?? 0, 2 / 3, 1e-12);
  close(row?.ratio ?? 0, 2, 1e-12);
  close(row?.trainingRatio ?? 0, 3, 1e-12);
  assert.equal(tables.clipping, [{ seed: 300, full: 0.5, lora: 0.25 }]);
  assert.is(noiseFindings(tables)["noise-from"]?.value, 30);
});

test("rates are those that the searches of the longest training tried, each with its best first loss", () => {
  const rows = rateRows(4);
  const findings = rateFindings(4);
  for (const [arm, id, name] of [
    ["full", "full", "d64/3600/full"],
    ["LoRA r = 4", "lora", "d64/3600/lora-r4"],
  ] as const) {
    const { tried, choice } = shared[name];
    const rates = [...new Set(tried.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
    const own = rows.filter((row) => row.arm === arm);
    assert.equal(
      own.map(({ rate }) => rate),
      rates,
    );
    for (const { rate, loss } of own) {
      const losses = tried
        .filter(({ learningRate }) => learningRate === rate)
        .map(({ losses: [first] }) => first);
      assert.is(loss, Math.min(...losses.map((of) => of ?? Number.POSITIVE_INFINITY)));
    }
    assert.is(findings[`rate-${id}`]?.value, choice.learningRate);
    assert.is(findings[`outer-${id}`]?.value, choice.outerLearningRate);
  }
  const { "rate-full": full, "rate-lora": lora, "rate-ratio": ratio } = findings;
  close(Number(ratio?.value), Number(lora?.value) / Number(full?.value), 1e-12);
});

test.run();
