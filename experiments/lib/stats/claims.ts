/**
 * Claims and their outcomes. A claim's rule and thresholds stand in the front matter of its slide, fixed before the
 * measurement; `outcomeOf` alone turns a rule and an estimate into an outcome.
 */
import type { Estimate, Interval, Outcome, Rule, Verdict } from "../experiment.ts";
import { mean } from "./describe.ts";
import { meanInterval, meanRatio, ratioInterval } from "./intervals.ts";

/** An estimate in the terms of a rule: its centre, and intervals where there are two samples or more. */
export interface Summary {
  readonly mean: number;
  readonly interval95: Interval | undefined;
  readonly interval90: Interval | undefined;
  /** Number of samples; undefined for an exact value. */
  readonly n: number | undefined;
}

/** Centre and intervals of an estimate: arithmetic, and geometric where the rule is about a factor. */
export function summarise(rule: Rule, estimate: Estimate): Summary {
  const values = "exact" in estimate ? [estimate.exact] : estimate.samples;
  const lowest = rule.kind === "factor" ? 0 : Number.NEGATIVE_INFINITY;
  const invalid = values.find((value) => !(value > lowest && value < Number.POSITIVE_INFINITY));
  if (invalid !== undefined)
    throw new RangeError(`invalid estimate for a rule of kind ${rule.kind}: ${invalid}`);
  const [centre, interval] = rule.kind === "factor" ? [meanRatio, ratioInterval] : [mean, meanInterval];
  return {
    mean: centre(values),
    interval95: interval(values, 0.95),
    interval90: interval(values, 0.9),
    n: "exact" in estimate ? undefined : values.length,
  };
}

const beyond = (kind: "greater" | "less", than: number, { low, high }: Interval): boolean =>
  kind === "greater" ? low > than : high < than;

const inside = (within: number, { low, high }: Interval): boolean => low > -within && high < within;

const holds = (value: number, { low, high }: Interval): boolean => low <= value && value <= high;

type Exact = Extract<Rule, { kind: "exact" }>;

function isExactlyMet(rule: Exact, value: number): boolean {
  if ("above" in rule) return value > rule.above;
  if ("below" in rule) return value < rule.below;
  return Math.abs(value - rule.equals) <= rule.tolerance;
}

/** Whether the intervals support a rule, and whether they contradict it; for a sensible rule never both. */
function judge(rule: Exclude<Rule, Exact>, interval95: Interval, interval90: Interval): [boolean, boolean] {
  switch (rule.kind) {
    case "equivalent":
      return [
        inside(rule.within, interval90),
        beyond("greater", rule.within, interval95) || beyond("less", -rule.within, interval95),
      ];
    case "factor":
      return [
        holds(rule.claimed, interval95) && !holds(1, interval95),
        beyond("less", rule.below, interval95),
      ];
    default: {
      const opposite = { kind: rule.kind === "greater" ? "less" : "greater", than: rule.than } as const;
      const against = rule.contradicted ?? opposite;
      return [
        beyond(rule.kind, rule.than, interval95),
        against.kind === "equivalent"
          ? inside(against.within, interval90)
          : beyond(against.kind, against.than, interval95),
      ];
    }
  }
}

/** The outcome of a claim: its rule, applied to what was measured. */
export function outcomeOf(rule: Rule, estimate: Estimate | undefined): Outcome {
  if (estimate === undefined) return "not tested";
  const summary = summarise(rule, estimate);
  if (rule.kind === "exact") {
    if (!("exact" in estimate)) throw new TypeError("invalid estimate: an exact rule needs an exact value");
    return isExactlyMet(rule, summary.mean) ? "supported" : "contradicted";
  }
  const point = { low: summary.mean, high: summary.mean, level: 1 };
  const interval95 = "exact" in estimate ? point : summary.interval95;
  const interval90 = "exact" in estimate ? point : summary.interval90;
  if (interval95 === undefined || interval90 === undefined) return "inconclusive";
  const [supported, contradicted] = judge(rule, interval95, interval90);
  if (supported === contradicted) return "inconclusive";
  return supported ? "supported" : "contradicted";
}

/** The verdict of a slide: the outcome that its claims share, or "qualified" where they differ. */
export function verdictOf(outcomes: readonly Outcome[]): Verdict {
  const [first = "not tested", ...rest] = outcomes;
  return rest.every((outcome) => outcome === first) ? first : "qualified";
}

/** A p-value among others. */
export interface AdjustedPValue {
  /** The lowest level at which it is rejected. */
  readonly adjusted: number;
  readonly rejected: boolean;
}

/**
 * Holm's step-down procedure (1979), which bounds the chance of any false rejection by the level: the smallest of n
 * p-values is multiplied by n, the next by n - 1, and none is adjusted to less than a smaller one. In the order given.
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
