/**
 * Evaluates claims and checks, each by its rule, and the verdict of a slide. Then the main claims of all slides are corrected
 * together, since some of many hold by chance. Claims that a build without measurements of time cannot decide are marked.
 */

import type {
  CheckOutcome,
  CheckValue,
  CheckValues,
  Estimate,
  Estimates,
  Interval,
  Outcome,
  Tables,
} from "../../experiments/kit/experiment.ts";
import {
  checkOutcomeOf,
  distanceToThreshold,
  holm,
  isGeometric,
  outcomeOf,
  pValueOf,
  summarise,
} from "../../experiments/kit/stats/claims.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { prettyJson } from "../base/json.ts";
import type { CheckRecord, ClaimCounts, ClaimRecord } from "../record/record.ts";
import type { MeasuredSlide, SlideResults } from "../slides/planned.ts";
import type { Check, Claim, Slide } from "../slides/slide.ts";

export interface EvaluatedClaim {
  readonly claim: Claim;
  readonly estimate: Estimate | undefined;
  readonly mean: number | undefined;
  readonly interval: Interval | undefined;
  readonly n: number | undefined;
  readonly outcome: Outcome;
  /** The p-value of the rule; undefined if the claim was not tested. */
  readonly p: number | undefined;
  /** The same, adjusted by Holm's procedure over the main claims of all slides; undefined for other claims. */
  readonly adjustedP: number | undefined;
  /** A main claim, supported or contradicted, and still so at 5% over all main claims. The outcome ignores it. */
  readonly survivesHolm: boolean;
  /** Whether another choice of tuned settings, about as good, could change the outcome. */
  readonly dependsOnTuning: boolean;
}

export interface EvaluatedCheck {
  readonly check: Check;
  readonly value: CheckValue | undefined;
  readonly outcome: CheckOutcome;
}

/**
 * Applies each claim's rule to its estimate. In a build without verdicts every outcome is "not tested". Throws a
 * ReportError for an estimate without a claim, and for one that its rule cannot take.
 */
export function evaluateClaims(slide: Slide, estimates: Estimates, hasVerdicts: boolean): OwnJudgement[] {
  checkKnown("claim", slide.claims, estimates, slide.file);
  return slide.claims.map((claim) => {
    const estimate = ownOf(estimates, claim.id);
    if (estimate !== undefined) checkRatios(claim, estimate, slide);
    return evaluateClaim(claim, estimate, hasVerdicts);
  });
}

/** Applies each check's rule to its value; in a build without verdicts nothing is tested. */
export function evaluateChecks(slide: Slide, values: CheckValues, hasVerdicts: boolean): EvaluatedCheck[] {
  checkKnown("check", slide.checks, values, slide.file);
  return slide.checks.map((check) => {
    const value = ownOf(values, check.id);
    const outcome = hasVerdicts ? checkOutcomeOf(check.rule, value) : "not tested";
    return { check, value, outcome };
  });
}

function checkKnown(
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

function checkRatios({ id, rule }: Claim, { samples }: Estimate, { name }: Slide): void {
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
    interval: summary?.interval,
    n: summary?.n,
    outcome: isTested ? outcomeOf(claim.rule, estimate) : "not tested",
    p: isTested ? pValueOf(claim.rule, estimate) : undefined,
    dependsOnTuning: isTested && (estimate.tuning ?? 0) > distanceToThreshold(claim.rule, estimate),
  };
}

/** The verdict of a slide: the outcome of its main claim. A build without verdicts has none, nor does a slide with checks alone. */
export function verdictOfSlide(
  claims: readonly EvaluatedClaim[],
  checks: readonly EvaluatedCheck[],
  hasVerdicts: boolean,
): Outcome | "none" {
  const [main] = claims;
  if (!hasVerdicts || (main === undefined && checks.length > 0)) return "none";
  return main?.outcome ?? "not tested";
}

/** A claim as its own slide judges it. */
export type OwnJudgement = Omit<EvaluatedClaim, "adjustedP" | "survivesHolm">;

/** Adjusts the p-values of all main claims together. A main claim that was not tested counts with a p-value of 1. */
export function judgeTogether(slides: readonly (readonly OwnJudgement[])[]): EvaluatedClaim[][] {
  const mains = slides.flatMap(([main]) => main ?? []);
  const adjusted = holm(mains.map(({ p }) => p ?? 1));
  const resultOf = new Map(mains.map((main, index) => [main, adjusted[index]]));
  return slides.map((claims) =>
    claims.map((claim): EvaluatedClaim => {
      const result = claim.p === undefined ? undefined : resultOf.get(claim);
      const isDecided = claim.outcome === "supported" || claim.outcome === "contradicted";
      return {
        ...claim,
        adjustedP: result?.adjusted,
        survivesHolm: isDecided && result?.rejected === true,
      };
    }),
  );
}

interface CountedSlide {
  readonly claims: readonly Pick<ClaimRecord, "outcome" | "survivesHolm">[];
  readonly checks: readonly Pick<CheckRecord, "outcome">[];
}

/** Counts main claims, other claims and checks by outcome. */
export function countClaims(slides: readonly CountedSlide[]): ClaimCounts {
  const mains = slides.flatMap(({ claims: [main] }) => main ?? []);
  const further = slides.flatMap(({ claims }) => claims.slice(1));
  const checks = slides.flatMap((slide) => slide.checks);
  return {
    claims: mains.length,
    outcomes: countOutcomes(mains),
    surviving: mains.filter(({ survivesHolm }) => survivesHolm).length,
    further: { claims: further.length, outcomes: countOutcomes(further) },
    checks: checks.length,
    holding: checks.filter(({ outcome }) => outcome === "holds").length,
  };
}

function countOutcomes(claims: CountedSlide["claims"]): Readonly<Record<Outcome, number>> {
  const withOutcome = (wanted: Outcome) => claims.filter(({ outcome }) => outcome === wanted).length;
  return {
    supported: withOutcome("supported"),
    contradicted: withOutcome("contradicted"),
    inconclusive: withOutcome("inconclusive"),
    "not tested": withOutcome("not tested"),
  };
}

/** Names of the results of a slide that depend on a clock. */
export interface Timed {
  readonly tables: ReadonlySet<string>;
  readonly findings: ReadonlySet<string>;
  /** Claims and checks. */
  readonly judged: ReadonlySet<string>;
}

export function timedResults({ status, slide, config }: MeasuredSlide, all: SlideResults): Timed {
  const { results } = slide;
  const withoutTiming = status.kind === "measured" ? status.tablesWithoutTiming : undefined;
  if (status.kind !== "measured" || results === undefined || withoutTiming === undefined) {
    return { tables: new Set(), findings: new Set(), judged: new Set() };
  }
  if (withoutTiming === "none") {
    return {
      tables: new Set(Object.keys(status.tables)),
      findings: new Set(Object.keys(all.findings)),
      judged: new Set([...slide.claims, ...slide.checks].map(({ id }) => id)),
    };
  }
  const judgedBy = (tables: Tables) => ({
    ...results.estimates(tables, config),
    ...results.checks?.(tables, config),
  });
  return {
    tables: changed(status.tables, withoutTiming),
    findings: changed(all.findings, results.findings(withoutTiming, config)),
    judged: changed({ ...all.estimates, ...all.checks }, judgedBy(withoutTiming)),
  };
}

function changed(
  all: Readonly<Record<string, unknown>>,
  withoutTiming: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  return new Set(
    Object.keys(all).filter((name) => prettyJson(all[name]) !== prettyJson(withoutTiming[name])),
  );
}
