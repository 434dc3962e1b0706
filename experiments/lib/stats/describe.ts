/** Means, spreads and pairs of samples. */

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

/** left - right, seed by seed. */
export function pairedDifferences(left: readonly number[], right: readonly number[]): number[] {
  return paired(left, right, (a, b) => a - b);
}

/** left / right, seed by seed. */
export function pairedRatios(left: readonly number[], right: readonly number[]): number[] {
  return paired(left, right, (a, b) => a / b);
}
