/** What was measured for a claim or a finding, before any rule is applied. */

/** A two-sided confidence interval at `level` (0.95 unless stated). */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * The measurement behind a claim: repeated samples (one a seed, for a comparison already the paired difference or
 * ratio), or one exact value (a count, an identity, a formula).
 */
export type Estimate =
  | { readonly samples: readonly number[]; readonly format?: string }
  | { readonly exact: number; readonly format?: string };
