/**
 * Moves results between machines: `exportStore` copies a store's results into a folder, `importResults` adds the results
 * in such folders, or in other stores, to a store. A result is imported as a whole or not at all.
 */
import { join } from "node:path";
import type { Disk } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import {
  ASIDE,
  DamageError,
  readFiles,
  type VerifiedRecord,
  verifyFiles,
  writeFiles,
} from "../trials/store.ts";
import { listStore, maybeVerified } from "./contents.ts";

/** Copies all undamaged results of a store into another folder. Returns their number. */
export async function exportStore(folder: string, to: string, disk: Disk): Promise<number> {
  if ((await disk.kind(to)) === "file") throw new ReportError(`not a folder: ${to}`);
  const [stranger] = listStore(await disk.list(to)).foreign;
  if (stranger !== undefined) {
    throw new ReportError(`foreign file in ${to}: ${stranger}`, {
      help: "nothing was exported; name a new folder, or a folder with nothing but results",
    });
  }
  let exported = 0;
  for (const key of listStore(await disk.list(folder)).keys) {
    if ((await maybeVerified(folder, key, disk)) === undefined) continue;
    await writeFiles(to, key, await readFiles(folder, key, disk), disk);
    exported++;
  }
  return exported;
}

export interface Imported {
  /** Results that the store lacked. */
  readonly added: number;
  /** Results that it had. */
  readonly known: number;
}

/** A result in a source, verified. */
interface Found {
  readonly key: string;
  /** The folder that it is imported from. */
  readonly source: string;
  readonly digest: string;
}

/**
 * Adds the results in these folders to a store. Throws a ReportError, and imports nothing, if one is damaged or
 * foreign, or if two results of one trial differ; those are kept in aside/. The store keeps its own result
 * of a trial that measures time.
 */
export async function importResults(paths: readonly string[], folder: string, disk: Disk): Promise<Imported> {
  const sources: Source[] = [];
  for (const path of paths) sources.push({ folder: path, keys: await keysIn(path, disk) });
  const { added, known, differing } = await compare(sources, folder, disk);
  if (differing.length > 0) await throwDiffering(differing, folder, disk);
  for (const { key, source } of added.values()) {
    await writeFiles(folder, key, await readFiles(source, key, disk), disk);
  }
  return { added: added.size, known };
}

interface StoreComparison {
  readonly added: ReadonlyMap<string, Found>;
  readonly known: number;
  /** Pairs of results; if the earlier one is undefined, it is the store's. */
  readonly differing: readonly (readonly [earlier: Found | undefined, found: Found])[];
}

/** Compares all results of the sources with the store's and with each other. */
async function compare(sources: readonly Source[], folder: string, disk: Disk): Promise<StoreComparison> {
  const added = new Map<string, Found>();
  const differing: (readonly [Found | undefined, Found])[] = [];
  let known = 0;
  for (const { source, key } of sources.flatMap(({ folder: source, keys }) =>
    keys.map((key) => ({ source, key })),
  )) {
    const { record } = await readSource(source, key, disk);
    const found = { key, source, digest: record.digest };
    const earlier = added.get(key);
    const own = await maybeVerified(folder, key, disk);
    const digest = earlier?.digest ?? own?.record.digest;
    if (digest === undefined) added.set(key, found);
    else if (digest === found.digest || record.measuresTime) known++;
    else differing.push([earlier, found]);
  }
  return { added, known, differing };
}

/** Keeps differing results aside, and throws a ReportError that names both of each pair. */
async function throwDiffering(
  pairs: StoreComparison["differing"],
  folder: string,
  disk: Disk,
): Promise<never> {
  const lines: string[] = [];
  const keep = async ({ key, source, digest }: Found): Promise<string> => {
    const kept = `${key}-${digest.slice(0, 8)}`;
    await writeFiles(join(folder, ASIDE), kept, await readFiles(source, key, disk), disk);
    return `${source}, kept as ${ASIDE}/${kept}.json`;
  };
  for (const [earlier, found] of pairs) {
    const before = earlier === undefined ? join(folder, `${found.key}.json`) : await keep(earlier);
    lines.push(`  ${found.key}`, `    in ${before}`, `    in ${await keep(found)}`);
  }
  throw new ReportError(`one trial with different results:\n${lines.join("\n")}`, {
    help: "nothing was imported; a trial gives one result on every machine, so one of the two is wrong",
  });
}

/** A folder that results are imported from. */
interface Source {
  readonly folder: string;
  readonly keys: readonly string[];
}

/** Reads and verifies a result in a folder. */
async function readSource(folder: string, key: string, disk: Disk): Promise<VerifiedRecord> {
  try {
    return verifyFiles(key, await readFiles(folder, key, disk));
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    throw importError(`damaged result in ${folder}: ${key}.json; ${error.message}`);
  }
}

const importError = (message: string): ReportError =>
  new ReportError(message, {
    help: "nothing was imported; name folders of npm run store -- export, or of stores such as .cache/trials",
  });

async function keysIn(folder: string, disk: Disk): Promise<readonly string[]> {
  const kind = await disk.kind(folder);
  if (kind === "none") throw importError(`no such folder: ${folder}`);
  if (kind === "file") throw importError(`not a folder: ${folder}`);
  const { keys, foreign } = listStore(await disk.list(folder));
  const [stranger] = foreign;
  if (stranger !== undefined) throw importError(`foreign file in ${folder}: ${stranger}`);
  return keys;
}
