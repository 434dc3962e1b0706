import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  detrendedNoise,
  deviations,
  inUnitsOf,
} from "../../../../experiments/09-training-stability/detrend.ts";
import { exp, log } from "../../../../experiments/kit/exact-math.ts";
import { Random } from "../../../../experiments/kit/random.ts";
import {
  mean,
  pairedDifferences,
  pairedRatios,
  standardDeviation,
} from "../../../../experiments/kit/stats/describe.ts";
import {
  meanAs,
  meanAsIfAny,
  meanInterval,
  meanRatio,
  ratioInterval,
  studentTQuantile,
  studentTTail,
  tStatistic,
} from "../../../../experiments/kit/stats/intervals.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";

const test = suite("intervals");

test("mean and sample standard deviation of a worked example", () => {
  const samples = [2, 4, 4, 4, 5, 5, 7, 9];
  assert.is(mean(samples), 5);
  close(standardDeviation(samples), Math.sqrt(32 / 7), 1e-15);
  assert.throws(() => mean([]), /missing samples/);
  assert.throws(() => standardDeviation([1]), /missing samples/);
});

test("pairs are taken seed by seed and must match in number", () => {
  assert.equal(pairedDifferences([3, 5], [1, 10]), [2, -5]);
  assert.equal(pairedRatios([3, 5], [1, 10]), [3, 0.5]);
  assert.throws(() => pairedDifferences([1], [1, 2]), /invalid pairs/);
});

test("quantiles of Student's t agree with the published table", () => {
  // Two-sided 95% and 90 % points, and one-sided 99.5 %, as printed in statistical tables.
  const published: readonly [number, number, number][] = [
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.975, 4, 2.776],
    [0.975, 9, 2.262],
    [0.975, 19, 2.093],
    [0.975, 30, 2.042],
    [0.975, 120, 1.98],
    [0.95, 1, 6.314],
    [0.95, 2, 2.92],
    [0.95, 19, 1.729],
    [0.995, 2, 9.925],
    [0.995, 10, 3.169],
  ];
  for (const [probability, df, t] of published) {
    close(studentTQuantile(probability, df), t, 6e-4, `t(${probability}, ${df})`);
  }
});

test("the density of t, integrated up to a quantile, gives the probability back", () => {
  for (const df of [1, 2, 3, 4, 7, 12]) {
    for (const probability of [0.6, 0.9, 0.975]) {
      const t = studentTQuantile(probability, df);
      close(0.5 + integrateDensity(t, df), probability, 1e-9, `df ${df}`);
    }
  }
});

/** Simpson's rule on the unnormalised density, divided by the whole, which is mapped to a finite range by x = tan u. */
function integrateDensity(t: number, df: number): number {
  const density = (x: number) => (1 + (x * x) / df) ** (-(df + 1) / 2);
  const simpson = (f: (x: number) => number, to: number) => {
    const n = 4000;
    const h = to / n;
    let sum = f(0) + f(to);
    for (let i = 1; i < n; i++) sum += (i % 2 === 0 ? 2 : 4) * f(i * h);
    return (sum * h) / 3;
  };
  const overAngle = (u: number) => density(Math.tan(u)) / Math.cos(u) ** 2;
  const half = simpson(overAngle, Math.PI / 2);
  return simpson(density, t) / (2 * half);
}

test("quantiles are odd about one half and throw where they are not defined", () => {
  forAll([fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 40 })], (p, df) => {
    const t = studentTQuantile(p, df);
    close(studentTQuantile(1 - p, df), -t, 1e-8 * (1 + Math.abs(t)));
  });
  assert.throws(() => studentTQuantile(1, 3), /invalid probability/);
  assert.throws(() => studentTQuantile(Number.NaN, 3), /invalid probability/);
  assert.throws(() => studentTQuantile(0.9, 0), /invalid degrees of freedom/);
});

test("the tail beyond a quantile is what its probability leaves over", () => {
  forAll([fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 40 })], (p, df) => {
    close(studentTTail(studentTQuantile(p, df), df), 1 - p, 1e-13);
  });
  // One degree of freedom is the Cauchy distribution: a quarter is above one.
  close(studentTTail(1, 1), 0.25, 1e-15);
  assert.is(studentTTail(0, 7), 0.5);
  for (const df of [1, 2, 9]) {
    close(studentTTail(Number.POSITIVE_INFINITY, df), 0, 1e-15);
    close(studentTTail(Number.NEGATIVE_INFINITY, df), 1, 1e-15);
    assert.ok(studentTTail(1e9, df) >= 0);
  }
  assert.throws(() => studentTTail(Number.NaN, 3), /invalid t statistic/);
  assert.throws(() => studentTTail(1, 1.5), /invalid degrees of freedom/);
});

