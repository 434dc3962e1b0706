/** States rules in words, with their thresholds. */
import type { ExactRule, Rule } from "../../experiments/lib/experiment.ts";
import { formatNumber, NO_BREAK } from "../text/typography.ts";

/** The thresholds of a rule in ascending order, each once, those that contradict the claim included. */
export function thresholdsOf(rule: Rule): number[] {
  return [...new Set(everyThreshold(rule))].sort((one, other) => one - other);
}

function everyThreshold(rule: Rule): number[] {
  switch (rule.kind) {
    case "greater":
    case "less":
      return [rule.than, ...(rule.contradicted === undefined ? [] : everyThreshold(rule.contradicted))];
    case "equivalent":
      return [-rule.within, rule.within];
    case "factor":
      return [rule.below];
  }
}

const INTERVAL_95 = `the 95${NO_BREAK}% interval`;
const INTERVAL_90 = `the 90${NO_BREAK}% interval`;

/** Writes a threshold: in % where `format`, the estimate's, is. */
export function thresholdText(value: number, format: string | undefined): string {
  return formatNumber(value, format?.endsWith("%") === true ? ".3~%" : undefined);
}

/**
 * States when a claim is supported and when contradicted, or when a check holds. Thresholds are in % where `format`, that
 * of its estimate or value, is.
 */
export function ruleText(
  rule: Rule | ExactRule,
  unit: string | undefined,
  format: string | undefined,
): string {
  const quantity = (value: number) =>
    `${thresholdText(value, format)}${unit === undefined ? "" : `${NO_BREAK}${unit}`}`;
  switch (rule.kind) {
    case "exact":
      return exactText(rule, quantity);
    case "equivalent":
      return `Supported if ${INTERVAL_90} lies within ±${quantity(rule.within)}; contradicted if ${INTERVAL_95} lies outside.`;
    case "factor":
      return `Supported if ${INTERVAL_95} contains ${formatNumber(rule.claimed)} but not 1; contradicted if it lies below ${formatNumber(rule.below)}.`;
    default:
      return `Supported if ${intervalOf(rule)} lies ${side(rule.kind)} ${quantity(rule.than)}; contradicted if ${againstText(rule, quantity)}.`;
  }
}

type ToText = (value: number) => string;

function exactText(rule: ExactRule, quantity: ToText): string {
  if ("above" in rule) return `Holds if above ${quantity(rule.above)}.`;
  if ("below" in rule) return `Holds if below ${quantity(rule.below)}.`;
  if (rule.tolerance === 0) return `Holds if equal to ${quantity(rule.equals)}.`;
  const [low, high] = [rule.equals - rule.tolerance, rule.equals + rule.tolerance].map(quantity);
  return `Holds if between ${low} and ${high}.`;
}

function againstText(rule: Extract<Rule, { kind: "greater" | "less" }>, quantity: ToText): string {
  const { contradicted } = rule;
  if (contradicted === undefined) return `it lies ${rule.kind === "greater" ? "below" : "above"} that`;
  return contradicted.kind === "equivalent"
    ? `${INTERVAL_90} lies within ±${quantity(contradicted.within)}`
    : `it lies ${side(contradicted.kind)} ${quantity(contradicted.than)}`;
}

/** Ratios have a geometric mean, which the rule names. */
const intervalOf = (rule: Rule): string =>
  "mean" in rule ? `${INTERVAL_95} of the geometric mean` : INTERVAL_95;

function side(kind: "greater" | "less"): string {
  return kind === "greater" ? "above" : "below";
}
