/** Words a finding: the phrase of a comparison, the number with its unit, and its interval with the sample count. */
import type { Finding, Interval } from "../../experiments/lib/experiment.ts";
import { formatNumber, NO_BREAK } from "./typography.ts";

export interface FindingText {
  /** For a comparison, the phrase that its interval selects, e.g. "lower by"; otherwise empty. */
  readonly phrase: string;
  /** The number with its unit, e.g. "0.05 nats". */
  readonly number: string;
  /** Interval and count, e.g. "95 % interval 0.03 to 0.07, n = 3"; empty for an exact value. */
  readonly detail: string;
}

/** The phrase of a difference without an interval, whose sign may be chance. */
const UNKNOWN = "not resolved:";

/**
 * Splits a finding into phrase, number and detail. The interval of a comparison selects the phrase: "lower by" carries
 * the sign, so number and interval are then printed positive. Where the interval contains zero, the number keeps its sign.
 */
export function describeFinding(finding: Finding): FindingText {
  const { value, interval, phrases } = finding;
  const detail = detailOf(finding, interval);
  if (typeof value === "string") return { phrase: "", number: value, detail };
  const number = withUnit(value, finding);
  if (phrases === undefined) return { phrase: "", number, detail };
  if (interval === undefined) return { phrase: UNKNOWN, number, detail };
  if (interval.low > 0) return { phrase: phrases.higher, number, detail };
  if (interval.high >= 0) return { phrase: phrases.unresolved, number, detail };
  return {
    phrase: phrases.lower,
    number: withUnit(-value, finding),
    detail: detailOf(finding, mirrored(interval)),
  };
}

/** A finding as plain text, for alternative texts and descriptions. */
export function findingToText(finding: Finding): string {
  const { phrase, number, detail } = describeFinding(finding);
  return [phrase, number, detail && `(${detail})`].filter((part) => part !== "").join(" ");
}

/** "95 % interval 0.03 to 0.07", in the finding's number format. */
function intervalText(interval: Interval, format?: string): string {
  const level = formatNumber(interval.level, ".0%");
  return `${level} interval ${formatNumber(interval.low, format)} to ${formatNumber(interval.high, format)}`;
}

function mirrored(interval: Interval): Interval {
  return { low: -interval.high, high: -interval.low, level: interval.level };
}

function withUnit(value: number, finding: Finding): string {
  const number = formatNumber(value, finding.format);
  return finding.unit === undefined ? number : `${number}${NO_BREAK}${finding.unit}`;
}

function detailOf(finding: Finding, interval: Interval | undefined): string {
  const n = finding.n === undefined ? "" : `n${NO_BREAK}=${NO_BREAK}${formatNumber(finding.n)}`;
  if (interval !== undefined) {
    return [intervalText(interval, finding.format), n].filter((part) => part !== "").join(", ");
  }
  return n === "" ? "" : `${n}, no interval`;
}
