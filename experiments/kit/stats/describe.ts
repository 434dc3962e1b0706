/** Means, spreads, pairs and slopes of samples. */

import { column, rowsWith } from "../tables.ts";

/** Arithmetic mean of one or more numbers. */
export function mean(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError("missing samples: the mean of none is not defined");
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** Sample standard deviation (divided by n - 1) of two or more numbers. */
export function standardDeviation(samples: readonly number[]): number {
  if (samples.length < 2) throw new RangeError(`missing samples: a spread needs two, not ${samples.length}`);
  const centre = mean(samples);
  const squares = samples.reduce((sum, sample) => sum + (sample - centre) * (sample - centre), 0);
  return Math.sqrt(squares / (samples.length - 1));
}

function paired(
  left: readonly number[],
  right: readonly number[],
  combine: (leftSample: number, rightSample: number) => number,
): number[] {
  if (left.length !== right.length) {
    throw new RangeError(`invalid pairs: ${left.length} samples against ${right.length}`);
  }
  return left.map((sample, index) => combine(sample, right[index] as number));
}

/** left - right, per seed. */
export function pairedDifferences(left: readonly number[], right: readonly number[]): number[] {
  return paired(left, right, (a, b) => a - b);
}

/** left / right, per seed. */
export function pairedRatios(left: readonly number[], right: readonly number[]): number[] {
  return paired(left, right, (a, b) => a / b);
}

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

/** Medians of groups of consecutive samples, as samples for an interval that a single outlier does not affect. */
export const blockMedians = (samples: readonly number[], perBlock: number): number[] =>
  Array.from({ length: Math.floor(samples.length / perBlock) }, (_, index) =>
    median(samples.slice(index * perBlock, (index + 1) * perBlock)),
  );

/** Slope of the least-squares line through points. */
export function slope(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [mean(x), mean(y)];
  const products = paired(x, y, (left, right) => (left - meanX) * (right - meanY));
  const squares = x.map((value) => (value - meanX) * (value - meanX));
  if (squares.every((square) => square === 0)) {
    throw new RangeError(`invalid points: a slope needs two values of x, not only ${x[0]}`);
  }
  return mean(products) / mean(squares);
}

/** The slope of each seed, from the samples at each x, one per seed. */
export function slopesOfSeeds(x: readonly number[], samplesAtX: readonly (readonly number[])[]): number[] {
  const [first = []] = samplesAtX;
  const uneven = samplesAtX.find(({ length }) => length !== first.length);
  if (uneven !== undefined) {
    throw new RangeError(
      `invalid samples: ${uneven.length} seeds at one x against ${first.length} at the first`,
    );
  }
  return first.map((_, seed) => {
    const ofSeed = samplesAtX.map((samples) => samples[seed] as number);
    return slope(x, ofSeed);
  });
}

/**
 * A column of one arm minus that of another, per seed: `armDifferences(runs, "loss", { arm: "rank 0", over: "full" })`.
 * A table has the rows of every arm in the order of the seeds. `values` are of other fields, the same for both arms.
 */
export function armDifferences<
  Row extends { readonly arm: string } & Readonly<Record<Field, number>>,
  Field extends string,
>(
  rows: readonly Row[],
  field: Field,
  { arm, over }: Readonly<Record<"arm" | "over", NoInfer<Row>["arm"]>>,
  values: Partial<NoInfer<Row>> = {},
): number[] {
  const samplesOf = (name: Row["arm"]): readonly number[] => {
    const own = { ...values, arm: name };
    const samples = column(rows, field, own);
    const odd = samples.findIndex((sample) => !Number.isFinite(sample));
    if (odd === -1) return samples;
    const { seed } = { seed: undefined, ...rowsWith(rows, own)[odd] };
    const run = seed === undefined ? name : `${name}, seed ${seed}`;
    throw new RangeError(`invalid sample: ${field} of ${run} is ${samples[odd]}`);
  };
  const [left, right] = [samplesOf(arm), samplesOf(over)];
  if (left.length !== right.length) {
    throw new RangeError(
      `invalid pairs: ${left.length} samples of ${arm} against ${right.length} of ${over}`,
    );
  }
  return pairedDifferences(left, right);
}
