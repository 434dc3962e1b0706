/** Hands trials to workers in the order of the schedule, until all have ended. */
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { firstLine } from "../base/format.ts";
import { type Bundle, createBundler } from "../bundling/bundle.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { rememberRun } from "../trials/last-runs.ts";
import { trialLabel } from "../trials/names.ts";
import { type Store, type StoredResult, storeFolder } from "../trials/store.ts";
import { createSchedule, type Schedule } from "./schedule.ts";
import {
  createWorkerHandle,
  type RunMessage,
  type TrialEnd,
  type WorkerHandle,
  type WorkerLimits,
} from "./worker-handle.ts";

/** What happened to a trial in this build. */
export type TrialOutcome =
  | ({ readonly state: "stored" | "ran" } & StoredResult)
  | { readonly state: "failed"; readonly cause: string }
  | { readonly state: "not run" };

export interface DispatchOptions {
  /** Number of workers. */
  readonly jobs: number;
  /** Stops at the first failure with a ReportError. */
  readonly failFast: boolean;
  readonly limits: WorkerLimits;
}

/** Receives the start of each trial, its progress (0 to 1) and its outcome. */
export interface TrialObserver {
  start(trial: KeyedTrial): void;
  progress(trial: KeyedTrial, fraction: number): void;
  finish(trial: KeyedTrial, outcome: TrialOutcome): void;
}

interface Dispatch {
  readonly trials: ReadonlyMap<string, KeyedTrial>;
  readonly schedule: Schedule;
  readonly options: DispatchOptions;
  readonly observer: TrialObserver;
  readonly store: Store;
  readonly effects: Effects;
}

/** Runs trials; `expected` has the seconds of each. Inputs that are not among them must be in the store. */
export async function dispatchTrials(
  expected: ReadonlyMap<KeyedTrial, number>,
  options: DispatchOptions,
  observer: TrialObserver,
  store: Store,
  effects: Effects,
): Promise<void> {
  const dispatch: Dispatch = {
    trials: new Map([...expected.keys()].map((trial) => [trial.key, trial])),
    schedule: createSchedule([...expected].map(([trial, seconds]) => scheduled(trial, seconds))),
    options,
    observer,
    store,
    effects,
  };
  if (expected.size === 0) return;
  const worker = await bundleWorker(effects);
  for (const { write } of new Set([worker, ...[...expected.keys()].map(({ bundle }) => bundle)]))
    await write();
  const handles = Array.from({ length: options.jobs }, () =>
    createWorkerHandle(worker.file, options.limits, effects),
  );
  const close = () => {
    for (const handle of handles) handle.close();
  };
  effects.signal.addEventListener("abort", close);
  try {
    await runAll(handles, dispatch);
  } finally {
    effects.signal.removeEventListener("abort", close);
    close();
  }
}

/** Bundles the worker's script, so that a worker starts without a TypeScript loader. */
export function bundleWorker(effects: Effects): Promise<Bundle> {
  return createBundler(effects).bundle(fileURLToPath(new URL("./worker.ts", import.meta.url)));
}

function scheduled({ key, inputs, bundle, trial }: KeyedTrial, seconds: number) {
  const inputKeys = Object.values(inputs).map((input) => input.key);
  return { key, inputs: inputKeys, module: moduleUrl(bundle), measuresTime: trial.measuresTime, seconds };
}

async function runAll(handles: readonly WorkerHandle[], dispatch: Dispatch): Promise<void> {
  const running = new Map<WorkerHandle, Promise<void>>();
  for (;;) {
    dispatch.effects.signal.throwIfAborted();
    for (const handle of handles) {
      if (running.has(handle)) continue;
      const trial = dispatch.trials.get(dispatch.schedule.take(handle.module)?.key ?? "");
      if (trial === undefined) continue;
      const done = runOne(trial, handle, dispatch).finally(() => running.delete(handle));
      running.set(handle, done);
    }
    if (running.size === 0) return;
    await Promise.race(running.values());
  }
}

async function runOne(trial: KeyedTrial, handle: WorkerHandle, dispatch: Dispatch): Promise<void> {
  const { observer, schedule, options } = dispatch;
  observer.start(trial);
  const progress = (fraction: number) => observer.progress(trial, fraction);
  const reply = await handle.run(runMessage(trial, dispatch.effects), progress, trial.trial.measuresTime);
  // The run has been aborted, or ends with the failure of another trial.
  if (reply.type === "stopped") return;
  const outcome = await settle(trial, reply, dispatch);
  observer.finish(trial, outcome);
  if (outcome.state !== "failed") return schedule.finish(trial.key);
  const cause = `${trialLabel(trial)}: ${firstLine(outcome.cause)}`;
  if (options.failFast) throw new ReportError(`failed trial: ${cause}`, { help: "finished trials are kept" });
  for (const key of schedule.fail(trial.key)) {
    const dependant = dispatch.trials.get(key);
    if (dependant !== undefined)
      observer.finish(dependant, { state: "failed", cause: `failed input: ${cause}` });
  }
}

function moduleUrl({ file }: Bundle): string {
  return pathToFileURL(file).href;
}

function runMessage({ key, bundle, trial, components }: KeyedTrial, { cache }: Effects): RunMessage {
  return {
    key,
    module: moduleUrl(bundle),
    config: trial.config,
    inputs: components.inputs,
    engine: components.engine,
    measuresTime: trial.measuresTime,
    storeFolder: storeFolder(cache),
  };
}

/** Turns a worker's reply into an outcome. Reads the result back, so that the report shows exactly what is stored. */
async function settle(
  trial: KeyedTrial,
  reply: TrialEnd,
  { store, effects }: Dispatch,
): Promise<TrialOutcome> {
  if (reply.type === "failed") {
    const { cause, unusableEngine } = reply;
    if (unusableEngine !== undefined) throw new ReportError(cause, unusableEngine);
    return { state: "failed", cause };
  }
  const stored = await store.readResult(trial.key);
  if (stored === undefined)
    return { state: "failed", cause: "its result could not be read back from the store" };
  await rememberRun(trial, reply.seconds, effects.cache, effects.disk);
  return { state: "ran", ...stored };
}
