/** How much of a plan the store has, and how long the rest takes. */
import { join } from "node:path";
import type { Effects } from "../base/effects.ts";
import type { KeyedTrial } from "./keys.ts";
import { expectedSeconds, lookUpTrials } from "./run-trials.ts";
import { readSlots } from "./slots.ts";
import { storeFolder } from "./trial-store.ts";
import { withInputs } from "./walk.ts";

export interface StoreStatus {
  readonly stored: number;
  readonly missing: number;
  /** What the missing trials take on one core. */
  readonly secondsLeft: number;
  /** Size of the stored trials. */
  readonly bytes: number;
}

/** Looks these trials and their inputs up in the store. */
export async function statusOfTrials(trials: readonly KeyedTrial[], effects: Effects): Promise<StoreStatus> {
  const { cache, disk } = effects;
  const outcomes = await lookUpTrials(trials, effects);
  const slots = await readSlots(cache, disk);
  let [stored, missing, secondsLeft, bytes] = [0, 0, 0, 0];
  for (const trial of withInputs(trials)) {
    if (outcomes.get(trial.key)?.state === "stored") {
      stored++;
      bytes += await bytesOfTrial(trial.key, effects);
    } else {
      missing++;
      secondsLeft += expectedSeconds(trial, slots);
    }
  }
  return { stored, missing, secondsLeft, bytes };
}

async function bytesOfTrial(key: string, { cache, disk }: Effects): Promise<number> {
  const paths = ["json", "bin"].map((ending) => join(storeFolder(cache), `${key}.${ending}`));
  const facts = await Promise.all(paths.map((path) => disk.facts(path)));
  return facts.reduce((sum, fact) => sum + (fact?.bytes ?? 0), 0);
}
