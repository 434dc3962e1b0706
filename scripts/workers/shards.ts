/**
 * Divides the trials of a plan among machines, and runs one shard. The division depends on the plan alone, never on the
 * store, so shards may start in any order and at any time: no trial is left out, and none runs twice.
 */

import type { Effects } from "../base/effects.ts";
import { formatCount } from "../base/format.ts";
import type { Shard } from "../system/command.ts";
import { withInputs } from "../trials/inputs.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { lookUpTrials, type RunObserver, type RunOptions, runTrials } from "./run-trials.ts";

/** Trials that can run at once, because their inputs belong to earlier waves. */
export interface Wave {
  /** The trials of each shard, in the order of their numbers. */
  readonly shards: readonly (readonly KeyedTrial[])[];
}

/**
 * The waves of these trials and their inputs, each divided among the shards by expected seconds. Trials that
 * measure time, and those that need one, belong to no wave: the machine that writes the report runs them.
 */
export function shareOut(trials: readonly KeyedTrial[], shards: number): readonly Wave[] {
  const waves: KeyedTrial[][] = [];
  const levels = new Map<string, number>();
  for (const trial of withInputs(trials)) {
    if (trial.trial.measuresTime) continue;
    const inputs = Object.values(trial.inputs).map(({ key }) => levels.get(key));
    if (inputs.includes(undefined)) continue;
    const level = Math.max(0, ...inputs.map((input = 0) => input + 1));
    levels.set(trial.key, level);
    waves[level] = [...(waves[level] ?? []), trial];
  }
  const totals = new Array<number>(shards).fill(0);
  return waves.map((wave) => ({ shards: balance(wave, totals) }));
}

/** Gives each trial, the longest first, to the shard with the least work in this wave, and on a tie with the least in all waves. */
function balance(trials: readonly KeyedTrial[], totals: number[]): KeyedTrial[][] {
  const shares = totals.map((total, index) => ({ index, total, seconds: 0, trials: [] as KeyedTrial[] }));
  for (const trial of [...trials].sort(longestFirst)) {
    const least = shares.reduce((a, b) =>
      b.seconds < a.seconds || (b.seconds === a.seconds && b.total < a.total) ? b : a,
    );
    least.trials.push(trial);
    least.seconds += trial.trial.estimatedSeconds;
    least.total += trial.trial.estimatedSeconds;
  }
  for (const { index, total } of shares) totals[index] = total;
  return shares.map((share) => share.trials);
}

/** Equally long trials are in the order of their keys, so that every machine has the same order. */
function longestFirst(a: KeyedTrial, b: KeyedTrial): number {
  const difference = b.trial.estimatedSeconds - a.trial.estimatedSeconds;
  if (difference !== 0) return difference;
  return a.key < b.key ? -1 : 1;
}

/** The trials of a plan that one shard runs. */
export const shareOfPlan = (trials: readonly KeyedTrial[], { number, of }: Shard): readonly KeyedTrial[] =>
  shareOut(trials, of).flatMap(({ shards }) => shards[number - 1] ?? []);

/** Runs a shard's own trials and prints what was done. Returns the exit code: 1 if a trial has failed. */
export async function runShard(
  own: readonly KeyedTrial[],
  shard: Shard,
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<number> {
  const ran = new Set<KeyedTrial>();
  const failed = new Set<KeyedTrial>();
  let waiting: readonly KeyedTrial[] = own;
  for (;;) {
    // Looked up in each round, since other shards may have stored what these trials need.
    const outcomes = await lookUpTrials(own, effects);
    const isStored = ({ key }: KeyedTrial) => outcomes.get(key)?.state === "stored";
    waiting = own.filter((trial) => !isStored(trial) && !failed.has(trial));
    const ready = waiting.filter(({ inputs }) => Object.values(inputs).every(isStored));
    if (ready.length === 0) break;
    const results = await runTrials(ready, options, observer, effects);
    for (const trial of ready) (results.get(trial.key)?.state === "failed" ? failed : ran).add(trial);
  }
  const counts = [
    `${formatCount(ran.size, "trial")} ran`,
    `${own.length - ran.size - failed.size - waiting.length} stored before`,
    `${failed.size} failed`,
    `${waiting.length} waiting for inputs`,
  ];
  effects.terminal.line(`shard ${shard.number} of ${shard.of}: ${counts.join(", ")}`);
  if (waiting.length > 0) {
    effects.terminal.line("help: when the other shards have ended, run the same command again");
  }
  return failed.size > 0 ? 1 : 0;
}
