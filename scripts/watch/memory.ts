/** Keeps what a process that stays has made, so that its next build makes only what has changed. */
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Bundler } from "../base/bundle.ts";
import type { CachingEffects } from "../base/cached.ts";

/** Returns what was made last under this name, if the inputs were equal; else makes it. */
export type Keep = <Value>(name: string, inputs: readonly unknown[], make: () => Value) => Value;

interface Kept {
  readonly inputs: readonly unknown[];
  readonly value: unknown;
}

export function createMemory(): Keep {
  const kept = new Map<string, Kept>();
  return <Value>(name: string, inputs: readonly unknown[], make: () => Value): Value => {
    const last = kept.get(name);
    // Whoever uses a name makes values of one type under it.
    if (last !== undefined && isDeepStrictEqual(last.inputs, inputs)) return last.value as Value;
    const value = make();
    kept.set(name, { inputs, value });
    return value;
  };
}

/** More than a report's drawings, which are the most values of a kind. */
const MOST_OF_A_KIND = 500;

interface CachedValue {
  readonly code: string;
  readonly input: unknown;
  readonly value: Uint8Array;
}

/** Puts a memory before the cache on the disk: equal inputs are found faster than the hash of an input is made. */
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
