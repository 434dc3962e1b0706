/** Runs a trial in a worker, after its inputs, and defines the messages between page and worker. */

import type { ListedTrial, Listing, PublishedDataFile, PublishedEngine } from "../../live/listing.ts";

export interface RunEvents {
  download(loaded: number, total: number): void;
  start(index: number, count: number): void;
  progress(fraction: number, losses: readonly number[]): void;
}

export interface RunResult {
  readonly result: unknown;
  readonly digest: string;
}

/** Rejects with an Error about why the run ended, or with the signal's reason if it was stopped. */
export function runTrial(
  trial: ListedTrial,
  listing: Listing,
  base: string,
  events: RunEvents,
  signal: AbortSignal,
): Promise<RunResult> {
  const trials = withInputs(trial, listing);
  const needed = new Set(trials.flatMap(({ data }) => data));
  const data = listing.data.filter(({ name }) => needed.has(name));
  const request: RunRequest = { engine: listing.engine, data, trials, base };
  const worker = new Worker(new URL(listing.worker, base));
  return new Promise<RunResult>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.addEventListener("error", ({ message }) => {
      const reason = message || "its script could not be loaded";
      reject(new Error(`the worker died: ${reason}; reload the page and try again`));
    });
    const listeners: {
      readonly [Type in RunReply["type"]]: (reply: Extract<RunReply, { type: Type }>) => void;
    } = {
      download: ({ loaded, total }) => events.download(loaded, total),
      start: ({ index }) => events.start(index, trials.length),
      progress: ({ fraction, losses }) => events.progress(fraction, losses),
      failed: ({ reason }) => reject(new Error(reason)),
      done: resolve,
    };
    worker.addEventListener("message", ({ data: reply }: MessageEvent<RunReply>) => {
      // Each reply goes to the listener of its type.
      (listeners[reply.type] as (reply: RunReply) => void)(reply);
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

/** The trial after all its inputs, direct and indirect. */
function withInputs(trial: ListedTrial, listing: Listing): readonly ListedTrial[] {
  const found = new Map<string, ListedTrial>();
  const visit = (one: ListedTrial): void => {
    for (const key of Object.values(one.inputs)) {
      const input = listing.trials.find((listed) => listed.key === key);
      if (input === undefined) throw new Error(`missing input: ${key}`);
      if (!found.has(key)) visit(input);
    }
    found.set(one.key, one);
  };
  visit(trial);
  return [...found.values()];
}

/** A run to do: the trial last, its inputs before it. */
export interface RunRequest {
  readonly engine: PublishedEngine | null;
  readonly data: readonly PublishedDataFile[];
  readonly trials: readonly ListedTrial[];
  /** Address of the report's folder. */
  readonly base: string;
}

export type RunReply =
  | { readonly type: "download"; readonly loaded: number; readonly total: number }
  /** The start of a trial, by its place in the request. */
  | { readonly type: "start"; readonly index: number }
  | { readonly type: "progress"; readonly fraction: number; readonly losses: readonly number[] }
  | { readonly type: "done"; readonly result: unknown; readonly digest: string }
  | { readonly type: "failed"; readonly reason: string };
