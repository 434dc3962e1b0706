/** Words a finding: the phrase of a comparison, and the number with its unit and half the width of its interval. */
import type { Finding, Interval } from "../../experiments/kit/experiment.ts";
import { formatNumber, NO_BREAK, typeset } from "./typography.ts";

export interface FindingText {
  /** Words of a comparison before the number, e.g. "with no resolved difference ("; otherwise empty. */
  readonly before: string;
  /** The number, its uncertainty and its unit: "0.080 ± 0.052 nats", or "1.21 [1.10, 1.33]" where the ends differ. */
  readonly number: string;
  /** Words of a comparison after the number, e.g. " above". */
  readonly after: string;
  /** Interval and count in full, e.g. "95% interval 0.03 to 0.07, n = 3"; empty for an exact value. */
  readonly detail: string;
}

/** The place of the number in a phrase. */
const NUMBER = "%";

/**
 * Splits a finding into words, number and detail. The interval of a comparison selects the phrase: that for lower carries
 * the sign, so number and interval are then printed positive. Where the interval contains zero or there is none, the
 * number keeps its sign. A phrase without a place for the number comes before it.
 */
export function describeFinding(finding: Finding): FindingText {
  const { value, interval, phrases } = finding;
  if (typeof value === "string")
    return { before: "", number: typeset(value), after: "", detail: detailOf(finding) };
  if (phrases === undefined) return around(NUMBER, { ...finding, value });
  if (interval !== undefined && interval.high < 0) {
    const { low, high, level } = interval;
    return around(phrases.lower, { ...finding, value: -value, interval: { low: -high, high: -low, level } });
  }
  const isHigher = interval !== undefined && interval.low > 0;
  return around(isHigher ? phrases.higher : phrases.unresolved, { ...finding, value });
}

function around(phrase: string, finding: Finding & { readonly value: number }): FindingText {
  const place = phrase.indexOf(NUMBER);
  const [before, after] =
    place === -1 ? [`${phrase} `, ""] : [phrase.slice(0, place), phrase.slice(place + NUMBER.length)];
  return { before, number: numberOf(finding), after, detail: detailOf(finding) };
}

/** A finding's text in one piece. */
export const plainFinding = ({ before, number, after }: FindingText): string => `${before}${number}${after}`;

/** The same without the interval, as one says it: "0.080 nats", "1.21". */
export const withoutInterval = (text: FindingText): FindingText => ({
  ...text,
  number: text.number.replace(INTERVAL, ""),
});

/** "± 0.052" or "[1.10, 1.33]" after a number. */
const INTERVAL = /\u00a0±\u00a0[\d.,]+|\u00a0\[[^\]]*\]/;

/** How far the ends of an interval may be from equal distances, as a share of its width, to be written as ±. */
const SYMMETRY = 0.01;

function numberOf({ value, interval, format, unit }: Finding & { readonly value: number }): string {
  const text = (number: number) => formatNumber(number, format);
  const withUncertainty = interval === undefined ? text(value) : uncertain(value, interval, text);
  return unit === undefined ? withUncertainty : `${withUncertainty}${NO_BREAK}${unit}`;
}

function uncertain(value: number, { low, high }: Interval, text: (number: number) => string): string {
  const half = (high - low) / 2;
  const isSymmetric = Math.abs((low + high) / 2 - value) <= SYMMETRY * half;
  return isSymmetric
    ? joined(text(value), `${NO_BREAK}±${NO_BREAK}`, text(half))
    : `${text(value)}${NO_BREAK}[${text(low)},${NO_BREAK}${text(high)}]`;
}

/** Two numbers with one per cent sign at the end. */
function joined(first: string, between: string, second: string): string {
  const sign = /%$/;
  return sign.test(first) && sign.test(second)
    ? `${first.replace(sign, "")}${between}${second}`
    : `${first}${between}${second}`;
}

/** "95% interval 0.03 to 0.07, n = 3", in the finding's number format. */
function detailOf({ interval, format, n }: Finding): string {
  const count = n === undefined ? "" : `n${NO_BREAK}=${NO_BREAK}${formatNumber(n)}`;
  if (interval === undefined) return count === "" ? "" : `${count}, no interval`;
  const level = formatNumber(interval.level, ".0%");
  const ends = `${level} interval ${formatNumber(interval.low, format)} to ${formatNumber(interval.high, format)}`;
  return count === "" ? ends : `${ends}, ${count}`;
}
