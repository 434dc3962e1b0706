/** Which trials an audit draws, so that anybody can draw them again, and how long they take in a browser. */
import { Random } from "../../experiments/kit/random.ts";
import type { ListedTrial } from "./listing.ts";
import { browserTime } from "./panel-text.ts";

export interface SampleOptions {
  /** Most that are drawn. */
  readonly sample: number;
  readonly seed: number;
}

/** The same sample for the same seed, in whichever order the items come. */
export function drawSample<Item extends { readonly key: string }>(
  items: readonly Item[],
  { sample, seed }: SampleOptions,
): readonly Item[] {
  const sorted = [...items].sort((a, b) => (a.key < b.key ? -1 : 1));
  return Random.seeded(seed).shuffle(sorted).slice(0, sample);
}

/** Runs of an audit in a browser. */
export const AUDIT_SAMPLE = 5;

/** The seed that the page shows first. */
export const FIRST_SEED = 1;

/** The same runs for the same seed. */
export const drawnTrials = (trials: readonly ListedTrial[], seed: number): readonly ListedTrial[] =>
  drawSample(trials, { sample: AUDIT_SAMPLE, seed });

/** "Audit 5 runs here, about 2 min". */
export function auditText(trials: readonly ListedTrial[]): string {
  const seconds = trials.reduce((sum, trial) => sum + trial.seconds, 0);
  return `Audit ${trials.length} ${trials.length === 1 ? "run" : "runs"} here, ${browserTime(seconds)}`;
}
