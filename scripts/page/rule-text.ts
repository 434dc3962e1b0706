/** A claim's rule in words. */
import type { Rule } from "../../experiments/lib/stats/claims.ts";
import { formatNumber, NO_BREAK } from "./number.ts";

const INTERVAL_95 = `the 95${NO_BREAK}% interval`;
const INTERVAL_90 = `the 90${NO_BREAK}% interval`;

/** When the claim is supported and when contradicted; thresholds in the claim's unit, as shares where its estimate is one. */
export function ruleText(rule: Rule, unit: string | undefined, format: string | undefined): string {
  const specifier = format?.endsWith("%") === true ? ".3~%" : undefined;
  const quantity = (value: number) =>
    `${formatNumber(value, specifier)}${unit === undefined ? "" : `${NO_BREAK}${unit}`}`;
  switch (rule.kind) {
    case "exact":
      return exactText(rule, quantity);
    case "equivalent":
      return `Supported if ${INTERVAL_90} lies within ±${quantity(rule.within)}; contradicted if ${INTERVAL_95} lies outside.`;
    case "factor":
      return `Supported if ${INTERVAL_95} holds ${formatNumber(rule.claimed)} and not 1; contradicted if it lies below ${formatNumber(rule.below)}.`;
    default:
      return `Supported if ${INTERVAL_95} lies ${side(rule.kind)} ${quantity(rule.than)}; contradicted if ${againstText(rule, quantity)}.`;
  }
}

type Quantity = (value: number) => string;

function exactText(rule: Extract<Rule, { kind: "exact" }>, quantity: Quantity): string {
  if ("above" in rule) return `Supported if above ${quantity(rule.above)}, else contradicted.`;
  if ("below" in rule) return `Supported if below ${quantity(rule.below)}, else contradicted.`;
  if (rule.tolerance === 0) return `Supported if equal to ${quantity(rule.equals)}, else contradicted.`;
  const [low, high] = [rule.equals - rule.tolerance, rule.equals + rule.tolerance].map(quantity);
  return `Supported if from ${low} to ${high}, else contradicted.`;
}

function againstText(rule: Extract<Rule, { kind: "greater" | "less" }>, quantity: Quantity): string {
  const { contradicted } = rule;
  if (contradicted === undefined) return `it lies ${rule.kind === "greater" ? "below" : "above"} it`;
  return contradicted.kind === "equivalent"
    ? `${INTERVAL_90} lies within ±${quantity(contradicted.within)}`
    : `it lies ${side(contradicted.kind)} ${quantity(contradicted.than)}`;
}

function side(kind: "greater" | "less"): string {
  return kind === "greater" ? "above" : "below";
}
