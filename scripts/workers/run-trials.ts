/**
 * Runs trials: takes results from the store and computes the missing ones in worker processes. Works without the rest
 * of the build: `runTrials([...(await keyTrials(trials, keyOptions, effects)).values()], options, observer, effects)`.
 */
import type { Effects } from "../base/effects.ts";
import { withInputs } from "../trials/inputs.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { type LastRuns, readLastRuns, rememberRun } from "../trials/last-runs.ts";
import { openStore, type Store, storeFolder } from "../trials/store.ts";
import { type DispatchOptions, dispatchTrials, type TrialObserver, type TrialOutcome } from "./dispatch.ts";

export interface RunOptions extends DispatchOptions {
  /** Runs trials again that the store already has. */
  readonly force: boolean;
}

/** Receives what happens while trials run. */
export interface RunObserver extends TrialObserver {
  /** Called once before the first trial: how many the store has, and which will run, with their expected seconds. */
  begin(stored: number, missing: ReadonlyMap<KeyedTrial, number>): void;
  /** Called once, after the last trial has ended or the run has stopped. */
  end(): void;
}

/** Outcomes by key. */
export type Outcomes = ReadonlyMap<string, TrialOutcome>;

/**
 * Runs the trials that the store lacks. Returns the outcomes of all trials and their inputs, by key. An input that the
 * store lacks runs only if a trial that takes it must run. A failed trial is an outcome, or with `failFast` a thrown
 * ReportError. `beforeFirst` gets the stored outcomes, and may throw to end the run before the first trial.
 */
export async function runTrials(
  trials: readonly KeyedTrial[],
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
  beforeFirst: (stored: Outcomes) => Promise<void> = async () => {},
): Promise<Outcomes> {
  const store = openProjectStore(effects);
  const all = withInputs(trials);
  const outcomes = new Map<string, TrialOutcome>();
  const lastRuns = await readLastRuns(effects.cache, effects.disk);
  if (!options.force) await readStored(all, store, outcomes);
  await rememberStored(all, lastRuns, outcomes, effects);
  const missing = missingTrials(trials, outcomes);
  const seconds = new Map(missing.map((trial) => [trial, expectedSeconds(trial, lastRuns)]));
  if (missing.length > 0) await beforeFirst(outcomes);
  observer.begin(outcomes.size, seconds);
  try {
    await dispatchTrials(seconds, options, recording(observer, outcomes), store, effects);
  } finally {
    observer.end();
  }
  for (const { key } of all) if (!outcomes.has(key)) outcomes.set(key, { state: "not run" });
  return outcomes;
}

/** Looks these trials and their inputs up in the store; those that it lacks are "not run". */
export async function lookUpTrials(trials: readonly KeyedTrial[], effects: Effects): Promise<Outcomes> {
  const all = withInputs(trials);
  const outcomes = new Map<string, TrialOutcome>(all.map(({ key }) => [key, { state: "not run" }]));
  await readStored(all, openProjectStore(effects), outcomes);
  return outcomes;
}

/** Forwards to the observer and records every outcome. */
function recording(observer: RunObserver, outcomes: Map<string, TrialOutcome>): TrialObserver {
  return {
    start: (trial) => observer.start(trial),
    progress: (trial, fraction) => observer.progress(trial, fraction),
    finish(trial, outcome) {
      outcomes.set(trial.key, outcome);
      observer.finish(trial, outcome);
    },
  };
}

function openProjectStore({ cache, disk, terminal }: Effects): Store {
  return openStore(storeFolder(cache), disk, (line) =>
    terminal.error(terminal.paint("warning", line, "error")),
  );
}

/** Trials read from the store at once: enough to keep the disk busy, few enough to fit in memory. */
const READ_TOGETHER = 32;

async function readStored(
  trials: readonly KeyedTrial[],
  store: Store,
  outcomes: Map<string, TrialOutcome>,
): Promise<void> {
  for (let start = 0; start < trials.length; start += READ_TOGETHER) {
    const batch = trials.slice(start, start + READ_TOGETHER);
    const results = await Promise.all(
      batch.map(async (trial) => ({ trial, stored: await store.readResult(trial.key) })),
    );
    for (const { trial, stored } of results) {
      if (stored !== undefined) outcomes.set(trial.key, { state: "stored", ...stored });
    }
  }
}

/** A stored trial may come from another machine, or from code that was edited and edited back. */
async function rememberStored(
  trials: readonly KeyedTrial[],
  lastRuns: LastRuns,
  outcomes: Outcomes,
  { cache, disk }: Effects,
): Promise<void> {
  for (const trial of trials) {
    const outcome = outcomes.get(trial.key);
    if (outcome?.state !== "stored" || lastRuns.get(trial.identity)?.key === trial.key) continue;
    await rememberRun(trial, outcome.seconds, cache, disk);
  }
}

/** The trials that must run: listed ones that the store lacks, and their inputs that it lacks too. Inputs first. */
function missingTrials(trials: readonly KeyedTrial[], outcomes: Outcomes): readonly KeyedTrial[] {
  const missing = new Map<string, KeyedTrial>();
  const visit = (trial: KeyedTrial): void => {
    if (outcomes.has(trial.key) || missing.has(trial.key)) return;
    Object.values(trial.inputs).forEach(visit);
    missing.set(trial.key, trial);
  };
  trials.forEach(visit);
  return [...missing.values()];
}

/** How long a trial took when it last ran in this project, or else its own estimate. */
export function expectedSeconds({ identity, trial }: KeyedTrial, lastRuns: LastRuns): number {
  return lastRuns.get(identity)?.seconds ?? trial.estimatedSeconds;
}
