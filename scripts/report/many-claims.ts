/** The measured claims of the whole report together: Holm's procedure over distinct estimates, and counts. */
import type { Estimate, Outcome } from "../../experiments/lib/experiment.ts";
import { holm } from "../../experiments/lib/stats/claims.ts";
import { type CheckRecord, type ClaimCounts, type ClaimRecord, twoDigits } from "../record/record.ts";
import type { EvaluatedClaim, Slide } from "./report.ts";

/** A claim as its own slide judges it. */
export type OwnJudgement = Omit<EvaluatedClaim, "adjustedP" | "survivesHolm" | "sharedWith">;

/** An estimate with the claims that rest on it. */
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
      const others = [...estimates.values()].filter((shared) => shared !== own);
      const [result] = holm([claim.p, ...others.map(({ largestP }) => largestP)]);
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
