/**
 * The contents of a store: lists and verifies them, compares them with a plan, and removes from .cache/ what no planned trial
 * needs. Files of a needed trial are never touched, so builds may run meanwhile.
 */

import { dirname, join } from "node:path";
import type { Disk, Effects } from "../base/effects.ts";
import { cacheKinds } from "../bundling/cached.ts";
import { withInputs } from "../trials/inputs.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { lastRunsFolder, readLastRuns } from "../trials/last-runs.ts";
import {
  ASIDE,
  DamageError,
  readFiles,
  storeFolder,
  type VerifiedRecord,
  verifyFiles,
} from "../trials/store.ts";
import { bundleWorker } from "../workers/dispatch.ts";
import { expectedSeconds, lookUpTrials } from "../workers/run-trials.ts";

export interface StoreListing {
  /** Keys of the trials with a record. */
  readonly keys: readonly string[];
  /** Keys of artifacts without a record: of a trial that is being written, or of a process that died meanwhile. */
  readonly orphans: readonly string[];
  /** Names of files that are being written, or were when their process died. */
  readonly temporary: readonly string[];
  /** Names of all other files. */
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

export interface StoreStatus {
  readonly stored: number;
  readonly missing: number;
  /** The expected time of the missing trials on one core. */
  readonly secondsLeft: number;
  /** Size of the stored trials. */
  readonly bytes: number;
}

/** Looks these trials and their inputs up in the store. */
export async function statusOfTrials(trials: readonly KeyedTrial[], effects: Effects): Promise<StoreStatus> {
  const { cache, disk } = effects;
  const outcomes = await lookUpTrials(trials, effects);
  const lastRuns = await readLastRuns(cache, disk);
  let [stored, missing, secondsLeft, bytes] = [0, 0, 0, 0];
  for (const trial of withInputs(trials)) {
    if (outcomes.get(trial.key)?.state === "stored") {
      stored++;
      bytes += await bytesOfTrial(trial.key, effects);
    } else {
      missing++;
      secondsLeft += expectedSeconds(trial, lastRuns);
    }
  }
  return { stored, missing, secondsLeft, bytes };
}

async function bytesOfTrial(key: string, { cache, disk }: Effects): Promise<number> {
  const paths = ["json", "bin"].map((ending) => join(storeFolder(cache), `${key}.${ending}`));
  const facts = await Promise.all(paths.map((path) => disk.facts(path)));
  return facts.reduce((sum, fact) => sum + (fact?.bytes ?? 0), 0);
}

export interface PruneOptions {
  /** Files younger than this many days stay, needed or not. */
  readonly keepDays: number;
  /** Only counts what would be removed. */
  readonly dryRun: boolean;
}

export interface Pruned {
  /** Results that were removed. */
  readonly results: number;
  /** Files of any kind that were removed. */
  readonly files: number;
  readonly bytes: number;
}

/** A build that is younger than this may still be writing a file, or run a bundle of code that has been edited since. */
const BUILD_DAYS = 1;

const DAY = 24 * 60 * 60 * 1000;

/** A file that nothing needs, and for how many days it stays at least. */
interface Unneeded {
  readonly path: string;
  readonly leastDays: number;
  readonly isResult?: boolean;
}

/** Removes what these trials and their inputs do not need. */
export async function prune(
  trials: readonly KeyedTrial[],
  { keepDays, dryRun }: PruneOptions,
  effects: Effects,
): Promise<Pruned> {
  const { cache, disk, clock } = effects;
  const needed = withInputs(trials);
  const now = Date.parse(clock.date());
  const unneeded = [
    ...(await unneededResults(needed, storeFolder(cache), disk)),
    ...(await unneededLastRuns(needed, lastRunsFolder(cache), disk)),
    ...(await unneededBundles(needed, effects)),
    ...(await cachedValues(effects)),
  ];
  let [results, files, bytes] = [0, 0, 0];
  for (const { path, leastDays, isResult } of unneeded) {
    const facts = await disk.facts(path);
    if (facts === undefined || now - facts.modified < Math.max(keepDays, leastDays) * DAY) continue;
    if (!dryRun) await disk.remove(path);
    files++;
    bytes += facts.bytes;
    if (isResult) results++;
  }
  return { results, files, bytes };
}

async function unneededResults(
  needed: readonly KeyedTrial[],
  folder: string,
  disk: Disk,
): Promise<readonly Unneeded[]> {
  const keys = new Set(needed.map(({ key }) => key));
  const listing = listStore(await disk.list(folder));
  const aside = await disk.list(join(folder, ASIDE));
  // The record goes first, so that none refers to missing artifacts. Those of a needed trial are written again.
  const results = listing.keys.filter((key) => !keys.has(key));
  const orphans = listing.orphans.filter((key) => !keys.has(key));
  return [
    ...results.flatMap((key) => [
      { path: join(folder, `${key}.json`), leastDays: 0, isResult: true },
      { path: join(folder, `${key}.bin`), leastDays: 0 },
    ]),
    ...aside.map((name) => ({ path: join(folder, ASIDE, name), leastDays: 0 })),
    ...orphans.map((key) => ({ path: join(folder, `${key}.bin`), leastDays: BUILD_DAYS })),
    ...listing.temporary.map((name) => ({ path: join(folder, name), leastDays: BUILD_DAYS })),
  ];
}

async function unneededLastRuns(
  needed: readonly KeyedTrial[],
  folder: string,
  disk: Disk,
): Promise<readonly Unneeded[]> {
  const files = new Set(needed.map(({ identity }) => `${identity}.json`));
  const names = await disk.list(folder);
  return names
    .filter((name) => !files.has(name))
    .map((name) => ({ path: join(folder, name), leastDays: name.endsWith(".json") ? 0 : BUILD_DAYS }));
}

async function unneededBundles(
  needed: readonly KeyedTrial[],
  effects: Effects,
): Promise<readonly Unneeded[]> {
  const worker = (await bundleWorker(effects)).file;
  const folder = dirname(worker);
  const files = new Set([worker, ...needed.map(({ bundle }) => bundle.file)]);
  const names = await effects.disk.list(folder);
  return names
    .map((name) => join(folder, name))
    .filter((path) => !files.has(path.replace(/\.map$/, "")))
    .map((path) => ({ path, leastDays: BUILD_DAYS }));
}

/** Every use of a value sets its date, and a missing value is made again. */
async function cachedValues({ cache, disk }: Effects): Promise<readonly Unneeded[]> {
  const folders = cacheKinds.map((kind) => join(cache, kind));
  const files = folders.map(async (folder) => (await disk.list(folder)).map((name) => join(folder, name)));
  return (await Promise.all(files)).flat().map((path) => ({ path, leastDays: BUILD_DAYS }));
}
