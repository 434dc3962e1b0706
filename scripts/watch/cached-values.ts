/** A memory before the cache on the disk: equal inputs are found faster than the hash of an input is made. */
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Bundler } from "../base/bundle.ts";
import type { CachingEffects } from "../base/cached.ts";

/** More than a report's drawings, which are the most values of a kind. */
const MOST_OF_A_KIND = 500;

interface CachedValue {
  readonly code: string;
  readonly input: unknown;
  readonly value: Uint8Array;
}

export function withMemory(effects: CachingEffects, bundler: Bundler): CachingEffects {
  const kinds = new Map<string, CachedValue[]>();
  return {
    ...effects,
    async cached(kind, key, make) {
      const { hash: code } = await bundler.bundle(fileURLToPath(key.module));
      const values = kinds.get(kind) ?? [];
      kinds.set(kind, values);
      const { input } = key;
      const known = values.find((one) => one.code === code && isDeepStrictEqual(one.input, input));
      if (known !== undefined) return known.value;
      const value = await effects.cached(kind, key, make);
      values.push({ code, input, value });
      if (values.length > MOST_OF_A_KIND) values.shift();
      return value;
    },
  };
}
