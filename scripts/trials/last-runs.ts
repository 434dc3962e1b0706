/**
 * Remembers the last run of each slot (a trial apart from its code and versions): its key, the components of that key
 * and the duration. --explain, the order of the trials and the estimated time left use this; results never depend on
 * it.
 */
import { join } from "node:path";
import type { Disk } from "../base/effects.ts";
import { isRecord } from "../base/json.ts";
import type { KeyComponents, KeyedTrial } from "./keys.ts";

export interface SlotEntry {
  readonly slot: string;
  readonly key: string;
  readonly seconds: number;
  readonly components: KeyComponents;
  /** Hashes of the source files that the trial's bundle held. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Entries by slot. */
export type Slots = ReadonlyMap<string, SlotEntry>;

/** The folder of the entries in a cache. */
export function slotFolder(cache: string): string {
  return join(cache, "slots");
}

/** Reads all entries. An invalid file is skipped, since no result depends on it. */
export async function readSlots(cache: string, disk: Disk): Promise<Slots> {
  const folder = slotFolder(cache);
  const names = (await disk.list(folder)).filter((name) => name.endsWith(".json"));
  const entries = await Promise.all(
    names.map(async (name) => parseEntry(await disk.maybeText(join(folder, name)))),
  );
  return new Map(entries.flatMap((entry) => (entry === undefined ? [] : [[entry.slot, entry]])));
}

/** Records that a trial has run, or was found in the store, under its current key. */
export async function rememberSlot(
  { slot, key, components, bundle }: KeyedTrial,
  seconds: number,
  cache: string,
  disk: Disk,
): Promise<void> {
  const entry: SlotEntry = { slot, key, seconds, components, sources: bundle.sources };
  await disk.write(join(slotFolder(cache), `${slot}.json`), `${JSON.stringify(entry)}\n`);
}

function parseEntry(text: string | undefined): SlotEntry | undefined {
  try {
    const json: unknown = JSON.parse(text ?? "");
    const isEntry = isRecord(json) && isRecord(json.components) && isRecord(json.sources);
    return isEntry ? (json as unknown as SlotEntry) : undefined;
  } catch {
    return undefined;
  }
}
