/** Lists what lies in a store's folder, and verifies it. */
import type { Disk } from "../base/effects.ts";
import { DamageError, type VerifiedRecord, verifyFiles } from "./stored-record.ts";
import { ASIDE, readFiles } from "./trial-store.ts";

export interface StoreListing {
  /** Keys of the trials with a record. */
  readonly keys: readonly string[];
  /** Keys of artifacts without a record: of a trial that is being written, or of a process that died meanwhile. */
  readonly orphans: readonly string[];
  /** Names of files that are being written, or were when their process died. */
  readonly temporary: readonly string[];
  /** Names of all else. */
  readonly foreign: readonly string[];
}

const TRIAL_FILE = /^([0-9a-f]{64})\.(json|bin)$/;
const TEMPORARY_FILE = /^[0-9a-f]{64}\.(?:json|bin)\.new-/;

/** Sorts the names in a store's folder. */
export function listStore(names: readonly string[]): StoreListing {
  const keysOf = (kind: string) =>
    names.flatMap((name) => {
      const [, key = "", ending] = TRIAL_FILE.exec(name) ?? [];
      return ending === kind ? [key] : [];
    });
  const keys = keysOf("json");
  const recorded = new Set(keys);
  const temporary = names.filter((name) => TEMPORARY_FILE.test(name));
  return {
    keys,
    orphans: keysOf("bin").filter((key) => !recorded.has(key)),
    temporary,
    foreign: names.filter((name) => !TRIAL_FILE.test(name) && !TEMPORARY_FILE.test(name) && name !== ASIDE),
  };
}

/** The verified trial in a store's folder; undefined if it is missing or damaged. Moves nothing. */
export async function maybeVerified(
  folder: string,
  key: string,
  disk: Disk,
): Promise<VerifiedRecord | undefined> {
  const found = await verifiedOrReason(folder, key, disk);
  return typeof found === "string" ? undefined : found;
}

/** What `npm run store -- verify` found. */
export interface Verification {
  readonly whole: number;
  /** Why each damaged trial is damaged, by its key. */
  readonly damaged: ReadonlyMap<string, string>;
  readonly listing: StoreListing;
}

/** Reads every trial of a store and compares its checksums. Moves nothing. */
export async function verifyStore(folder: string, disk: Disk): Promise<Verification> {
  const listing = listStore(await disk.list(folder));
  const damaged = new Map<string, string>();
  for (const key of listing.keys) {
    const found = await verifiedOrReason(folder, key, disk);
    if (typeof found === "string") damaged.set(key, found);
  }
  return { whole: listing.keys.length - damaged.size, damaged, listing };
}

async function verifiedOrReason(folder: string, key: string, disk: Disk): Promise<VerifiedRecord | string> {
  try {
    return verifyFiles(key, await readFiles(folder, key, disk));
  } catch (error) {
    if (error instanceof DamageError) return error.message;
    throw error;
  }
}
