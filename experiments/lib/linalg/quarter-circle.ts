/**
 * The quarter-circle law: the singular values of an n x n matrix of independent standard normal entries, divided by
 * sqrt(n), tend to the density sqrt(4 - x^2) / pi on [0, 2] (Marchenko and Pastur 1967, square case). With x = 2 sin t
 * both the count and the energy below x are elementary.
 */
import { sin } from "../exact-math.ts";

/** Share of the singular values below 2 sin t. */
const countBelow = (t: number): number => (2 * t + sin(2 * t)) / Math.PI;
/** Share of the energy (sum of squares) below 2 sin t. */
const energyBelow = (t: number): number => (2 * t - sin(4 * t) / 2) / Math.PI;

/** Halvings of [0, pi/2] after which t is known to the last bit of a double. */
const HALVINGS = 60;

/** The smallest rank that holds at least `share` of the energy of a Gaussian n x n matrix, as its law has it. */
export function gaussianRankHolding(share: number, size: number): number {
  let rank = 0;
  while (gaussianEnergyKept(rank / size) < share) rank++;
  return rank;
}

/** Share of the energy that the largest `share` of the singular values holds, as n grows. */
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
