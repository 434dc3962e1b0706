/** How far each wave of a plan is. */
import type { Effects } from "../base/effects.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { lookUpTrials } from "../trials/run-trials.ts";
import { shareOut } from "../trials/shards.ts";

export interface WaveStatus {
  readonly trials: number;
  readonly stored: number;
  /** What the missing trials take on one core, as they estimate themselves. */
  readonly secondsLeft: number;
  /** What the shard with the most missing work takes. */
  readonly longestShard: number;
}

/** Looks the trials of each wave up in the store. */
export async function statusOfWaves(
  trials: readonly KeyedTrial[],
  shards: number,
  effects: Effects,
): Promise<readonly WaveStatus[]> {
  const outcomes = await lookUpTrials(trials, effects);
  const isMissing = ({ key }: KeyedTrial) => outcomes.get(key)?.state !== "stored";
  return shareOut(trials, shards).map((wave) => {
    const missing = wave.shards.map((share) => share.filter(isMissing));
    const left = missing.map((share) => share.reduce((sum, { trial }) => sum + trial.estimatedSeconds, 0));
    const count = wave.shards.flat().length;
    return {
      trials: count,
      stored: count - missing.flat().length,
      secondsLeft: left.reduce((sum, seconds) => sum + seconds, 0),
      longestShard: Math.max(0, ...left),
    };
  });
}
