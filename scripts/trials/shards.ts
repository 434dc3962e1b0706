/**
 * Shares the trials of a plan out among machines. Who computes what follows from the plan alone, never from what the store
 * holds at the moment, so shards may start in any order and at any time: no trial is left out, and none runs twice.
 */
import type { KeyedTrial } from "./keys.ts";
import { withInputs } from "./walk.ts";

/** Trials that can run at once, because their inputs belong to earlier waves. */
export interface Wave {
  /** The trials of each shard, in the order of their numbers. */
  readonly shards: readonly (readonly KeyedTrial[])[];
}

/**
 * The waves of these trials and their inputs, each shared out among as many shards by expected seconds. Trials that
 * measure time, and those that need one, belong to no wave: the machine that writes the report runs them.
 */
export function shareOut(trials: readonly KeyedTrial[], shards: number): readonly Wave[] {
  const waves: KeyedTrial[][] = [];
  const levels = new Map<string, number>();
  for (const trial of withInputs(trials)) {
    if (trial.trial.exclusive) continue;
    const inputs = Object.values(trial.inputs).map(({ key }) => levels.get(key));
    if (inputs.includes(undefined)) continue;
    const level = Math.max(0, ...inputs.map((input = 0) => input + 1));
    levels.set(trial.key, level);
    waves[level] = [...(waves[level] ?? []), trial];
  }
  const totals = new Array<number>(shards).fill(0);
  return waves.map((wave) => ({ shards: balance(wave, totals) }));
}

/** Gives each trial, the longest first, to the shard with the least work in this wave, and among these in all. */
function balance(trials: readonly KeyedTrial[], totals: number[]): KeyedTrial[][] {
  const shares = totals.map((total, index) => ({ index, total, seconds: 0, trials: [] as KeyedTrial[] }));
  for (const trial of [...trials].sort(longestFirst)) {
    const least = shares.reduce((one, other) =>
      other.seconds < one.seconds || (other.seconds === one.seconds && other.total < one.total) ? other : one,
    );
    least.trials.push(trial);
    least.seconds += trial.trial.estimatedSeconds;
    least.total += trial.trial.estimatedSeconds;
  }
  for (const { index, total } of shares) totals[index] = total;
  return shares.map((share) => share.trials);
}

/** Equally long trials go by key, since every machine must come to the same order. */
function longestFirst(one: KeyedTrial, other: KeyedTrial): number {
  const difference = other.trial.estimatedSeconds - one.trial.estimatedSeconds;
  if (difference !== 0) return difference;
  return one.key < other.key ? -1 : 1;
}
