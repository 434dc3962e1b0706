/**
 * Claims and their outcomes. A claim's rule and thresholds stand in the front matter of its slide, fixed before the
 * measurement; `outcomeOf` alone turns a rule and an estimate into an outcome.
 */
import type { Estimate } from "./estimate.ts";

export type Outcome = "supported" | "contradicted" | "inconclusive" | "not tested";
/** "qualified" if and only if the outcomes of a slide's claims differ. */
export type Verdict = Outcome | "qualified";

/**
 * When a claim is supported, and when contradicted. Intervals are t-intervals over the samples.
 * - greater / less: supported when the 95 % interval lies wholly beyond `than`; contradicted when it lies wholly on the
 *   other side, or by `contradicted` where that is given.
 * - equivalent: supported when the 90 % interval lies inside ±within; contradicted when the 95 % interval lies outside.
 * - factor: supported when the 95 % interval of the ratio holds `claimed` and not 1; contradicted when it lies below `below`.
 * - exact: a count, identity or formula, supported when it holds and contradicted when not.
 */
export type Rule =
  | {
      readonly kind: "greater" | "less";
      readonly than: number;
      readonly contradicted?:
        | { readonly kind: "greater" | "less"; readonly than: number }
        | { readonly kind: "equivalent"; readonly within: number };
    }
  | { readonly kind: "equivalent"; readonly within: number }
  | { readonly kind: "factor"; readonly claimed: number; readonly below: number }
  | { readonly kind: "exact"; readonly above: number }
  | { readonly kind: "exact"; readonly below: number }
  | { readonly kind: "exact"; readonly equals: number; readonly tolerance: number };

/** A claim as the front matter of slide.md states it. Either `quote` (the deck's words, checked) or `drawn`. */
export interface Claim {
  readonly id: string;
  /** Words of the deck's slide, verbatim. */
  readonly quote?: string;
  /** What the deck's code or figure implies, in our words, where no sentence says it. */
  readonly drawn?: string;
  /** What is measured, in words, with the conditions of the comparison. */
  readonly metric: string;
  readonly unit?: string;
  readonly rule: Rule;
}

export declare function outcomeOf(rule: Rule, estimate: Estimate | undefined): Outcome;
export declare function verdictOf(outcomes: readonly Outcome[]): Verdict;
