/** Rank correlation. */
import { mean } from "./describe.ts";

/** Ranks from 1; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  let start = 0;
  while (start < order.length) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[start] ?? 0]) end++;
    for (let place = start; place <= end; place++) ranks[order[place] ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}

/** Spearman's rank correlation: Pearson's of the ranks. Undefined where either list is constant or shorter than two. */
export function spearman(left: readonly number[], right: readonly number[]): number | undefined {
  if (left.length !== right.length) {
    throw new RangeError(`invalid pairs: ${left.length} values against ${right.length}`);
  }
  if (left.length < 2) return undefined;
  const [leftRanks, rightRanks] = [ranksOf(left), ranksOf(right)];
  const [leftMean, rightMean] = [mean(leftRanks), mean(rightRanks)];
  let covariance = 0;
  let leftVariance = 0;
  let rightVariance = 0;
  leftRanks.forEach((rank, index) => {
    const deviation = rank - leftMean;
    const other = (rightRanks[index] ?? 0) - rightMean;
    covariance += deviation * other;
    leftVariance += deviation * deviation;
    rightVariance += other * other;
  });
  if (leftVariance === 0 || rightVariance === 0) return undefined;
  return covariance / Math.sqrt(leftVariance * rightVariance);
}
