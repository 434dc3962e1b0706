/** Confidence intervals of means and ratios, by Student's t distribution. */
import { cos, exp, log, sin } from "../exact-math.ts";
import type { Interval } from "../experiment.ts";
import { mean, standardDeviation } from "./describe.ts";

/**
 * P(|T| < t) for t = sqrt(df) tan(angle): a finite sum of powers of the cosine (Abramowitz and Stegun 1964, 26.7.3 for
 * odd and 26.7.4 for even degrees of freedom).
 */
function centralProbability(angle: number, degreesOfFreedom: number): number {
  const isOdd = degreesOfFreedom % 2 === 1;
  const cosine = cos(angle);
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= degreesOfFreedom - 2; power += 2) {
    sum += term;
    term *= (cosine * cosine * (power + 1)) / (power + 2);
  }
  return isOdd ? (2 / Math.PI) * (angle + sin(angle) * sum) : sin(angle) * sum;
}

/** The t below which a share `probability` of the distribution lies. */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`invalid probability; not between 0 and 1: ${probability}`);
  }
  if (!(Number.isInteger(degreesOfFreedom) && degreesOfFreedom >= 1)) {
    throw new RangeError(`invalid degrees of freedom; not a whole number from 1: ${degreesOfFreedom}`);
  }
  const central = Math.abs(2 * probability - 1);
  // Bisection on the angle rather than on t: the interval is finite, and no arc tangent is needed.
  let low = 0;
  let high = Math.PI / 2;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degreesOfFreedom) < central) low = middle;
    else high = middle;
  }
  const t = (Math.sqrt(degreesOfFreedom) * sin(low)) / cos(low);
  return probability < 0.5 ? -t : t;
}

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

/**
 * A row's mean and the ends of its interval: `{ arm, ...meanAs("loss", losses) }` has the fields arm, loss, low and high.
 * One sample has no interval, and its point stands for it.
 */
export function meanAs<Name extends string>(name: Name, samples: readonly number[]) {
  const { mean: centre, low, high } = meanRange(samples);
  return { [name]: centre, low, high } as Readonly<Record<Name, number>> & {
    readonly low: number;
    readonly high: number;
  };
}

/** The same, with null for the ends that one sample does not have. */
export function meanAsIfAny<Name extends string>(name: Name, samples: readonly number[]) {
  const { mean: centre, low, high } = meanRangeIfAny(samples);
  return { [name]: centre, low, high } as Readonly<Record<Name, number>> & {
    readonly low: number | null;
    readonly high: number | null;
  };
}
