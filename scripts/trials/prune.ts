/**
 * Removes from the cache what no planned trial needs: results, the notes of earlier runs, bundles, and what dead processes
 * left behind; and drawings and other values that no build has used for as many days as files stay. A file of a needed
 * trial is never touched, so builds may run meanwhile.
 */
import { dirname, join } from "node:path";
import { cacheKinds } from "../base/cached.ts";
import type { Disk, Effects } from "../base/effects.ts";
import { bundleWorker } from "./dispatch.ts";
import type { KeyedTrial } from "./keys.ts";
import { slotFolder } from "./slots.ts";
import { listStore } from "./store-listing.ts";
import { ASIDE, storeFolder } from "./trial-store.ts";
import { withInputs } from "./walk.ts";

export interface PruneOptions {
  /** Files younger than so many days stay, needed or not. */
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
    ...(await unneededSlots(needed, slotFolder(cache), disk)),
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

async function unneededSlots(
  needed: readonly KeyedTrial[],
  folder: string,
  disk: Disk,
): Promise<readonly Unneeded[]> {
  const files = new Set(needed.map(({ slot }) => `${slot}.json`));
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

/** Every use of one sets its date, and one that is missing is made again. */
async function cachedValues({ cache, disk }: Effects): Promise<readonly Unneeded[]> {
  const folders = cacheKinds.map((kind) => join(cache, kind));
  const files = folders.map(async (folder) => (await disk.list(folder)).map((name) => join(folder, name)));
  return (await Promise.all(files)).flat().map((path) => ({ path, leastDays: BUILD_DAYS }));
}
