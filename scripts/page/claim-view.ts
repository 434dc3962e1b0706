/** A claim as the page shows it: in the table of all claims, and below its slide. */
import { describeFinding } from "../prose/finding-text.ts";
import type { EvaluatedClaim, RenderedSlide } from "../report.ts";
import { type Badge, badgeOf } from "./badge.ts";
import { typeset } from "./html.ts";
import { drawInterval } from "./interval-drawing.ts";
import { ruleText } from "./rule-text.ts";
import { slideId } from "./slide-id.ts";

export interface ClaimView {
  readonly id: string;
  readonly slideId: string;
  readonly slideNumber: number;
  /** The deck's words, or what it draws, in ours. */
  readonly said: string;
  readonly isQuote: boolean;
  readonly metric: string;
  readonly rule: string;
  /** The estimate with its unit, or that there is none. */
  readonly number: string;
  /** Interval and count; empty where there is none. */
  readonly detail: string;
  /** SVG of the interval against the thresholds. */
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

/** The estimate as a finding would be worded. */
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
