/** The noise of a loss curve: the curve minus its trend, a centred moving mean. */
import { mean } from "../kit/stats/describe.ts";

/**
 * Root mean square of a series minus its centred moving mean of `window` values. Values whose window exceeds an end
 * are left out.
 */
export function detrendedNoise(series: readonly number[], window: number): number {
  if (!(Number.isInteger(window) && window >= 3 && window % 2 === 1)) {
    throw new RangeError(`invalid window; not an odd number from 3: ${window}`);
  }
  const reach = (window - 1) / 2;
  return rootMeanSquare(deviations(series, window).slice(reach, series.length - reach));
}

/** Each value minus the mean of the `window` steps around it; fewer steps at the ends of the series. */
export function deviations(series: readonly number[], window: number): number[] {
  const reach = (window - 1) / 2;
  return series.map((value, step) => value - mean(series.slice(Math.max(0, step - reach), step + reach + 1)));
}

/** The rows with deviations in units of one arm's root mean square, to compare curves of any scale. */
export function inUnitsOf<Deviation extends { readonly arm: string; readonly deviation: number }>(
  arm: string,
  rows: readonly Deviation[],
): Deviation[] {
  const unit = rootMeanSquare(rows.filter((row) => row.arm === arm).map(({ deviation }) => deviation));
  return rows.map((row) => ({ ...row, deviation: row.deviation / unit }));
}

const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => value * value)));
