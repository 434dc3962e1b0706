/** Findings drawn from samples. */
import type { Finding } from "../experiment.ts";
import { mean } from "./describe.ts";
import { meanInterval } from "./intervals.ts";

/** A mean over samples, most often one a seed, with its interval. */
export const meanFinding = (
  samples: readonly number[],
  format: string,
  rest: Pick<Finding, "unit" | "phrases"> = {},
): Finding => ({
  value: mean(samples),
  format,
  interval: meanInterval(samples),
  n: samples.length,
  ...rest,
});

/** A loss less another in nats a character, one difference a seed, as a comparison. */
export const lossGap = (differences: readonly number[]): Finding =>
  meanFinding(differences, ".3f", { unit: "nats", phrases: gapPhrases });

/** How a sentence puts a loss that is set against another. */
export const gapPhrases = { higher: "higher by", lower: "lower by", unresolved: "not resolved:" };
