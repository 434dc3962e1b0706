/** Confidence intervals over seeds. */
import { exp, log } from "../exact-math.ts";
import { mean, standardDeviation } from "./describe.ts";
import type { Interval } from "./estimate.ts";
import { studentTQuantile } from "./student-t.ts";

/** t-interval of the mean: mean ± t * s / sqrt(n). Undefined for fewer than two samples, which have no spread. */
export function meanInterval(samples: readonly number[], level = 0.95): Interval | undefined {
  if (samples.length < 2) return undefined;
  const t = studentTQuantile((1 + level) / 2, samples.length - 1);
  const half = (t * standardDeviation(samples)) / Math.sqrt(samples.length);
  const centre = mean(samples);
  return { low: centre - half, high: centre + half, level };
}

/** Geometric mean of positive ratios. */
export function meanRatio(ratios: readonly number[]): number {
  return exp(mean(ratios.map(log)));
}

/** t-interval of the geometric mean of paired ratios: the t-interval of their logarithms, mapped back. */
export function ratioInterval(ratios: readonly number[], level = 0.95): Interval | undefined {
  const logarithmic = meanInterval(ratios.map(log), level);
  return logarithmic && { low: exp(logarithmic.low), high: exp(logarithmic.high), level };
}

/** Mean with the ends of its interval, for a mark in a figure; one sample has no interval, and its point stands for it. */
export function meanRange(samples: readonly number[]) {
  const { mean: centre, low, high } = meanRangeIfAny(samples);
  return { mean: centre, low: low ?? centre, high: high ?? centre };
}

/** Mean with the ends of its interval, which one sample does not have. */
export function meanRangeIfAny(samples: readonly number[]) {
  const interval = meanInterval(samples);
  return { mean: mean(samples), low: interval?.low ?? null, high: interval?.high ?? null };
}
