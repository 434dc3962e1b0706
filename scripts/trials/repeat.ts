/**
 * Runs trials again, apart from the project's store, which stays as it is. Inputs come from the store, or run too where
 * it lacks them.
 */
import { join } from "node:path";
import type { Effects } from "../base/effects.ts";
import type { TrialOutcome } from "./dispatch.ts";
import type { KeyedTrial } from "./keys.ts";
import { type Outcomes, type RunObserver, type RunOptions, runTrials } from "./run-trials.ts";
import { openStore, type Store, storeFolder } from "./trial-store.ts";

/** The trials of this project, read without changes: a damaged file stays in place and counts as missing. */
export function openForReading({ cache, disk }: Effects): Store {
  return openStore(storeFolder(cache), { ...disk, move: async () => {} }, () => {});
}

/** Runs these trials in a store of their own, which is removed afterwards. Returns all outcomes by key. */
export async function repeatTrials(
  trials: readonly KeyedTrial[],
  options: Omit<RunOptions, "force" | "failFast">,
  observer: RunObserver,
  effects: Effects,
): Promise<Outcomes> {
  // The store, the record of durations and the worker's script.
  const apart: Effects = { ...effects, cache: join(effects.cache, "audit") };
  await apart.disk.remove(apart.cache);
  try {
    await copyInputs(trials, openForReading(effects), openForReading(apart));
    return await runTrials(trials, { ...options, force: false, failFast: false }, observer, apart);
  } finally {
    await apart.disk.remove(apart.cache);
  }
}

/** Copies the inputs that are not among the trials themselves and, where one is missing, the inputs of that one. */
async function copyInputs(trials: readonly KeyedTrial[], from: Store, to: Store): Promise<void> {
  const visited = new Set(trials.map(({ key }) => key));
  const visit = async (trial: KeyedTrial): Promise<void> => {
    for (const input of Object.values(trial.inputs)) {
      if (visited.has(input.key)) continue;
      visited.add(input.key);
      const stored = await from.read(input.key);
      if (stored === undefined) await visit(input);
      else await to.write(input.key, stored);
    }
  };
  for (const trial of trials) await visit(trial);
}

/** A trial's digest as it was before and as it is now. */
export interface Comparison {
  readonly trial: KeyedTrial;
  readonly before: string;
  /** The digest, or why there is none, e.g. "failed: out of memory". */
  readonly now: string;
}

/** Compares outcomes with the digests that were expected of them, by key. */
export function compareDigests(
  trials: readonly KeyedTrial[],
  before: ReadonlyMap<string, string>,
  outcomes: Outcomes,
): readonly Comparison[] {
  return trials.map((trial) => ({
    trial,
    before: before.get(trial.key) ?? "none",
    now: digestOrReason(outcomes.get(trial.key)),
  }));
}

export function digestOrReason(outcome: TrialOutcome | undefined): string {
  if (outcome === undefined || outcome.state === "not run") return "not run";
  return outcome.state === "failed" ? `failed: ${outcome.cause}` : outcome.digest;
}
