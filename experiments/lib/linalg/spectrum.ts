/** What a list of singular values says about a matrix. `energy` is the squared Frobenius norm. */

/** Energy held by the first r singular values as a share of all, for r = 0 to the number of values. */
export function energyByRank(singularValues: readonly number[]): readonly number[] {
  const kept = [0];
  let sum = 0;
  for (const value of singularValues) {
    sum += value * value;
    kept.push(sum);
  }
  return kept.map((energy) => (sum > 0 ? energy / sum : 0));
}

/** The smallest rank that holds at least the given share of the energy: r90 for share = 0.9. */
export function rankHolding(singularValues: readonly number[], share: number): number {
  const rank = energyByRank(singularValues).findIndex((energy) => energy >= share);
  if (rank < 0) throw new RangeError(`invalid share; no rank holds it: ${share}`);
  return rank;
}

/** Energy over the largest squared singular value: 1 for rank one, k for k equal values. */
export function stableRank(singularValues: readonly number[]): number {
  const squares = singularValues.map((value) => value * value);
  const largest = Math.max(...squares);
  return largest > 0 ? squares.reduce((sum, square) => sum + square, 0) / largest : 0;
}
