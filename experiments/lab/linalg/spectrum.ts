/**
 * Summaries of a matrix's singular values, and the values to expect of a random matrix. `energy` is the squared
 * Frobenius norm.
 */
import { sin } from "../../kit/exact-math.ts";

/** The share of the energy in the first r singular values, for r = 0 to the number of values. */
export function energyByRank(singularValues: readonly number[]): readonly number[] {
  const kept = [0];
  let sum = 0;
  for (const value of singularValues) {
    sum += value * value;
    kept.push(sum);
  }
  return kept.map((energy) => (sum > 0 ? energy / sum : 0));
}

/** The smallest rank with at least this share of the energy: r90 for share = 0.9. */
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

/** Share of the singular values below 2 sin t. */
const countBelow = (t: number): number => (2 * t + sin(2 * t)) / Math.PI;
/** Share of the energy (sum of squares) below 2 sin t. */
const energyBelow = (t: number): number => (2 * t - sin(4 * t) / 2) / Math.PI;

/** Halvings of [0, pi/2] that give t to the last bit of a double. */
const HALVINGS = 60;

/** The smallest rank with at least `share` of the energy of a Gaussian n x n matrix, by its limiting law. */
export function gaussianRankHolding(share: number, size: number): number {
  let rank = 0;
  while (gaussianEnergyKept(rank / size) < share) rank++;
  return rank;
}

/** Share of the energy in the largest `share` of the singular values, for large n. */
export function gaussianEnergyKept(share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`invalid share; not in [0, 1]: ${share}`);
  let low = 0;
  let high = Math.PI / 2;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (countBelow(middle) < 1 - share) low = middle;
    else high = middle;
  }
  return 1 - energyBelow(high);
}