test("a threshold at the end of a t-interval is as far from the mean as the interval's level says", () => {
  const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
  forAll([samples, fc.constantFrom(undefined, { trainSize: 400, testSize: 100 })], (values, splits) => {
    if (standardDeviation(values) < 1e-3) return;
    const { low = Number.NaN } = meanInterval(values, 0.9, splits) ?? {};
    close(studentTTail(tStatistic(values, low, splits), values.length - 1), 0.05, 1e-9);
  });
});

test("overlapping splits widen an interval by the root of 1 + n testSize / trainSize", () => {
  const samples = [0.1, 0.3, 0.2, 0.6];
  const widthOf = (interval: ReturnType<typeof meanInterval>) => (interval?.high ?? 0) - (interval?.low ?? 0);
  const overlapping = meanInterval(samples, 0.95, { trainSize: 100, testSize: 25 });
  close(widthOf(overlapping), Math.SQRT2 * widthOf(meanInterval(samples)), 1e-12);
});

test("samples without a spread have an infinite t statistic, or zero at their own value", () => {
  assert.is(tStatistic([2, 2, 2], 1), Number.POSITIVE_INFINITY);
  assert.is(tStatistic([2, 2, 2], 3), Number.NEGATIVE_INFINITY);
  assert.is(tStatistic([2, 2, 2], 2), 0);
  assert.throws(() => tStatistic([2]), /missing samples/);
});

test("the t-interval of three numbers, worked by hand", () => {
  // mean 2, s = 1, t = 4.302653: half width 4.302653 / sqrt 3.
  const interval = meanInterval([1, 2, 3]);
  close(interval?.low ?? Number.NaN, 2 - 4.302653 / Math.sqrt(3), 1e-6);
  close(interval?.high ?? Number.NaN, 2 + 4.302653 / Math.sqrt(3), 1e-6);
  assert.is(interval?.level, 0.95);
  assert.is(meanInterval([1]), undefined);
});

test("about 95 of 100 intervals of normal samples hold the true mean", () => {
  const random = Random.seeded(1);
  let covered = 0;
  const trials = 4000;
  for (let trial = 0; trial < trials; trial++) {
    const interval = meanInterval([random.normal(), random.normal(), random.normal()]);
    if (interval !== undefined && interval.low < 0 && interval.high > 0) covered += 1;
  }
  close(covered / trials, 0.95, 0.014); // four standard errors
});

test("a ratio's interval is the same seen from the other side", () => {
  forAll(
    [fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 2, maxLength: 6 })],
    (ratios) => {
      const inverse = ratioInterval(ratios.map((ratio) => 1 / ratio));
      const interval = ratioInterval(ratios);
      close(log(inverse?.low ?? Number.NaN), -log(interval?.high ?? Number.NaN), 1e-9);
      close(log(inverse?.high ?? Number.NaN), -log(interval?.low ?? Number.NaN), 1e-9);
    },
  );
  close(meanRatio([2, 8]), 4, 1e-14);
});

test("detrended noise does not see the trend, and measures white noise", () => {
  const decay = Array.from({ length: 400 }, (_, step) => 2 + exp(-step / 2000));
  assert.ok(detrendedNoise(decay, 21) < 1e-4);
  const random = Random.seeded(2);
  const noisy = Array.from({ length: 20_000 }, (_, step) => 5 - step / 10_000 + 0.1 * random.normal());
  // The step itself is one of the 21 of its mean: the residual keeps sqrt(1 - 1/21) of the spread.
  close(detrendedNoise(noisy, 21), 0.1 * Math.sqrt(20 / 21), 0.003);
  assert.throws(() => detrendedNoise([1, 2, 3], 5), /missing samples/);
});

test("deviations of a straight line are zero but at its ends, and units are one arm's root mean square", () => {
  const line = Array.from({ length: 9 }, (_, step) => 2 * step);
  assert.equal(deviations(line, 3), [-1, 0, 0, 0, 0, 0, 0, 0, 1]);
  const rows = [3, -3].flatMap((deviation) => [
    { arm: "full", deviation },
    { arm: "LoRA", deviation: 2 * deviation },
  ]);
  assert.equal(
    inUnitsOf("full", rows).map(({ deviation }) => deviation),
    [1, 2, -1, -2],
  );
});

test("a mark has its mean and the ends of its interval, and one sample is a point or has no ends", () => {
  const { low, high } = meanInterval([1, 2, 6]) ?? { low: Number.NaN, high: Number.NaN };
  for (const meanOf of [meanAs, meanAsIfAny]) {
    assert.equal(meanOf("loss", [1, 2, 6]), { loss: 3, low, high });
  }
  assert.equal(meanAs("loss", [4]), { loss: 4, low: 4, high: 4 });
  assert.equal(meanAsIfAny("loss", [4]), { loss: 4, low: null, high: null });
});

test.run();
