/** Findings with one number, and findings from samples. */

import type { Finding, Phrases, SplitSizes } from "../experiment.ts";
import { mean } from "./describe.ts";
import { meanInterval, meanRatio, ratioInterval } from "./intervals.ts";

/** A whole number with thousands separators. */
export const count = (value: number, unit?: string): Finding => plain(value, ",d", unit);

/** A whole number with thousands separators, in labels; the same in every locale. */
export const withCommas = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");

/** A number with a fixed number of decimals. */
export const decimal = (value: number, decimals: number, unit?: string): Finding =>
  plain(value, `.${decimals}f`, unit);

/** A share in percent: 0.25 shows as "25%". */
export const percent = (share: number, decimals = 0): Finding => plain(share, `.${decimals}%`);

const plain = (value: number, format: string, unit?: string): Finding => ({
  value,
  format,
  ...(unit === undefined ? {} : { unit }),
});

/** Replaces a time in a build that measures none. */
export const notTimed: Finding = { value: "not measured in this build" };

/** What rests on recorded runs, in a build without them. */
export const notRecorded: Finding = { value: "not known without recorded runs" };

/** A mean over samples, usually one per seed, with its interval, which is wider for overlapping splits. */
export const meanFinding = (
  samples: readonly number[],
  format: string,
  { splits, ...rest }: Pick<Finding, "unit" | "phrases"> & { readonly splits?: SplitSizes } = {},
): Finding => ({
  value: mean(samples),
  format,
  interval: meanInterval(samples, 0.95, splits),
  n: samples.length,
  ...rest,
});

/** A geometric mean over ratios, with its interval. */
export const ratioFinding = (ratios: readonly number[], format: string): Finding => ({
  value: meanRatio(ratios),
  format,
  interval: ratioInterval(ratios),
  n: ratios.length,
});

/** The (geometric) mean distance of ratios from one, as a comparison: 0.2 for ratios of 1.2. */
export function excessFinding(ratios: readonly number[], format: string, phrases: Phrases): Finding {
  const { interval, ...geometric } = ratioFinding(ratios, format);
  return {
    ...geometric,
    value: meanRatio(ratios) - 1,
    interval: interval && { ...interval, low: interval.low - 1, high: interval.high - 1 },
    phrases,
  };
}

/** Phrases that compare a loss with another: "Small steps end {{finding "gap"}} large ones". */
export const gapPhrases: Phrases = {
  higher: "% above",
  lower: "% below",
  unresolved: "with no resolved difference (%) from",
};

/** Phrases that compare an amount with another: "Large steps gain {{finding "gain"}} than small ones". */
export const amountPhrases: Phrases = {
  higher: "% more",
  lower: "% less",
  unresolved: "neither clearly more nor less (%)",
};
