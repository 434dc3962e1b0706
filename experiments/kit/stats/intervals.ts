/** Confidence intervals and p-values of means and ratios, with Student's t distribution. */
import { atan, cos, exp, log, sin } from "../exact-math.ts";
import type { Interval, SplitSizes } from "../experiment.ts";
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

function checkDegreesOfFreedom(degreesOfFreedom: number): void {
  if (Number.isInteger(degreesOfFreedom) && degreesOfFreedom >= 1) return;
  throw new RangeError(`invalid degrees of freedom; not a whole number from 1: ${degreesOfFreedom}`);
}

/** The quantile of the t distribution at `probability`. */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`invalid probability; not between 0 and 1: ${probability}`);
  }
  checkDegreesOfFreedom(degreesOfFreedom);
  const central = Math.abs(2 * probability - 1);
  // Bisects the angle rather than t: its interval is finite, and needs no arc tangent.
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

/**
 * P(T > t): the one-sided p-value of a t statistic; twice the value for |t| is the two-sided one. Exact to 1e-15, so
 * smaller p-values may become zero.
 */
export function studentTTail(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) throw new RangeError("invalid t statistic: NaN");
  checkDegreesOfFreedom(degreesOfFreedom);
  const angle = atan(Math.abs(t) / Math.sqrt(degreesOfFreedom));
  // Rounding may raise a probability near one above one.
  const central = Math.min(1, centralProbability(angle, degreesOfFreedom));
  return (t < 0 ? 1 + central : 1 - central) / 2;
}

/**
 * The number of independent samples with the same variance of the mean. Random splits of one data set share items, so
 * the variance of a mean over splits is s^2 (1/n + testSize/trainSize) rather than s^2/n (Nadeau and Bengio 2003).
 */
function effectiveCount(count: number, splits: SplitSizes | undefined): number {
  return splits === undefined ? count : 1 / (1 / count + splits.testSize / splits.trainSize);
}

/**
 * t-interval of the mean: mean ± t * s / sqrt(n), and wider for samples from overlapping splits. Undefined for fewer than
 * two samples, which have no spread.
 */
export function meanInterval(
  samples: readonly number[],
  level = 0.95,
  splits?: SplitSizes,
): Interval | undefined {
  if (samples.length < 2) return undefined;
  const t = studentTQuantile((1 + level) / 2, samples.length - 1);
  const half = (t * standardDeviation(samples)) / Math.sqrt(effectiveCount(samples.length, splits));
  const centre = mean(samples);
  return { low: centre - half, high: centre + half, level };
}

/**
 * The t statistic of a mean against a threshold, with n - 1 degrees of freedom. Without a spread it is infinite, or
 * zero if the samples equal the threshold.
 */
export function tStatistic(samples: readonly number[], threshold = 0, splits?: SplitSizes): number {
  const spread = standardDeviation(samples);
  const difference = mean(samples) - threshold;
  if (difference === 0) return 0;
  return (difference * Math.sqrt(effectiveCount(samples.length, splits))) / spread;
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

/**
 * A row's mean and the ends of its interval: `{ arm, ...meanAs("loss", losses) }` has the fields arm, loss, low and high.
 * One sample has no interval, so its point replaces it.
 */
export function meanAs<Name extends string>(name: Name, samples: readonly number[], splits?: SplitSizes) {
  const centre = mean(samples);
  const { low, high } = meanInterval(samples, 0.95, splits) ?? { low: centre, high: centre };
  return { [name]: centre, low, high } as Readonly<Record<Name | "low" | "high", number>>;
}

/** The same, with null for the ends of one sample's interval. */
export function meanAsIfAny<Name extends string>(name: Name, samples: readonly number[]) {
  const interval = meanInterval(samples);
  const ends = { low: interval?.low ?? null, high: interval?.high ?? null };
  return { [name]: mean(samples), ...ends } as Readonly<Record<Name, number>> & typeof ends;
}
