/**
 * The store of finished trials: `trials/<key>.json` in the cache, with artifacts in `<key>.bin` beside it. Files are written
 * atomically and verified by checksum. A damaged record is moved to aside/ and counts as missing. Several processes, on
 * several machines that share the folder, may use it at once.
 */
import { join } from "node:path";
import type { Disk } from "../base/effects.ts";
import {
  DamageError,
  filesOfTrial,
  type StoredTrial,
  type TrialFiles,
  trialOf,
  type VerifiedRecord,
  verifyFiles,
} from "./stored-record.ts";

/** A finished trial without its artifacts, whose checksum has been verified. */
export interface StoredResult {
  readonly result: unknown;
  /** The digest of its output, artifacts included. */
  readonly digest: string;
  readonly seconds: number;
}

export interface Store {
  /** The trial's output, or undefined if any of it is missing or damaged. */
  read(key: string): Promise<StoredTrial | undefined>;
  /** The trial's result, or undefined if it or the artifacts are missing or damaged. */
  readResult(key: string): Promise<StoredResult | undefined>;
  write(key: string, trial: StoredTrial): Promise<void>;
}

/** The folder of the store in a cache. */
export function storeFolder(cache: string): string {
  return join(cache, "trials");
}

/** The subfolder of a store for files that are kept, but not used. */
export const ASIDE = "aside";

/** Opens the store in `folder`. `report` receives a line for each trial whose files are moved to aside/. */
export function openStore(folder: string, disk: Disk, report: (line: string) => void): Store {
  /** Undefined if the trial is missing or damaged. */
  const readVerified = async (key: string): Promise<VerifiedRecord | undefined> => {
    const files = await readFiles(folder, key, disk);
    if (files.json === undefined) return undefined;
    try {
      return verifyFiles(key, files);
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      const rewritten = await setAside(folder, key, disk);
      if (rewritten === undefined) {
        report(
          `damaged store file: ${key}.json (${error.message}); moved to ${ASIDE}/, and the trial runs again`,
        );
      }
      return rewritten;
    }
  };
  return {
    async read(key) {
      const verified = await readVerified(key);
      return verified && trialOf(verified);
    },
    async readResult(key) {
      const { record } = (await readVerified(key)) ?? {};
      return record && { result: record.result, digest: record.digest, seconds: record.seconds };
    },
    write: async (key, trial) => writeFiles(folder, key, await filesOfTrial(key, trial), disk),
  };
}

/** The files of a trial in a store's folder. */
export async function readFiles(folder: string, key: string, disk: Disk): Promise<TrialFiles> {
  const json = await disk.maybeBytes(join(folder, `${key}.json`));
  return { json, bin: json && (await disk.maybeBytes(join(folder, `${key}.bin`))) };
}

/** Writes the artifacts first, so that a record never refers to a missing file. */
export async function writeFiles(
  folder: string,
  key: string,
  { json, bin }: TrialFiles,
  disk: Disk,
): Promise<void> {
  if (bin !== undefined) await disk.write(join(folder, `${key}.bin`), bin);
  if (json !== undefined) await disk.write(join(folder, `${key}.json`), json);
}

/**
 * Moves the record of a damaged trial aside, with a copy of its artifacts, which without a record count as missing.
 * Another process may have written the trial anew after it was read: then the record goes back, and is returned.
 */
async function setAside(folder: string, key: string, disk: Disk): Promise<VerifiedRecord | undefined> {
  const [place, aside] = [join(folder, `${key}.json`), join(folder, ASIDE, `${key}.json`)];
  await disk.move(place, aside);
  const json = await disk.maybeBytes(aside);
  const bin = await disk.maybeBytes(join(folder, `${key}.bin`));
  try {
    const verified = verifyFiles(key, { json, bin });
    await disk.move(aside, place);
    return verified;
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    // Without a record, another process has moved it first.
    if (json !== undefined && bin !== undefined) await disk.write(join(folder, ASIDE, `${key}.bin`), bin);
    return undefined;
  }
}
