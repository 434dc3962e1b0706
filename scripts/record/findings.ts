/** findings.json, an extract of the records. */
import { prettyJson } from "../base/json.ts";
import { type ReportRecords, SCHEMA, type SlideRecord, type StatementRecord } from "./record.ts";

/** An extract of the records in the form that it had before there were records. */
export function findingsJson({ report, slides }: ReportRecords): string {
  const { profile } = report.facts;
  return prettyJson({ schema: SCHEMA, profile, counts: report.counts, slides: slides.map(extractOf) });
}

function extractOf({ slide, status, verdict, claims, checks, findings }: SlideRecord): object {
  return {
    slide: slide.name,
    status,
    verdict,
    claims: claims.map(({ mean, estimate, ...claim }) => ({
      ...statementOf(claim),
      estimate: mean,
      splits: estimate?.splits,
    })),
    checks: checks.map(({ value, ...check }) => ({ ...statementOf(check), value: value?.exact })),
    findings: findings.map(({ text: _, timed, ...finding }) => ({ ...finding, ...timedField(timed) })),
  };
}

const statementOf = ({ says, metric, timed, ...statement }: StatementRecord): object => ({
  ...statement,
  [says.how]: says.text.plain,
  metric: metric.plain,
  ...timedField(timed),
});

const timedField = (timed: boolean): object => (timed ? { wallClock: true } : {});
