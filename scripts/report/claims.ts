/** Evaluates a slide's claims and its verdict. */
import type { Claim, Estimates, ProfileName, Verdict } from "../../experiments/lib/experiment.ts";
import { outcomeOf, summarise, verdictOf } from "../../experiments/lib/stats/claims.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import type { EvaluatedClaim, Slide } from "./report.ts";

/**
 * Applies each claim's rule to its estimate. In a quick build, which has one seed, every outcome is "not tested".
 * Throws a ReportError for an estimate without a claim.
 */
export function evaluateClaims(slide: Slide, estimates: Estimates, profile: ProfileName): EvaluatedClaim[] {
  const ids = slide.claims.map((claim) => claim.id);
  for (const id of Object.keys(estimates)) {
    if (!ids.includes(id)) {
      throw new ReportError(`${slide.file}: unknown claim in results.ts: ${id}`, {
        help: suggestion(id, ids),
      });
    }
  }
  return slide.claims.map((claim) => evaluateClaim(claim, estimates, profile));
}

function evaluateClaim(claim: Claim, estimates: Estimates, profile: ProfileName): EvaluatedClaim {
  const estimate = Object.hasOwn(estimates, claim.id) ? estimates[claim.id] : undefined;
  const summary = estimate && summarise(claim.rule, estimate);
  return {
    claim,
    estimate,
    mean: summary?.mean,
    interval95: summary?.interval95,
    interval90: summary?.interval90,
    n: summary?.n,
    outcome: profile === "quick" ? "not tested" : outcomeOf(claim.rule, estimate),
  };
}

export function verdictOfSlide(claims: readonly EvaluatedClaim[], profile: ProfileName): Verdict | "none" {
  return profile === "quick" ? "none" : verdictOf(claims.map((claim) => claim.outcome));
}
