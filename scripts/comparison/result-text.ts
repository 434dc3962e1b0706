/** Numbers of two results, with the digits that show their difference, and how far they are apart. */
import type { Change } from "./compare-reports.ts";
import type { Result } from "./compared.ts";

/** Both results in words, e.g. "supported, 0.120 ± 0.030 nats". */
export function resultTexts(change: Change<Result>): Change<string> {
  const decimals = decimalsOf(change);
  return { before: textOf(change.before, decimals), after: textOf(change.after, decimals) };
}

function textOf(result: Result | undefined, decimals: number): string | undefined {
  if (result === undefined) return undefined;
  const { outcome, unit } = result;
  const value = valueText(result, decimals);
  const measured = value === "" ? "no value" : `${value}${unit === "" ? "" : ` ${unit}`}`;
  return outcome === undefined ? measured : `${outcome}, ${measured}`;
}

function valueText({ value, interval }: Result, decimals: number): string {
  if (typeof value !== "number") return value ?? "";
  const format = (number: number) => fixed(number, decimals);
  if (interval === undefined) return format(value);
  const { low, high } = interval;
  const isSymmetric = Math.abs((low + high) / 2 - value) <= 1e-6 * (high - low);
  return isSymmetric
    ? `${format(value)} ± ${format((high - low) / 2)}`
    : `${format(value)} [${format(low)}, ${format(high)}]`;
}

/** Half the width of the interval, or undefined without one. */
function halfWidth(result: Result | undefined): number | undefined {
  if (result?.interval === undefined) return undefined;
  const half = (result.interval.high - result.interval.low) / 2;
  return half > 0 ? half : undefined;
}

const SIGNIFICANT_DIGITS = 4;
const MOST_DECIMALS = 17;
/** Numbers beyond these are written with an exponent. */
const [LEAST_PLAIN, MOST_PLAIN] = [1e-6, 1e15];

/** Two digits of the half width, or else four of the value; more where the values would look equal. */
function decimalsOf({ before, after }: Change<Result>): number {
  const values = [before?.value, after?.value].filter((value) => typeof value === "number");
  if (values.every(Number.isInteger) && before?.interval === undefined && after?.interval === undefined) {
    return 0;
  }
  const half = halfWidth(before) ?? halfWidth(after);
  const size = half ?? Math.max(...values.map(Math.abs), LEAST_PLAIN);
  const digits = half === undefined ? SIGNIFICANT_DIGITS : 2;
  let decimals = Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
  const [one = 0, other = one] = values;
  while (one !== other && fixed(one, decimals) === fixed(other, decimals) && decimals < MOST_DECIMALS) {
    decimals++;
  }
  return decimals;
}

function fixed(value: number, decimals: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN);
  return (isPlain ? value.toFixed(decimals) : String(value)).replaceAll("-", "−");
}

/** "+1.2 half widths" of the interval before, or of the other where there is none; without any, "+3.1 %". */
export function shiftText({ before, after }: Change<Result>): string {
  const [was, is] = [before?.value, after?.value];
  if (typeof was !== "number" || typeof is !== "number" || was === is) return "";
  const half = halfWidth(before) ?? halfWidth(after);
  if (half !== undefined) return `${signed((is - was) / half)} half widths`;
  return was === 0 ? "" : `${signed((100 * (is - was)) / Math.abs(was))} %`;
}

function signed(value: number): string {
  const size = Math.abs(value);
  const text = size < 0.05 ? "<0.1" : size.toFixed(size < 10 ? 1 : 0);
  return `${value < 0 ? "−" : "+"}${text}`;
}
