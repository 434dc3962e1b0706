/** How much a curve jumps about its own trend. */
import { mean } from "./describe.ts";

/**
 * Root mean square of the residuals of a series from its centred moving mean of `window` steps, over the last half of
 * the series. Steps whose window would reach beyond the end are left out.
 */
export function detrendedNoise(series: readonly number[], window = 21): number {
  if (!(Number.isInteger(window) && window >= 3 && window % 2 === 1)) {
    throw new RangeError(`invalid window; not an odd number from 3: ${window}`);
  }
  const reach = (window - 1) / 2;
  const first = Math.max(reach, Math.floor(series.length / 2));
  const squares: number[] = [];
  for (let step = first; step + reach < series.length; step++) {
    const residual = (series[step] as number) - mean(series.slice(step - reach, step + reach + 1));
    squares.push(residual * residual);
  }
  return Math.sqrt(mean(squares));
}
