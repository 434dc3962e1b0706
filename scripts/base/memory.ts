/** Keeps what a process has made, so that a further build in it makes only what has changed. */
import { isDeepStrictEqual } from "node:util";

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
    // Whoever uses a name makes values of one type under it.
    if (last !== undefined && isDeepStrictEqual(last.inputs, inputs)) return last.value as Value;
    const value = make();
    kept.set(name, { inputs, value });
    // A mistake that is mended must not be kept.
    if (value instanceof Promise) value.catch(() => kept.delete(name));
    return value;
  };
}

/** The earlier object if this one equals it, so that what was made of it is found at once. */
export function keepSame<Value>(name: string, value: Value, keep: Keep): Value {
  return keep(name, [value], () => value);
}
