import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../experiments/09-training-stability/experiment.ts";
import { results } from "../../experiments/09-training-stability/results.ts";
import { Random } from "../../experiments/lib/random.ts";
import { outcomeOf } from "../../experiments/lib/stats/claims.ts";
import { close } from "../helpers/close.ts";
import { pretrainRun } from "../helpers/pretrain-run.ts";

const test = suite("training stability");

const config = { ...experiment.profiles.default, steps: 200, evalEvery: 100, seeds: [100, 101, 102] };

/** A run that ends at `loss`, whose training loss is flat but for noise of the given spread. */
function runEndingAt(loss: number, spread: number, seed: number) {
  const draws = Random.seeded(seed);
  return pretrainRun({
    trainLoss: Array.from({ length: 200 }, () => loss + spread * draws.normal()),
    gradientNorm: Array.from({ length: 200 }, (_, index) => (index === 3 ? 50 : 0.5)),
    validation: [
      { step: 0, loss: 4 },
      { step: 100, loss: loss + 0.5 },
      { step: 200, loss },
    ],
    finalLoss: loss,
  });
}

/** Three seeds that differ far more than the arms do, which differ by `gap` and by a factor of `noise`. */
function tablesWith(gap: number, noise: number) {
  const ofArm = (loss: number, spread: number) =>
    config.seeds.map((seed, index) => runEndingAt(loss + index, spread, seed));
  return experiment.tables(
    {
      full: ofArm(1.6, 0.05),
      lora: config.seeds.map((seed, index) =>
        runEndingAt(1.6 + gap + index + 0.001 * index, 0.05 * noise, seed),
      ),
      frozen: ofArm(2, 0.05),
      ngrams: {
        losses: [
          { order: 2, loss: 2.4 },
          { order: 3, loss: 1.9 },
          { order: 4, loss: 1.5 },
        ],
      },
    },
    config,
  );
}

const slower = { kind: "greater", than: 0.02 } as const;
const noisier = { kind: "factor", claimed: 3, below: 1.5 } as const;

test("differences are paired: seeds that differ by far do not hide a gap between arms", () => {
  const estimates = results.estimates(tablesWith(0.1, 1), config);
  assert.is(outcomeOf(slower, estimates.slower), "supported");
  assert.is(outcomeOf(noisier, estimates.noisier), "contradicted");
});

test("a LoRA that is as good and three times as noisy has the opposite outcomes", () => {
  const estimates = results.estimates(tablesWith(0, 3), config);
  assert.is(outcomeOf(slower, estimates.slower), "contradicted");
  // Exactly three times in each seed: an interval without width that holds three, give or take rounding.
  const ratios =
    estimates.noisier !== undefined && "samples" in estimates.noisier ? estimates.noisier.samples : [];
  for (const ratio of ratios) close(ratio, 3, 1e-9);
});

test("curves hold the mean of each evaluated step, and the gap starts at zero", () => {
  const { curves, gap } = tablesWith(0.1, 1);
  const last = curves.find(({ arm, step }) => arm === "full" && step === 200);
  close(last?.loss ?? Number.NaN, 2.6, 1e-12);
  assert.ok((last?.low ?? 0) < 2.6 && (last?.high ?? 0) > 2.6);
  assert.is(gap[0]?.gap, 0);
  close(gap.at(-1)?.gap ?? Number.NaN, 0.101, 1e-12);
});

test("the largest gradient norm is that after the warm-up", () => {
  const { runs } = tablesWith(0.1, 1);
  assert.is(runs.length, 9);
  for (const { largestGradientNorm } of runs) assert.is(largestGradientNorm, 0.5);
});

test("one seed has losses and no intervals", () => {
  const one = { ...config, seeds: [100] };
  const tables = experiment.tables(
    {
      full: [runEndingAt(1.6, 0.05, 1)],
      lora: [runEndingAt(1.7, 0.05, 1)],
      frozen: [runEndingAt(2, 0.05, 1)],
      ngrams: {
        losses: [
          { order: 2, loss: 2.4 },
          { order: 3, loss: 1.9 },
          { order: 4, loss: 1.5 },
        ],
      },
    },
    one,
  );
  assert.ok(tables.final.every(({ low, high }) => low === null && high === null));
  assert.is(results.findings(tables, one)["loss-full"]?.interval, undefined);
  assert.is(outcomeOf(slower, results.estimates(tables, one).slower), "inconclusive");
});

test.run();
