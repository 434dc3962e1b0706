import { prettyJson } from "../base/json.ts";
import { extractOf } from "../build/facts.ts";
import { type ReportRecords, SCHEMA } from "./record.ts";

/** An extract of the records in the form that it had before there were records. */
export function findingsJson({ report, slides }: ReportRecords): string {
  const { profile } = report.facts;
  return prettyJson({ schema: SCHEMA, profile, counts: report.counts, slides: slides.map(extractOf) });
}
