import { suite } from "uvu";
import * as assert from "uvu/assert";
import { detrendedNoise } from "../../../experiments/09-training-stability/detrend.ts";
import { experiment } from "../../../experiments/09-training-stability/experiment.ts";
import { noiseTables } from "../../../experiments/09-training-stability/noise.ts";
import { results } from "../../../experiments/09-training-stability/results.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { EVALUATION_BATCH } from "../../../experiments/lab/trials/language-task.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("training stability");

const slower = {
  kind: "greater",
  than: 1.1,
  mean: "geometric",
  contradicted: { kind: "less", than: 1 },
} as const;
const noisier = { kind: "factor", claimed: 3, below: 1.5 } as const;
const config = experiment.profiles.default;

const evaluations = [
  { step: 0, loss: 4 },
  { step: 100, loss: 2 },
];

/** Runs of each length; seeds differ by a nat. */
const byLength = (losses: readonly number[]) =>
  losses.map((loss) =>
    config.seeds.map((_, index) => pretrainRun({ finalLoss: loss + index, heldOut: evaluations })),
  );

/** A run whose evaluations and training losses are a trend and noise. */
function noisyRun(spread: number, seed: number) {
  const draws = Random.seeded(seed);
  const series = (length: number) =>
    Array.from({ length }, (_, index) => 2 - index / 1000 + spread * draws.normal());
  return pretrainRun({
    trainLoss: series(200),
    noise: series(61).map((loss, index) => ({ step: 600 + 10 * index, loss })),
    heldOut: evaluations,
  });
}

/** All tables, with LoRA's losses at the three lengths, and its noise as a multiple of full training's. */
function tablesWith(lora: readonly number[], noise: number) {
  const runs = (spread: number) => config.noiseSeeds.map((seed) => noisyRun(spread, seed));
  return experiment.tables(
    {
      full: byLength([2.2, 2, 1.8]),
      lora: byLength(lora),
      curves: {
        full: config.seeds.map((seed) => noisyRun(0.05, seed)),
        lora: config.seeds.map((seed) => noisyRun(0.05, seed)),
        frozen: config.seeds.map((seed) => noisyRun(0.05, seed)),
      },
      noise: { full: runs(0.05), lora: runs(0.05 * noise) },
    },
    config,
  );
}

test("LoRA that reaches full training's loss late is slower, and one that reaches it early is not", () => {
  const late = tablesWith([2.25, 2.1, 1.9], 1);
  const estimates = results.estimates(late, config);
  for (const ratio of estimates.slower?.samples ?? []) close(ratio, Math.sqrt(3), 1e-9);
  assert.is(outcomeOf(slower, estimates.slower), "supported");
  const early = results.estimates(tablesWith([2.05, 1.9, 1.7], 1), config);
  assert.is(outcomeOf(slower, early.slower), "contradicted");
});

test("equal noise contradicts three times the noise, and three times the noise supports it", () => {
  const noiseOf = (factor: number) => results.estimates(tablesWith([2.2, 2, 1.8], factor), config).noisier;
  assert.is(outcomeOf(noisier, noiseOf(1)), "contradicted");
  const three = noiseOf(3);
  assert.is(three?.samples.length, 5);
  // Noise and trend scale by the draws alone: the trend is linear, so a centred mean takes all of it.
  for (const ratio of three?.samples ?? []) close(ratio, 3, 1e-6);
});

test("the evaluations behind the noise are named: their sequences, their distance and the first", () => {
  const { "noise-every": every, "noise-from": from } = results.findings(tablesWith([2.2, 2, 1.8], 1), config);
  assert.equal([every?.value, from?.value], [10, 600]);
  assert.is(config.noiseSequences, EVALUATION_BATCH);
});

test("noise is the root mean square about a centred mean, without the ends, and a straight line has none", () => {
  close(detrendedNoise([0, 1, 2, 3, 4, 5, 6], 5), 0, 1e-12);
  // A centred mean of three is 1 at each 3 and 2 at each 0, which leaves 2 and -2.
  close(detrendedNoise([0, 3, 0, 3, 0, 3, 0], 3), 2, 1e-12);
  assert.throws(() => detrendedNoise([1, 2, 3], 4), /not an odd number/);
});

test("the training loss's noise is that of its last half", () => {
  const quietEnd = pretrainRun({
    trainLoss: [
      ...Array.from({ length: 100 }, (_, index) => (index % 2) * 5),
      ...new Array<number>(100).fill(2),
    ],
    noise: noisyRun(0.05, 1).noise,
  });
  const loud = pretrainRun({
    trainLoss: Array.from({ length: 200 }, (_, index) => index % 2),
    noise: noisyRun(0.1, 1).noise,
  });
  const setup = { seeds: [200], rank: 4, evaluationWindow: 5, stepWindow: 21 };
  const rows = noiseTables({ full: [loud], lora: [loud] }, setup)["noise-runs"];
  assert.is(rows[0]?.trainingRatio, 1);
  const quiet = noiseTables({ full: [loud], lora: [quietEnd] }, setup)["noise-runs"];
  // Of the loud start, only what the first windows reach back to is left.
  assert.ok((quiet[0]?.trainingRatio ?? 1) < 0.5);
});

test("curves hold the mean of each look", () => {
  const { curves } = tablesWith([2.2, 2, 1.8], 1);
  const start = curves.find(({ arm, step }) => arm === "rank 0" && step === 0);
  assert.is(start?.loss, 4);
});

test.run();
