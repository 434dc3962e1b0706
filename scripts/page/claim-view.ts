/** Data of a claim, for the table of all claims and for its slide. */
import type { Outcome, Rule, Verdict } from "../../experiments/lib/experiment.ts";
import type { EvaluatedClaim, RenderedSlide } from "../report/report.ts";
import { slideId } from "../report/slide-texts.ts";
import { describeFinding } from "../text/finding-text.ts";
import { formatNumber, NO_BREAK, typeset } from "../text/typography.ts";
import { drawInterval } from "./interval-drawing.ts";

export interface ClaimView {
  readonly id: string;
  readonly slideId: string;
  readonly slideNumber: number;
  /** A quote from the deck, or our description of what the deck draws. */
  readonly said: string;
  readonly isQuote: boolean;
  readonly metric: string;
  readonly rule: string;
  /** The estimate with its unit, or "no estimate". */
  readonly number: string;
  /** Interval and count; empty where there is none. */
  readonly detail: string;
  /** SVG of the interval and the rule's thresholds. */
  readonly interval: string | null;
  readonly outcome: Badge;
}

/** The claims of a slide in the order of its front matter. */
export function claimViews({ measured: { slide }, claims }: RenderedSlide, isQuick: boolean): ClaimView[] {
  return claims.map((evaluated) => ({
    id: `${slideId(slide)}-claim-${evaluated.claim.id}`,
    slideId: slideId(slide),
    slideNumber: slide.number,
    said: typeset(evaluated.claim.quote ?? evaluated.claim.drawn ?? ""),
    isQuote: evaluated.claim.quote !== undefined,
    metric: typeset(evaluated.claim.metric),
    rule: ruleText(evaluated.claim.rule, evaluated.claim.unit, evaluated.estimate?.format),
    ...estimateTexts(evaluated),
    interval: drawInterval(evaluated) ?? null,
    outcome: badgeOf(evaluated.outcome, isQuick),
  }));
}

/** The estimate in the words of a finding. */
export function estimateTexts({ claim, estimate, mean, interval95, n }: EvaluatedClaim): {
  number: string;
  detail: string;
} {
  if (mean === undefined) return { number: "no estimate", detail: "" };
  const { number, detail } = describeFinding({
    value: mean,
    interval: interval95,
    ...(estimate?.format === undefined ? {} : { format: estimate.format }),
    ...(claim.unit === undefined ? {} : { unit: claim.unit }),
    ...(n === undefined ? {} : { n }),
  });
  return { number, detail };
}

export interface Badge {
  readonly slug: string;
  readonly label: string;
  /** SVG path of the symbol in a 12 by 12 box, to be stroked. */
  readonly path: string;
}

const paths: Readonly<Record<Verdict | "none", string>> = {
  supported: "M2 6.6 4.8 9.4 10.2 2.8",
  contradicted: "M2.8 2.8 9.2 9.2M9.2 2.8 2.8 9.2",
  qualified: "M6 1.5A4.5 4.5 0 1 1 6 10.5A4.5 4.5 0 1 1 6 1.5M6 2V10",
  inconclusive: "M1.4 7.4C2.6 4 4.4 4 6 6S9.4 8 10.6 4.6",
  "not tested": "M2.5 6H9.5",
  none: "M2.5 6H9.5",
};

/** The badge of an outcome. In a quick build, which draws no conclusions, it is always "none". */
export function badgeOf(outcome: Outcome | Verdict | "none", isQuick: boolean): Badge {
  if (isQuick) return { slug: "none", label: "none", path: paths.none };
  return { slug: outcome.replace(" ", "-"), label: outcome, path: paths[outcome] };
}

const INTERVAL_95 = `the 95${NO_BREAK}% interval`;
const INTERVAL_90 = `the 90${NO_BREAK}% interval`;

/** States when a claim is supported and when contradicted. Thresholds are in % where `format`, its estimate's, is. */
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
      return `Supported if ${INTERVAL_95} contains ${formatNumber(rule.claimed)} but not 1; contradicted if it lies below ${formatNumber(rule.below)}.`;
    default:
      return `Supported if ${INTERVAL_95} lies ${side(rule.kind)} ${quantity(rule.than)}; contradicted if ${againstText(rule, quantity)}.`;
  }
}

type ToText = (value: number) => string;

function exactText(rule: Extract<Rule, { kind: "exact" }>, quantity: ToText): string {
  if ("above" in rule) return `Supported if above ${quantity(rule.above)}, otherwise contradicted.`;
  if ("below" in rule) return `Supported if below ${quantity(rule.below)}, otherwise contradicted.`;
  if (rule.tolerance === 0) return `Supported if equal to ${quantity(rule.equals)}, otherwise contradicted.`;
  const [low, high] = [rule.equals - rule.tolerance, rule.equals + rule.tolerance].map(quantity);
  return `Supported if between ${low} and ${high}, otherwise contradicted.`;
}

function againstText(rule: Extract<Rule, { kind: "greater" | "less" }>, quantity: ToText): string {
  const { contradicted } = rule;
  if (contradicted === undefined) return `it lies ${rule.kind === "greater" ? "below" : "above"} that`;
  return contradicted.kind === "equivalent"
    ? `${INTERVAL_90} lies within ±${quantity(contradicted.within)}`
    : `it lies ${side(contradicted.kind)} ${quantity(contradicted.than)}`;
}

function side(kind: "greater" | "less"): string {
  return kind === "greater" ? "above" : "below";
}
