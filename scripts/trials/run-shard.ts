/** Runs one shard of a plan or of a round of searches: what the store lacks of it, as soon as the inputs are stored. */
import type { Shard } from "../base/command.ts";
import type { Effects } from "../base/effects.ts";
import { formatCount } from "../base/format.ts";
import type { KeyedTrial } from "./keys.ts";
import { lookUpTrials, type RunObserver, type RunOptions, runTrials } from "./run-trials.ts";
import { shareOut } from "./shards.ts";

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
