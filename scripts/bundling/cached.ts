/**
 * The cache of slow results other than trials: drawings, printed figures, PDFs and fonts. A key covers the input, the bundle
 * of the module that makes the value, and the locked versions of the packages that the bundle imports or reads files of, so
 * an edit of that module, or of anything that it imports, makes the value again. `Keep` does the same within one process.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Effects } from "../base/effects.ts";
import { canonicalJsonOfParts, seal, sha256, unseal } from "../base/hash.ts";
import type { Bundler } from "./bundle.ts";
import { readLockfile } from "./lockfile.ts";

/** The folders of values in the cache. */
export const cacheKinds = [
  "data",
  "figures",
  "fonts",
  "figure-files",
  "pdf-facts",
  "reports",
  "screens",
  "scripts",
] as const;

type CacheKind = (typeof cacheKinds)[number];

export interface CacheKey {
  /** URL of the module that makes the value from the input. `make` may only call this module's exports. */
  readonly module: string | URL;
  /** Everything else that the value depends on, as JSON. */
  readonly input: unknown;
  /** Keeps only the latest value under this name, if older ones are of no use. */
  readonly slot?: string;
}

/**
 * Returns what `make` returned for this key, in this build or an earlier one. Values are stored in <kind>/ of the cache.
 * A damaged file counts as missing.
 */
type Cached = (kind: CacheKind, key: CacheKey, make: () => Promise<Uint8Array>) => Promise<Uint8Array>;

export interface CachingEffects extends Effects {
  readonly cached: Cached;
  /** Keeps values that are fast to make, but not fast enough to make all of them again after an edit. */
  readonly keep: Keep;
}

/** Adds a cache on the disk of these effects. Calls that share a bundler bundle each module once. */
export function withCache(effects: Effects, bundler: Bundler): CachingEffects {
  return { ...effects, cached: createCached(effects, bundler), keep: createMemory() };
}

function createCached({ root, cache, disk, machine }: Effects, bundler: Bundler): Cached {
  const lockfile = readLockfile(root, disk);
  // The first key that needs a version reports a failure; until then it must not count as an unhandled rejection.
  lockfile.catch(() => {});
  const hashKey = async ({ module, input }: CacheKey) => {
    const bundle = await bundler.bundle(fileURLToPath(module));
    const packages = (await lockfile).versionsOf(bundle.packages);
    // Versions of Node may round differently, which changes drawings.
    return sha256(canonicalJsonOfParts({ code: bundle.hash, packages, node: machine.node, input }));
  };
  return async (kind, key, make) => {
    const hash = await hashKey(key);
    const file = join(cache, kind, key.slot ?? hash);
    const stored = valueIn(await disk.maybeBytes(file), hash);
    if (stored !== undefined) {
      // What has not been used for long can be pruned.
      await disk.touch(file);
      return stored;
    }
    const value = await make();
    await disk.write(file, seal(Buffer.concat([Buffer.from(hash), value])));
    return value;
  };
}

/** The value in a cache file, if the file is undamaged and was stored under this hash. */
function valueIn(file: Uint8Array | undefined, hash: string): Uint8Array | undefined {
  const content = file && unseal(file);
  return content?.subarray(0, hash.length).toString() === hash ? content.subarray(hash.length) : undefined;
}

/** Returns what was made last under this name in this process, if its inputs were equal; else makes it. */
export type Keep = <Value>(name: string, inputs: readonly unknown[], make: () => Value) => Value;

interface Kept {
  readonly inputs: readonly unknown[];
  readonly value: unknown;
}

export function createMemory(): Keep {
  const kept = new Map<string, Kept>();
  return <Value>(name: string, inputs: readonly unknown[], make: () => Value): Value => {
    const last = kept.get(name);
    // All values under a name have one type.
    if (last !== undefined && isDeepStrictEqual(last.inputs, inputs)) return last.value as Value;
    const value = make();
    kept.set(name, { inputs, value });
    // A failure must not be kept: the mistake may be fixed.
    if (value instanceof Promise) value.catch(() => kept.delete(name));
    return value;
  };
}

/** The earlier object if this one equals it, so that values made from it are found by identity. */
export function keepSame<Value>(name: string, value: Value, keep: Keep): Value {
  return keep(name, [value], () => value);
}
