/** Which results of a slide rest on a clock: those that change or vanish without its measurements of time. */
import type { Tables } from "../../experiments/lib/experiment.ts";
import { prettyJson } from "../base/json.ts";
import type { MeasuredSlide, SlideResults } from "./report.ts";

/** Names of the results of a slide that rest on a clock. */
export interface Timed {
  readonly tables: ReadonlySet<string>;
  readonly findings: ReadonlySet<string>;
  /** Claims and checks. */
  readonly judged: ReadonlySet<string>;
}

export function timedResults({ status, slide, config }: MeasuredSlide, all: SlideResults): Timed {
  const { results } = slide;
  const untimed = status.kind === "measured" ? status.untimed : undefined;
  if (status.kind !== "measured" || results === undefined || untimed === undefined) {
    return { tables: new Set(), findings: new Set(), judged: new Set() };
  }
  if (untimed === "none") {
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
    tables: changed(status.tables, untimed),
    findings: changed(all.findings, results.findings(untimed, config)),
    judged: changed({ ...all.estimates, ...all.checks }, judgedBy(untimed)),
  };
}

function changed(
  all: Readonly<Record<string, unknown>>,
  untimed: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  return new Set(Object.keys(all).filter((name) => prettyJson(all[name]) !== prettyJson(untimed[name])));
}
