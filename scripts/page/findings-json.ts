/** findings.json: every finding, claim and verdict, for machines. */
import { prettyJson } from "../json.ts";
import type { BuildFacts, EvaluatedClaim, RenderedSlide } from "../report.ts";

export function findingsJson(rendered: readonly RenderedSlide[], facts: BuildFacts): string {
  return prettyJson({
    profile: facts.profile,
    slides: rendered.map(({ measured, findings, claims, verdict }) => ({
      slide: measured.slide.name,
      status: measured.status.kind,
      verdict,
      claims: claims.map(claimJson),
      findings: Object.entries(findings).map(([id, { value, unit, interval, n }]) => ({
        id,
        value,
        unit,
        interval,
        n,
      })),
    })),
  });
}

function claimJson({ claim, mean, interval95, interval90, n, outcome }: EvaluatedClaim): object {
  const { id, quote, drawn, metric, unit, rule } = claim;
  return { id, quote, drawn, metric, unit, rule, estimate: mean, interval95, interval90, n, outcome };
}
