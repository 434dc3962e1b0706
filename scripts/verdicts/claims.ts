/**
 * Evaluates claims and checks: each by its rule, then all together, since some of many claims hold by chance; and
 * the verdict of a slide. Claims that a build without measurements of time cannot decide are marked.
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
  Verdict,
} from "../../experiments/kit/experiment.ts";
import {
  checkOutcomeOf,
  holm,
  isGeometric,
  outcomeOf,
  pValueOf,
  summarise,
  verdictOf,
} from "../../experiments/kit/stats/claims.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { prettyJson } from "../base/json.ts";
import { type CheckRecord, type ClaimCounts, type ClaimRecord, twoDigits } from "../record/record.ts";
import type { MeasuredSlide, SlideResults } from "../slides/planned.ts";
import type { Check, Claim, Slide } from "../slides/slide.ts";

export interface EvaluatedClaim {
  readonly claim: Claim;
  readonly estimate: Estimate | undefined;
  readonly mean: number | undefined;
  readonly interval95: Interval | undefined;
  readonly interval90: Interval | undefined;
  readonly n: number | undefined;
  readonly outcome: Outcome;
  /** The p-value of the rule; undefined if the claim was not tested. */
  readonly p: number | undefined;
  /** The same, adjusted by Holm's procedure over all distinct estimates of the report. */
  readonly adjustedP: number | undefined;
  /** Supported or contradicted, and still so at 5 % over all claims together. The outcome ignores it. */
  readonly survivesHolm: boolean;
  /** Other claims on the same samples, e.g. "09/slower". They count as one estimate. */
  readonly sharedWith: readonly string[];
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
    interval95: summary?.interval95,
    interval90: summary?.interval90,
    n: summary?.n,
    outcome: isTested ? outcomeOf(claim.rule, estimate) : "not tested",
    p: isTested ? pValueOf(claim.rule, estimate) : undefined,
  };
}

/** The verdict of a slide. A build without verdicts has none, nor does a slide with checks alone. */
export function verdictOfSlide(
  claims: readonly EvaluatedClaim[],
  checks: readonly EvaluatedCheck[],
  hasVerdicts: boolean,
): Verdict | "none" {
  if (!hasVerdicts || (claims.length === 0 && checks.length > 0)) return "none";
  return verdictOf(claims.map((claim) => claim.outcome));
}

/** A claim as its own slide judges it. */
export type OwnJudgement = Omit<EvaluatedClaim, "adjustedP" | "survivesHolm" | "sharedWith">;

/** An estimate with its claims. */
interface Shared {
  readonly ids: string[];
  largestP: number;
}

/**
 * Adjusts the p-values of all tested claims, slide by slide. Claims on equal samples share one estimate, which is counted
 * once: as each p-value is doubled, all one-sided statements on one mean hold together at the level of one. A claim is
 * therefore set against the largest p-value of each other estimate, whose claims are then all rejected before it.
 */
export function judgeTogether(
  slides: readonly { readonly slide: Slide; readonly claims: readonly OwnJudgement[] }[],
): EvaluatedClaim[][] {
  const estimates = estimatesOf(slides);
  return slides.map(({ slide, claims }) =>
    claims.map((claim): EvaluatedClaim => {
      const own = estimates.get(samplesKey(claim));
      if (claim.p === undefined || own === undefined) {
        return { ...claim, adjustedP: undefined, survivesHolm: false, sharedWith: [] };
      }
      const otherEstimates = [...estimates.values()].filter((estimate) => estimate !== own);
      const [result] = holm([claim.p, ...otherEstimates.map(({ largestP }) => largestP)]);
      const isDecided = claim.outcome === "supported" || claim.outcome === "contradicted";
      return {
        ...claim,
        adjustedP: result?.adjusted,
        survivesHolm: isDecided && result?.rejected === true,
        sharedWith: own.ids.filter((id) => id !== claimId(slide, claim)),
      };
    }),
  );
}

const claimId = (slide: Slide, { claim }: Pick<OwnJudgement, "claim">): string =>
  `${twoDigits(slide)}/${claim.id}`;

interface Sampled {
  readonly estimate?: Estimate | undefined;
  readonly p?: number | undefined;
}

const samplesKey = ({ estimate }: Sampled): string => JSON.stringify(estimate?.samples);

function estimatesOf(slides: Parameters<typeof judgeTogether>[0]): ReadonlyMap<string, Shared> {
  const estimates = new Map<string, Shared>();
  for (const { slide, claims } of slides) {
    for (const claim of claims) {
      if (claim.p === undefined) continue;
      const samples = samplesKey(claim);
      const shared = estimates.get(samples) ?? { ids: [], largestP: 0 };
      shared.ids.push(claimId(slide, claim));
      shared.largestP = Math.max(shared.largestP, claim.p);
      estimates.set(samples, shared);
    }
  }
  return estimates;
}

interface CountedSlide {
  readonly claims: readonly (Sampled & Pick<ClaimRecord, "outcome" | "survivesHolm">)[];
  readonly checks: readonly Pick<CheckRecord, "outcome">[];
}

export function countClaims(slides: readonly CountedSlide[]): ClaimCounts {
  const claims = slides.flatMap((slide) => slide.claims);
  const checks = slides.flatMap((slide) => slide.checks);
  const withOutcome = (wanted: Outcome) => claims.filter(({ outcome }) => outcome === wanted).length;
  const tested = claims.filter(({ p }) => p !== undefined);
  return {
    claims: claims.length,
    estimates: new Set(tested.map(samplesKey)).size,
    outcomes: {
      supported: withOutcome("supported"),
      contradicted: withOutcome("contradicted"),
      inconclusive: withOutcome("inconclusive"),
      "not tested": withOutcome("not tested"),
    },
    surviving: claims.filter(({ survivesHolm }) => survivesHolm).length,
    checks: checks.length,
    holding: checks.filter(({ outcome }) => outcome === "holds").length,
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
