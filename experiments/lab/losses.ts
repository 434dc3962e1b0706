/** Held-out losses: differences between arms per seed, and losses during a run. */

import { exp, log } from "../kit/exact-math.ts";
import type { Finding, Phrases } from "../kit/experiment.ts";
import { pairedDifferences, pairedRatios } from "../kit/stats/describe.ts";
import { gapPhrases, meanFinding } from "../kit/stats/findings.ts";
import { column } from "../kit/tables.ts";

/** A loss, or a difference of losses, in nats per character, one per seed. */
export const lossFinding = (losses: readonly number[]): Finding =>
  meanFinding(losses, ".3f", { unit: "nats" });

/** One loss minus another in nats per character, one difference per seed, as a comparison. */
export const lossGap = (differences: readonly number[], phrases: Phrases = gapPhrases): Finding => ({
  ...lossFinding(differences),
  phrases,
});

/** Losses of three arms, one per seed. */
interface BetweenFloorAndFull {
  /** Of the frozen random body. */
  readonly frozen: readonly number[];
  readonly lora: readonly number[];
  readonly full: readonly number[];
}

/** The share of the gap between the frozen body and full training that LoRA closes, per seed. */
export const closedGaps = ({ frozen, lora, full }: BetweenFloorAndFull): number[] =>
  pairedRatios(pairedDifferences(frozen, lora), pairedDifferences(frozen, full));

/** A loss after some steps of training. */
export interface LossAt {
  readonly steps: number;
  readonly loss: number;
}

/** The first point for which `isReached` holds, and the one before it. */
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

/** The number of steps until the loss is down to `target`; undefined if the lengths of training do not cover it. */
export function stepsForLoss(points: readonly LossAt[], target: number): number | undefined {
  const { before, next } = around(points, ({ loss }) => loss <= target);
  if (next?.loss === target) return next.steps;
  if (before === undefined || next === undefined) return undefined;
  const share = (before.loss - target) / (before.loss - next.loss);
  return exp(log(before.steps) + share * log(next.steps / before.steps));
}
