import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/09-training-stability/experiment.ts";
import { results } from "../../../experiments/09-training-stability/results.ts";
import { Random } from "../../../experiments/lib/random.ts";
import { outcomeOf } from "../../../experiments/lib/stats/claims.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

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

type Point = { startLoss: number | null; finalLoss: number | null; brokenOffAt: number | null };

const ended = (finalLoss: number): Point => ({ startLoss: 4.5, finalLoss, brokenOffAt: null });
const broken: Point = { startLoss: null, finalLoss: null, brokenOffAt: 7 };

/** What is measured beside the headline runs, the same in every seed unless given. */
function besideWith(of: typeof config, full?: readonly Point[], lora?: readonly Point[]) {
  const bySeed = <Value>(value: Value) => of.seeds.map(() => value);
  // Lower towards the middle of the rates.
  const basin = of.basins.rates.map((_, place) => ended(2.5 + 0.1 * Math.abs(place - 3)));
  const byLength = (losses: readonly number[]) =>
    losses.map((loss) => of.seeds.map((_, seed) => ({ ...runEndingAt(loss + seed, 0.05, seed) })));
  return {
    horizons: {
      full: byLength([2.1, 1.9, 1.8]),
      lora: byLength([2.12, 1.98, 1.92]),
      high: byLength([2.07, 1.84]),
    },
    basins: {
      full: (full ?? basin).map(bySeed),
      lora: (lora ?? basin).map(bySeed),
      floor: bySeed(ended(2.75)),
    },
    restarts: {
      rewarmed: of.seeds.map((_, seed) => ({ finalLoss: 2 + seed, vocabSize: 87 })),
      abrupt: of.seeds.map((_, seed) => ({ finalLoss: 2.25 + seed, vocabSize: 87 })),
    },
  };
}

/** Three seeds that differ far more than the arms do, which differ by `gap` and by a factor of `noise`. */
function tablesWith(gap: number, noise: number, beside = besideWith(config)) {
  const ofArm = (loss: number, spread: number) =>
    config.seeds.map((seed, index) => runEndingAt(loss + index, spread, seed));
  return experiment.tables(
    {
      ...beside,
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

test("the largest gradient norm and the median are those after the warm-up", () => {
  const { runs } = tablesWith(0.1, 1);
  assert.is(runs.length, 9);
  for (const { largestGradientNorm, medianGradientNorm } of runs) {
    assert.is(largestGradientNorm, 0.5);
    assert.is(medianGradientNorm, 0.5);
  }
});

test("one seed has losses and no intervals", () => {
  const seeds = [100];
  const { horizons, basins, restarts } = config;
  const one = {
    ...config,
    seeds,
    horizons: { ...horizons, seeds },
    basins: { ...basins, seeds },
    restarts: { ...restarts, seeds },
  };
  const tables = experiment.tables(
    {
      ...besideWith(one),
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

test("the gap of each length is paired with full training of that length, and its growth with itself", () => {
  const tables = tablesWith(0.1, 1);
  const gaps = tables.horizons.filter(({ arm }) => arm === "LoRA r = 4").map(({ gap }) => gap);
  for (const [index, expected] of [0.02, 0.08, 0.12].entries()) {
    close(gaps[index] ?? Number.NaN, expected, 1e-9);
  }
  const findings = results.findings(tables, config);
  close(Number(findings["low-growth"]?.value), 0.1, 1e-9);
  close(Number(findings["high-gap-short"]?.value), -0.03, 1e-9);
  close(Number(findings["high-growth"]?.value), 0.07, 1e-9);
  close(Number(findings["without-rewarm"]?.value), 0.25, 1e-9);
});

test("runs that break off or end above their start are counted, marked, and left out of the line", () => {
  // Best at the second rate; too high from the fourth on: worse than the frozen body, than the start, and broken off.
  const points = [2.6, 2.4, 2.7, 2.9, 5].map(ended);
  const tables = tablesWith(0.1, 1, besideWith(config, [...points, broken]));
  const ofFull = tables.basins.filter(({ arm }) => arm === "full");
  assert.equal(
    ofFull.map(({ rate }) => rate),
    config.basins.rates.slice(0, 4),
  );
  const findings = results.findings(tables, config);
  assert.is(findings["best-rate-full"]?.value, config.basins.rates[1]);
  assert.is(findings["best-rate-lora"]?.value, config.basins.rates[3]);
  assert.is(findings["diverged-full"]?.value, 6, "three seeds at two rates");
  assert.is(findings["above-frozen-full"]?.value, 9);
  assert.is(findings["diverged-lora"]?.value, 0);
  close(Number(findings["cost-of-rate"]?.value), 0.2, 1e-9, "LoRA at full's best rate");
  const spec = JSON.stringify(results.figures(tables, config).basins?.spec);
  assert.is(spec.match(/× 3\/3/g)?.length, 2);
});

test("an arm that goes well at no rate is an error", () => {
  const tables = tablesWith(
    0.1,
    1,
    besideWith(
      config,
      config.basins.rates.map(() => broken),
    ),
  );
  assert.throws(() => results.findings(tables, config), /no rate at which full went well/);
});

test.run();
