/** Losses by the steps of training, linear in the logarithm of the steps between two lengths that were measured. */
import { exp, log } from "../exact-math.ts";
import { column, firstAndLast } from "../tables.ts";

/** A loss after some steps of training. */
export interface LossAt {
  readonly steps: number;
  readonly loss: number;
}

/** The first point that `isReached`, and the one before it. */
function around(points: readonly LossAt[], isReached: (point: LossAt) => boolean) {
  const index = points.findIndex(isReached);
  return { before: points[index - 1], next: points[index] };
}

/** The loss after `steps`. */
export function lossAfter(points: readonly LossAt[], steps: number): number {
  const { before, next } = around(points, (point) => point.steps >= steps);
  if (next?.steps === steps) return next.loss;
  if (before === undefined || next === undefined) {
    throw new RangeError(
      `invalid steps: ${steps} lies outside the lengths ${column(points, "steps").join(", ")}`,
    );
  }
  const share = log(steps / before.steps) / log(next.steps / before.steps);
  return before.loss + share * (next.loss - before.loss);
}

/**
 * The steps after which the loss is down to `target`. Where even the longest training stays above, `cap`; where the
 * shortest is below already, its steps.
 */
export function stepsForLoss(points: readonly LossAt[], target: number, cap: number): number {
  const [first] = firstAndLast(points);
  if (first.loss <= target) return first.steps;
  const { before, next } = around(points, ({ loss }) => loss <= target);
  if (before === undefined || next === undefined) return cap;
  const share = (before.loss - target) / (before.loss - next.loss);
  return exp(log(before.steps) + share * log(next.steps / before.steps));
}
