/**
 * Claims and their outcomes. The front matter of a slide has a claim's rule and thresholds, fixed before the
 * measurement; only `outcomeOf` turns a rule and an estimate into an outcome.
 */
import { exp, log } from "../exact-math.ts";
import type {
  Beyond,
  CheckOutcome,
  CheckValue,
  Equivalent,
  Estimate,
  ExactRule,
  Interval,
  Outcome,
  Rule,
  Verdict,
} from "../experiment.ts";
import { mean } from "./describe.ts";
import { meanInterval, studentTTail, tStatistic } from "./intervals.ts";

/** An estimate on a rule's scale: its centre, and intervals if there are at least two samples. */
export interface Summary {
  readonly mean: number;
  readonly interval95: Interval | undefined;
  readonly interval90: Interval | undefined;
  /** Number of samples. */
  readonly n: number;
}

/** True for a geometric mean, whose intervals are those of logarithms. */
export const isGeometric = (rule: Rule): boolean =>
  rule.kind === "factor" || ("mean" in rule && rule.mean === "geometric");

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

/** Centre and intervals of an estimate: arithmetic, or geometric if the rule is about ratios. */
export function summarise(rule: Rule, estimate: Estimate): Summary {
  const values = samplesOnScale(rule, estimate);
  const back = isGeometric(rule) ? exp : (value: number) => value;
  const intervalAt = (level: number): Interval | undefined => {
    const interval = meanInterval(values, level, estimate.splits);
    return interval && { low: back(interval.low), high: back(interval.high), level };
  };
  return {
    mean: back(mean(values)),
    interval95: intervalAt(0.95),
    interval90: intervalAt(0.9),
    n: values.length,
  };
}

/** What an interval shows if it decides a claim. */
type Side =
  | Beyond
  | Equivalent
  /** The interval is outside ±`within`. */
  | { readonly kind: "outside"; readonly within: number }
  /** The interval contains the claimed ratio and excludes one. */
  | { readonly kind: "claimed"; readonly ratio: number };

/** The side that supports a claim, and the side that contradicts it. */
function sidesOf(rule: Rule): readonly [supporting: Side, contradicting: Side] {
  switch (rule.kind) {
    case "equivalent":
      return [rule, { kind: "outside", within: rule.within }];
    case "factor":
      return [
        { kind: "claimed", ratio: rule.claimed },
        { kind: "less", than: rule.below },
      ];
    default: {
      const opposite = { kind: rule.kind === "greater" ? "less" : "greater", than: rule.than } as const;
      return [{ kind: rule.kind, than: rule.than }, rule.contradicted ?? opposite];
    }
  }
}

const beyond = ({ kind, than }: Beyond, { low, high }: Interval): boolean =>
  kind === "greater" ? low > than : high < than;

const holds = (value: number, { low, high }: Interval): boolean => low <= value && value <= high;

function isShown(side: Side, interval95: Interval, interval90: Interval): boolean {
  switch (side.kind) {
    case "equivalent":
      return interval90.low > -side.within && interval90.high < side.within;
    case "outside":
      return (
        beyond({ kind: "greater", than: side.within }, interval95) ||
        beyond({ kind: "less", than: -side.within }, interval95)
      );
    case "claimed":
      return holds(side.ratio, interval95) && !holds(1, interval95);
    default:
      return beyond(side, interval95);
  }
}

/** The outcome of a claim: its rule applied to its measurement. */
export function outcomeOf(rule: Rule, estimate: Estimate | undefined): Outcome {
  if (estimate === undefined) return "not tested";
  const { interval95, interval90 } = summarise(rule, estimate);
  if (interval95 === undefined || interval90 === undefined) return "inconclusive";
  const [supported, contradicted] = sidesOf(rule).map((side) => isShown(side, interval95, interval90));
  if (supported === contradicted) return "inconclusive";
  return supported ? "supported" : "contradicted";
}

/** The verdict of a slide: the outcome of all its claims, or "mixed" if they differ. */
export function verdictOf(outcomes: readonly Outcome[]): Verdict {
  const [first = "not tested", ...rest] = outcomes;
  return rest.every((outcome) => outcome === first) ? first : "mixed";
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

/** The one-sided p-value of the mean, on a rule's scale, against a threshold on that scale. */
type OneSided = (kind: Beyond["kind"], threshold: number) => number;

/**
 * The p-value of a claim, for a procedure over many claims: twice the one-sided t p-value against the threshold of
 * the decided side or, if none was decided, of the nearer one. Either way it is the smaller of both sides'. It is doubled
 * because a claim may be decided on either side. So it is below 0.05 exactly if a 95 % interval decides.
 * - Equivalence takes the larger of its two one-sided p-values. Its 90 % interval decides at a p below 0.10.
 * - Ratios are tested by their logarithms, and samples from overlapping splits by the corrected t.
 * - A factor is supported against one, from which it must differ. Agreement with the claimed factor cannot be shown
 *   by a p-value, so if the 95 % interval excludes that factor, the supporting side counts as 1.
 * - One sample has no spread and rejects nothing: 1.
 */
export function pValueOf(rule: Rule, estimate: Estimate): number {
  const values = samplesOnScale(rule, estimate);
  if (values.length < 2) return 1;
  const oneSided: OneSided = (kind, threshold) => {
    const t = tStatistic(values, threshold, estimate.splits);
    return studentTTail(kind === "greater" ? t : -t, values.length - 1);
  };
  const { interval95 } = summarise(rule, estimate);
  const sides = sidesOf(rule).map((side) => {
    const isExcluded = side.kind === "claimed" && interval95 && !holds(side.ratio, interval95);
    return isExcluded ? 1 : sidePValue(side, oneSided, (value) => toScale(rule, value));
  });
  return Math.min(1, 2 * Math.min(...sides));
}

function sidePValue(side: Side, oneSided: OneSided, onScale: (value: number) => number): number {
  switch (side.kind) {
    case "equivalent":
      return Math.max(oneSided("greater", -side.within), oneSided("less", side.within));
    case "outside":
      return Math.min(oneSided("greater", side.within), oneSided("less", -side.within));
    case "claimed":
      return oneSided(side.ratio > 1 ? "greater" : "less", onScale(1));
    default:
      return oneSided(side.kind, onScale(side.than));
  }
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
