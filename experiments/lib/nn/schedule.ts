/** The learning rate over a run. */
import { cos } from "../exact-math.ts";

export interface Schedule {
  /** The highest rate, reached after the warm-up. */
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly steps: number;
}

/** The rate at the end, as a share of the highest. */
const FINAL_SHARE = 0.1;

/**
 * Linear warm-up, then half a cosine down to a tenth (Loshchilov and Hutter 2017, equation 5, without restarts). Steps
 * count from 1.
 */
export function learningRateAt(step: number, { learningRate, warmupSteps, steps }: Schedule): number {
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  return learningRate * (FINAL_SHARE + ((1 - FINAL_SHARE) * (1 + cos(Math.PI * done))) / 2);
}
