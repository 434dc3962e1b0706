/** Evaluates a slide's claims and checks, and its verdict. */
import type { CheckValues, Estimate, Estimates, Verdict } from "../../experiments/lib/experiment.ts";
import {
  checkOutcomeOf,
  isGeometric,
  outcomeOf,
  pValueOf,
  summarise,
  verdictOf,
} from "../../experiments/lib/stats/claims.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import type { OwnJudgement } from "./many-claims.ts";
import type { Check, Claim, EvaluatedCheck, EvaluatedClaim, Slide } from "./report.ts";

/**
 * Applies each claim's rule to its estimate. In a build without verdicts every outcome is "not tested". Throws a
 * ReportError for an estimate without a claim, and for one that its rule cannot take.
 */
export function evaluateClaims(slide: Slide, estimates: Estimates, hasVerdicts: boolean): OwnJudgement[] {
  refuseUnknown("claim", slide.claims, estimates, slide.file);
  return slide.claims.map((claim) => {
    const estimate = ownOf(estimates, claim.id);
    if (estimate !== undefined) refuseNoRatio(claim, estimate, slide);
    return evaluateClaim(claim, estimate, hasVerdicts);
  });
}

/** Applies each check's rule to its value; in a build without verdicts nothing is tested. */
export function evaluateChecks(slide: Slide, values: CheckValues, hasVerdicts: boolean): EvaluatedCheck[] {
  refuseUnknown("check", slide.checks, values, slide.file);
  return slide.checks.map((check) => {
    const value = ownOf(values, check.id);
    const outcome = hasVerdicts ? checkOutcomeOf(check.rule, value) : "not tested";
    return { check, value, outcome };
  });
}

function refuseUnknown(
  noun: "claim" | "check",
  statements: readonly (Claim | Check)[],
  measured: Readonly<Record<string, unknown>>,
  file: string,
): void {
  const ids = statements.map(({ id }) => id);
  const unknown = Object.keys(measured).find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  throw new ReportError(`${file}: unknown ${noun} in results.ts: ${unknown}`, {
    help: ids.length === 0 ? `slide.md has no ${noun}s` : suggestion(unknown, ids),
  });
}

const ownOf = <Value>(values: Readonly<Record<string, Value>>, id: string): Value | undefined =>
  Object.hasOwn(values, id) ? values[id] : undefined;

function refuseNoRatio({ id, rule }: Claim, { samples }: Estimate, { name }: Slide): void {
  const odd = samples.findIndex((sample) => !(sample > 0));
  if (odd === -1 || !isGeometric(rule)) return;
  throw new ReportError(`experiments/${name}/results.ts: claim ${id}: sample ${odd + 1} is ${samples[odd]}`, {
    help: "the rule of the claim is one of ratios, which are above 0",
  });
}

function evaluateClaim(claim: Claim, estimate: Estimate | undefined, hasVerdicts: boolean): OwnJudgement {
  const summary = estimate && summarise(claim.rule, estimate);
  const isTested = hasVerdicts && estimate !== undefined;
  return {
    claim,
    estimate,
    mean: summary?.mean,
    interval95: summary?.interval95,
    interval90: summary?.interval90,
    n: summary?.n,
    outcome: isTested ? outcomeOf(claim.rule, estimate) : "not tested",
    p: isTested ? pValueOf(claim.rule, estimate) : undefined,
  };
}

/** The verdict of a slide. A build may have none, nor has a slide whose every statement is a check. */
export function verdictOfSlide(
  claims: readonly EvaluatedClaim[],
  checks: readonly EvaluatedCheck[],
  hasVerdicts: boolean,
): Verdict | "none" {
  if (!hasVerdicts || (claims.length === 0 && checks.length > 0)) return "none";
  return verdictOf(claims.map((claim) => claim.outcome));
}
