/** Runs one shard of a plan: those of its trials that the store lacks, as soon as their inputs are stored. */
import type { Effects } from "../base/effects.ts";
import { formatCount } from "../base/format.ts";
import type { KeyedTrial } from "./keys.ts";
import { lookUpTrials, type RunObserver, type RunOptions, runTrials } from "./run-trials.ts";
import { type Shard, shareOut } from "./shards.ts";

/** Prints what was done. Returns the exit code: 1 if a trial has failed. */
export async function runShard(
  trials: readonly KeyedTrial[],
  shard: Shard,
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<number> {
  const own = shareOut(trials, shard.of).flatMap(({ shards }) => shards[shard.number - 1] ?? []);
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
