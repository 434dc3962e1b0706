/**
 * Moves results between machines: `exportStore` writes a store into one file, `importResults` adds the results of such
 * files, or of other stores' folders, to a store. A result is imported as a whole or not at all.
 */
import { join } from "node:path";
import type { Disk } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { readTar, tarOf } from "../base/tar.ts";
import { listStore, maybeVerified } from "./store-listing.ts";
import { DamageError, type TrialFiles, type VerifiedRecord, verifyFiles } from "./stored-record.ts";
import { ASIDE, readFiles, writeFiles } from "./trial-store.ts";

/** Writes all undamaged results of a store into one file, a tar archive. Returns their number. */
export async function exportStore(folder: string, file: string, disk: Disk): Promise<number> {
  let exported = 0;
  async function* files(): AsyncIterable<readonly [string, Uint8Array]> {
    for (const key of listStore(await disk.list(folder)).keys) {
      if ((await maybeVerified(folder, key, disk)) === undefined) continue;
      const { json, bin } = await readFiles(folder, key, disk);
      if (bin !== undefined) yield [`${key}.bin`, bin];
      if (json !== undefined) yield [`${key}.json`, json];
      exported++;
    }
  }
  await disk.writeParts(file, tarOf(files()));
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
  readonly source: Source;
  readonly digest: string;
}

/**
 * Adds the results of these files and folders to a store. Throws a ReportError, and imports nothing, if one is damaged or
 * foreign, or if two results of one trial differ; those are kept in aside/. Of a trial that measures time, the store
 * keeps its own.
 */
export async function importResults(paths: readonly string[], folder: string, disk: Disk): Promise<Imported> {
  const sources: Source[] = [];
  for (const path of paths) sources.push(await openSource(path, disk));
  const { added, known, differing } = await compare(sources, folder, disk);
  if (differing.length > 0) await refuseDiffering(differing, folder, disk);
  for (const { key, source } of added.values()) {
    await writeFiles(folder, key, await source.read(key), disk);
  }
  return { added: added.size, known };
}

interface Comparison {
  readonly added: ReadonlyMap<string, Found>;
  readonly known: number;
  /** Pairs of results; where the earlier one is undefined, it is the store's own. */
  readonly differing: readonly (readonly [earlier: Found | undefined, found: Found])[];
}

/** Compares all results of the sources with the store's and with each other. */
async function compare(sources: readonly Source[], folder: string, disk: Disk): Promise<Comparison> {
  const added = new Map<string, Found>();
  const differing: (readonly [Found | undefined, Found])[] = [];
  let known = 0;
  for (const { source, key } of sources.flatMap((one) => one.keys.map((key) => ({ source: one, key })))) {
    const { record } = await readSource(source, key);
    const found = { key, source, digest: record.digest };
    const earlier = added.get(key);
    const own = await maybeVerified(folder, key, disk);
    const digest = earlier?.digest ?? own?.record.digest;
    if (digest === undefined) added.set(key, found);
    else if (digest === found.digest || record.exclusive) known++;
    else differing.push([earlier, found]);
  }
  return { added, known, differing };
}

/** Keeps differing results aside, and throws a ReportError that names both of each pair. */
async function refuseDiffering(pairs: Comparison["differing"], folder: string, disk: Disk): Promise<never> {
  const lines: string[] = [];
  const keep = async ({ key, source, digest }: Found): Promise<string> => {
    const kept = `${key}-${digest.slice(0, 8)}`;
    await writeFiles(join(folder, ASIDE), kept, await source.read(key), disk);
    return `${source.name}, kept as ${ASIDE}/${kept}.json`;
  };
  for (const [earlier, found] of pairs) {
    const one = earlier === undefined ? join(folder, `${found.key}.json`) : await keep(earlier);
    lines.push(`  ${found.key}`, `    in ${one}`, `    in ${await keep(found)}`);
  }
  throw new ReportError(`one trial with different results:\n${lines.join("\n")}`, {
    help: "nothing was imported; a trial gives one result on every machine, so one of the two is wrong",
  });
}

/** Where results are imported from. */
interface Source {
  readonly name: string;
  readonly keys: readonly string[];
  readonly read: (key: string) => Promise<TrialFiles>;
}

/** Reads and verifies a result of a source. */
async function readSource({ name, read }: Source, key: string): Promise<VerifiedRecord> {
  try {
    return verifyFiles(key, await read(key));
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    throw refusal(`damaged result in ${name}: ${key}.json; ${error.message}`);
  }
}

const refusal = (message: string): ReportError =>
  new ReportError(message, {
    help: "nothing was imported; name files of npm run store -- export, or folders of stores such as .cache/trials",
  });

async function openSource(path: string, disk: Disk): Promise<Source> {
  const kind = await disk.kind(path);
  if (kind === "none") throw refusal(`no such file or folder: ${path}`);
  return kind === "folder" ? await openFolder(path, disk) : await openArchive(path, disk);
}

async function openFolder(path: string, disk: Disk): Promise<Source> {
  const keys = knownKeys(path, await disk.list(path));
  return { name: path, keys, read: (key) => readFiles(path, key, disk) };
}

async function openArchive(path: string, disk: Disk): Promise<Source> {
  const entries = await readTar(path, disk);
  if (entries === undefined) throw refusal(`damaged or foreign file: ${path}`);
  const places = new Map(entries.map((entry) => [entry.name, entry]));
  const contentOf = async (name: string): Promise<Uint8Array | undefined> => {
    const place = places.get(name);
    return place && (await disk.readPart(path, place.start, place.length));
  };
  return {
    name: path,
    keys: knownKeys(path, [...places.keys()]),
    read: async (key) => ({ json: await contentOf(`${key}.json`), bin: await contentOf(`${key}.bin`) }),
  };
}

function knownKeys(path: string, names: readonly string[]): readonly string[] {
  const { keys, foreign } = listStore(names);
  const [stranger] = foreign;
  if (stranger !== undefined) throw refusal(`foreign file in ${path}: ${stranger}`);
  return keys;
}
