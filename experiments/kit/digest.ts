/**
 * The digest of a trial's output, which compares two runs bit for bit. Node and browsers compute the same digest, and
 * anyone can compute it from the stored values:
 *
 *     SHA-256, as 64 hexadecimal digits, of the UTF-8 text of the canonical JSON (RFC 8785) of
 *     {"artifacts": {<name>: {"sha256": <digest>, "shape": [...]}, ...}, "result": ...}
 *
 * where an artifact's `sha256` is that of its values as 32-bit floats, little-endian and row-major. A trial without
 * artifacts has `"artifacts": {}`.
 */

import type { TrialOutput } from "./trial.ts";

/** Throws a TypeError for a result that JSON cannot represent. A browser needs a page from https or localhost. */
export async function digestOf({ result, artifacts = {} }: TrialOutput): Promise<string> {
  const entries = Object.entries(artifacts).map(async ([name, { shape, values }]) => {
    // Every machine that the engine runs on is little-endian.
    return [name, { shape, sha256: await sha256(Float32Array.from(values)) }] as const;
  });
  const hashed = Object.fromEntries(await Promise.all(entries));
  return sha256(new TextEncoder().encode(canonicalJson({ result, artifacts: hashed })));
}

/** As hexadecimal digits; from the Web Crypto API, the only SHA-256 in both Node and browsers. */
export async function sha256(bytes: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await globalThis.crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The path and kind of the first value that JSON cannot represent exactly (NaN, Infinity, undefined in an array, a
 * typed array, a function ...), e.g. "losses[3] is NaN". Undefined properties are allowed, and left out.
 */
export function findNonJson(value: unknown, path = ""): string | undefined {
  const found = nonJsonIn(value);
  if (found === undefined) return undefined;
  const place = `${path}${found.path}`.replace(/^\./, "");
  return `${place === "" ? "the value" : place} is ${found.kind}`;
}

interface NonJson {
  /** From the value that was searched, e.g. ".losses[3]". */
  readonly path: string;
  readonly kind: string;
}

/** Its path is put together on the way back, because nearly all values have none, and there are many. */
function nonJsonIn(value: unknown): NonJson | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { path: "", kind: `${value}` };
  if (value === undefined) return { path: "", kind: "undefined" };
  if (typeof value !== "object") return { path: "", kind: `a ${typeof value}` };
  if (Array.isArray(value)) return firstNonJson(value.entries(), (index) => `[${index}]`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return { path: "", kind: `a ${value.constructor.name}` };
  }
  const properties = Object.entries(value).filter(([, item]) => item !== undefined);
  return firstNonJson(properties, (name) => `.${name}`);
}

function firstNonJson<Name>(
  items: Iterable<readonly [name: Name, value: unknown]>,
  step: (name: Name) => string,
): NonJson | undefined {
  for (const [name, value] of items) {
    const found = nonJsonIn(value);
    if (found !== undefined) return { ...found, path: step(name) + found.path };
  }
  return undefined;
}

/**
 * JSON text that is the same for equal values: keys in the order of their UTF-16 code units, no spaces, undefined
 * properties left out. Throws a TypeError for a value that JSON cannot represent.
 */
export function canonicalJson(value: unknown): string {
  const problem = findNonJson(value);
  if (problem !== undefined) throw new TypeError(`not a JSON value: ${problem}`);
  return textOf(value);
}

/** JSON.stringify of an object with sorted keys is not enough: JavaScript lists keys such as "16" first. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined);
  return `{${names.sort().map((name) => `${JSON.stringify(name)}:${textOf(fields[name])}`)}}`;
}
