/** Which trials a browser audits, and how long they take. */
import { drawSample } from "../base/sample.ts";
import type { ListedTrial } from "./listing.ts";
import { browserTime } from "./panel-text.ts";

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
