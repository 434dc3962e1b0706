/**
 * The cache of what takes long to make and is no trial: drawings, printed figures, PDF, fonts. Its keys are those of
 * trials in small: they hold the code of the module that makes a value, by its bundle, and the locked versions of the
 * packages that this code loads or reads files of. So an edit anywhere below that module makes the value anew.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bundler } from "./bundle.ts";
import type { Effects } from "./effects.ts";
import { type CanonicalTexts, canonicalJsonOfParts, sha256 } from "./hash.ts";
import { readLockfile } from "./lockfile.ts";
import { seal, unseal } from "./sealed.ts";

export interface CacheKey {
  /** URL of the module whose exports turn the input into the value. `make` has to add nothing to them. */
  readonly module: string | URL;
  /** All that the value depends on beside the module's code: JSON. */
  readonly input: unknown;
  /** A name under which only the last value is kept, where an older one is of no more use. */
  readonly slot?: string;
}

/**
 * What `make` returned for this key, in this build or an earlier one. Values are kept in .cache/<kind>/; a file that is
 * damaged counts as missing.
 */
type Cached = (kind: string, key: CacheKey, make: () => Promise<Uint8Array>) => Promise<Uint8Array>;

export interface CachingEffects extends Effects {
  readonly cached: Cached;
}

/** These effects with a cache on their disk. Calls that share a bundler bundle each module once. */
export function withCache(effects: Effects, bundler: Bundler): CachingEffects {
  return { ...effects, cached: createCached(effects, bundler) };
}

function createCached({ root, disk, machine }: Effects, bundler: Bundler): Cached {
  const lockfile = readLockfile(root, disk);
  // An error comes again when the first key asks for a version.
  lockfile.catch(() => {});
  const texts: CanonicalTexts = new WeakMap();
  const hashKey = async ({ module, input }: CacheKey) => {
    const bundle = await bundler.bundle(fileURLToPath(module));
    const packages = (await lockfile).versionsOf(bundle.packages);
    // Rounding, and with it a drawing, may differ between versions of Node.
    return sha256(canonicalJsonOfParts({ code: bundle.hash, packages, node: machine.node, input }, texts));
  };
  return async (kind, key, make) => {
    const hash = await hashKey(key);
    const file = join(root, ".cache", kind, key.slot ?? hash);
    const stored = valueIn(await disk.maybeBytes(file), hash);
    if (stored !== undefined) return stored;
    const value = await make();
    await disk.write(file, seal(Buffer.concat([Buffer.from(hash), value])));
    return value;
  };
}

/** The value in a file of the cache, if it is whole and was kept under this key. */
function valueIn(file: Uint8Array | undefined, hash: string): Uint8Array | undefined {
  const content = file && unseal(file);
  return content?.subarray(0, hash.length).toString() === hash ? content.subarray(hash.length) : undefined;
}
