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
  const name = path === "" ? "the value" : path;
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${name} is ${value}`;
  if (value === undefined) return `${name} is undefined`;
  if (typeof value !== "object") return `${name} is a ${typeof value}`;
  if (Array.isArray(value)) return findFirst(value.map((item, index) => [`${path}[${index}]`, item]));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${name} is a ${value.constructor.name}`;
  const properties = Object.entries(value).filter(([, item]) => item !== undefined);
  return findFirst(properties.map(([key, item]) => [path === "" ? key : `${path}.${key}`, item]));
}

function findFirst(items: readonly (readonly [path: string, value: unknown])[]): string | undefined {
  for (const [path, value] of items) {
    const found = findNonJson(value, path);
    if (found !== undefined) return found;
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
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${textOf(item)}`)}}`;
}
