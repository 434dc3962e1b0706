/** Quantiles of samples, for quantities with outliers such as times. */

/** The quantile at `share` by linear interpolation between order statistics (Hyndman and Fan 1996, definition 7). */
export function quantile(samples: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`invalid share; not in [0, 1]: ${share}`);
  const sorted = [...samples].sort((first, second) => first - second);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined)
    throw new RangeError("missing samples: no quantile of none");
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Medians of consecutive samples, so many at a time: samples for an interval, among which one hiccup is none. */
export const blockMedians = (samples: readonly number[], perBlock: number): number[] =>
  Array.from({ length: Math.floor(samples.length / perBlock) }, (_, index) =>
    median(samples.slice(index * perBlock, (index + 1) * perBlock)),
  );
