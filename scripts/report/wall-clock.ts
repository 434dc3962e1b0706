/** Which results of a slide rest on a clock: those that change or vanish without its measurements of time. */
import type { Tables } from "../../experiments/lib/experiment.ts";
import { prettyJson } from "../base/json.ts";
import type { RenderedSlide } from "./report.ts";

/** Names of the results of a slide that rest on a clock. */
export interface WallClock {
  readonly tables: ReadonlySet<string>;
  readonly findings: ReadonlySet<string>;
  /** Claims and checks. */
  readonly judged: ReadonlySet<string>;
}

const nothing: WallClock = { tables: new Set(), findings: new Set(), judged: new Set() };

export function wallClockOf({ measured, findings, claims, checks }: RenderedSlide): WallClock {
  const { status, slide, config } = measured;
  const untimed = status.kind === "measured" ? status.untimed : undefined;
  if (status.kind !== "measured" || slide.results === undefined || untimed === undefined) return nothing;
  const { tables } = status;
  const ids = [...claims.map(({ claim }) => claim.id), ...checks.map(({ check }) => check.id)];
  if (untimed === "none") {
    return {
      tables: new Set(Object.keys(tables)),
      findings: new Set(Object.keys(findings)),
      judged: new Set(ids),
    };
  }
  const { results } = slide;
  const judgedBy = (some: Tables) => ({
    ...results.estimates(some, config),
    ...results.checks?.(some, config),
  });
  return {
    tables: changed(tables, untimed),
    findings: changed(findings, results.findings(untimed, config)),
    judged: changed(judgedBy(tables), judgedBy(untimed)),
  };
}

function changed(
  all: Readonly<Record<string, unknown>>,
  untimed: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  return new Set(Object.keys(all).filter((name) => prettyJson(all[name]) !== prettyJson(untimed[name])));
}
