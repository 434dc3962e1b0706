/**
 * The time that trials will still take: what was expected of them, by earlier runs of the same slots, times the pace that
 * this run has shown. Another engine, or a busy machine, may be several times slower than the last one.
 */
import type { KeyedTrial } from "./keys.ts";

/** A trial that runs. */
export interface Running {
  /** By the clock, in milliseconds. */
  readonly started: number;
  /** From 0 to 1. */
  fraction: number;
}

export interface RunSoFar {
  /** Expected seconds of each trial. */
  readonly expected: ReadonlyMap<KeyedTrial, number>;
  readonly running: ReadonlyMap<KeyedTrial, Running>;
  /** The seconds that each ended trial took; undefined for one that failed. */
  readonly ended: ReadonlyMap<KeyedTrial, number | undefined>;
}

/** So many seconds of trials weigh as much as what was expected, so that the first short ones do not decide. */
const PRIOR_SECONDS = 10;

/** After this many seconds a trial is late: estimates are rough, and a busy machine is several times slower. */
export const lateAfter = (expectedSeconds: number): number => Math.max(30, 10 * expectedSeconds);

/** Seconds until `jobs` workers have finished; `now` by the clock, in milliseconds. */
export function secondsLeft({ expected, running, ended }: RunSoFar, jobs: number, now: number): number {
  let left = 0;
  let taken = PRIOR_SECONDS;
  let foreseen = PRIOR_SECONDS;
  for (const [trial, seconds] of expected) {
    const took = ended.get(trial);
    if (took !== undefined) {
      taken += took;
      foreseen += seconds;
    }
    if (ended.has(trial)) continue;
    const { started, fraction } = running.get(trial) ?? { started: now, fraction: 0 };
    left += seconds * (1 - fraction);
    if (fraction === 0) continue;
    taken += (now - started) / 1000;
    foreseen += seconds * fraction;
  }
  return (left * (taken / foreseen)) / Math.min(jobs, Math.max(1, expected.size - ended.size));
}
