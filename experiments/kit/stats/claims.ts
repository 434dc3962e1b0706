/**
 * Claims and their outcomes. The front matter of a slide has a claim's rule and thresholds, fixed before the
 * measurement; only `outcomeOf` turns a rule and an estimate into an outcome.
 */
import { exp, log } from "../exact-math.ts";
import type {
  Beyond,
  CheckOutcome,
  CheckValue,
  Estimate,
  ExactRule,
  Interval,
  Outcome,
  Rule,
} from "../experiment.ts";
import { mean } from "./describe.ts";
import { meanInterval, studentTTail, tStatistic } from "./intervals.ts";

/** An estimate on a rule's scale: its centre, and its 95% interval if there are at least two samples. */
export interface Summary {
  readonly mean: number;
  readonly interval: Interval | undefined;
  /** Number of samples. */
  readonly n: number;
}

/** True for a geometric mean, whose intervals are those of logarithms. */
export const isGeometric = (rule: Rule): boolean => rule.mean === "geometric";

/** Maps a ratio or a difference to the scale of a rule. */
const toScale = (rule: Rule, value: number): number => (isGeometric(rule) ? log(value) : value);

/** The samples on a rule's scale: unchanged, or their logarithms. */
function samplesOnScale(rule: Rule, { samples }: Estimate): readonly number[] {
  const lowest = isGeometric(rule) ? 0 : Number.NEGATIVE_INFINITY;
  const invalid = samples.find((value) => !(value > lowest && value < Number.POSITIVE_INFINITY));
  if (invalid !== undefined)
    throw new RangeError(`invalid estimate for a rule of kind ${rule.kind}: ${invalid}`);
  return samples.map((value) => toScale(rule, value));
}

const LEVEL = 0.95;

/** Centre and interval of an estimate: arithmetic, or geometric if the rule is about ratios. */
export function summarise(rule: Rule, estimate: Estimate): Summary {
  const values = samplesOnScale(rule, estimate);
  const back = isGeometric(rule) ? exp : (value: number) => value;
  const interval = meanInterval(values, LEVEL, estimate.splits);
  return {
    mean: back(mean(values)),
    interval: interval && { low: back(interval.low), high: back(interval.high), level: LEVEL },
    n: values.length,
  };
}

/** What supports a claim, and what contradicts it. */
function sidesOf({ kind, than, contradicted }: Rule): readonly [supporting: Beyond, contradicting: Beyond] {
  return [{ kind, than }, contradicted ?? { kind: kind === "greater" ? "less" : "greater", than }];
}

const isBeyond = ({ kind, than }: Beyond, { low, high }: Interval): boolean =>
  kind === "greater" ? low > than : high < than;

/** The outcome of a claim: its rule applied to its measurement. */
export function outcomeOf(rule: Rule, estimate: Estimate | undefined): Outcome {
  if (estimate === undefined) return "not tested";
  const { interval } = summarise(rule, estimate);
  if (interval === undefined) return "inconclusive";
  const [supporting, contradicting] = sidesOf(rule);
  if (isBeyond(supporting, interval)) return "supported";
  return isBeyond(contradicting, interval) ? "contradicted" : "inconclusive";
}

/** How far the mean is from the nearer threshold of its rule, in the unit of the samples. */
export function distanceToThreshold(rule: Rule, estimate: Estimate): number {
  const { mean: centre } = summarise(rule, estimate);
  return Math.min(...sidesOf(rule).map(({ than }) => Math.abs(centre - than)));
}

/** Whether a check holds. */
export function checkOutcomeOf(rule: ExactRule, value: CheckValue | undefined): CheckOutcome {
  if (value === undefined) return "not tested";
  if (!Number.isFinite(value.exact)) throw new RangeError(`invalid value of a check: ${value.exact}`);
  return isExactlyMet(rule, value.exact) ? "holds" : "fails";
}

function isExactlyMet(rule: ExactRule, value: number): boolean {
  if ("above" in rule) return value > rule.above;
  if ("below" in rule) return value < rule.below;
  return Math.abs(value - rule.equals) <= rule.tolerance;
}

/**
 * The p-value of a claim: that of the two-sided t-test of its mean against the threshold of the decided side or, if none was
 * decided, of the nearer one. It is below 0.05 exactly if the 95% interval decides. Ratios are tested by their logarithms,
 * and samples from overlapping splits by the corrected t. One sample has no spread and rejects nothing: 1.
 */
export function pValueOf(rule: Rule, estimate: Estimate): number {
  const values = samplesOnScale(rule, estimate);
  if (values.length < 2) return 1;
  const tails = sidesOf(rule).map(({ kind, than }) => {
    const t = tStatistic(values, toScale(rule, than), estimate.splits);
    return studentTTail(kind === "greater" ? t : -t, values.length - 1);
  });
  return Math.min(1, 2 * Math.min(...tails));
}

/** A p-value in a family of tests. */
export interface AdjustedPValue {
  /** The lowest level that rejects it. */
  readonly adjusted: number;
  readonly rejected: boolean;
}

/**
 * Holm's step-down procedure (1979), which bounds the chance of any false rejection by the level: the smallest of n
 * p-values is multiplied by n, the next by n - 1, and so on; none may end below a smaller one's result. In input order.
 */
export function holm(pValues: readonly number[], level = 0.05): AdjustedPValue[] {
  const invalid = pValues.find((p) => !(p >= 0 && p <= 1));
  if (invalid !== undefined) throw new RangeError(`invalid p-value; not in [0, 1]: ${invalid}`);
  const ascending = pValues.map((p, index) => ({ p, index })).sort((left, right) => left.p - right.p);
  const results: AdjustedPValue[] = [];
  let adjusted = 0;
  for (const [place, { p, index }] of ascending.entries()) {
    adjusted = Math.max(adjusted, Math.min(1, (pValues.length - place) * p));
    results[index] = { adjusted, rejected: adjusted <= level };
  }
  return results;
}
