/**
 * Remembers the last run of each trial, whatever its code and versions were: its key, the components of that key and the
 * duration. --explain, the order of the trials and the estimated time left use this; results never depend on
 * it.
 */
import { join } from "node:path";
import type { Disk } from "../base/effects.ts";
import { isRecord } from "../base/json.ts";
import type { KeyComponents, KeyedTrial } from "./keys.ts";

export interface LastRun {
  readonly identity: string;
  readonly key: string;
  readonly seconds: number;
  readonly components: KeyComponents;
  /** Hashes of the source files that the trial's bundle held. */
  readonly sources: Readonly<Record<string, string>>;
}

/** By the trial's identity. */
export type LastRuns = ReadonlyMap<string, LastRun>;

/** The folder of the entries in a cache. */
export function lastRunsFolder(cache: string): string {
  return join(cache, "last-runs");
}

/** Reads all entries. An invalid file is skipped, since no result depends on it. */
export async function readLastRuns(cache: string, disk: Disk): Promise<LastRuns> {
  const folder = lastRunsFolder(cache);
  const names = (await disk.list(folder)).filter((name) => name.endsWith(".json"));
  const entries = await Promise.all(
    names.map(async (name) => parseEntry(await disk.maybeText(join(folder, name)))),
  );
  return new Map(entries.flatMap((entry) => (entry === undefined ? [] : [[entry.identity, entry]])));
}

/** Records that a trial has run, or was found in the store, under its current key. */
export async function rememberRun(
  { identity, key, components, bundle }: KeyedTrial,
  seconds: number,
  cache: string,
  disk: Disk,
): Promise<void> {
  const entry: LastRun = { identity, key, seconds, components, sources: bundle.sources };
  await disk.write(join(lastRunsFolder(cache), `${identity}.json`), `${JSON.stringify(entry)}\n`);
}

function parseEntry(text: string | undefined): LastRun | undefined {
  try {
    const json: unknown = JSON.parse(text ?? "");
    const isEntry = isRecord(json) && isRecord(json.components) && isRecord(json.sources);
    return isEntry ? (json as unknown as LastRun) : undefined;
  } catch {
    return undefined;
  }
}
