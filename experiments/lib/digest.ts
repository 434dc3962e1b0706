/**
 * The digest of a trial's output, by which two runs are compared bit for bit. It is computed alike in Node and in a
 * browser, and anyone can compute it from the stored values:
 *
 *     SHA-256, as 64 hexadecimal digits, of the UTF-8 text of the canonical JSON (RFC 8785) of
 *     {"artifacts": {<name>: {"sha256": <digest>, "shape": [...]}, ...}, "result": ...}
 *
 * where an artifact's `sha256` is that of its values as 32-bit floats, little-endian and row-major. A trial without
 * artifacts has `"artifacts": {}`.
 */
import { canonicalJson } from "./canonical-json.ts";
import type { TrialOutput } from "./trial.ts";

/** Throws a TypeError for a result that JSON cannot hold. A browser needs a page from https or localhost. */
export async function digestOf({ result, artifacts = {} }: TrialOutput): Promise<string> {
  const entries = Object.entries(artifacts).map(async ([name, { shape, values }]) => {
    // The machine's byte order is little-endian wherever the engine runs.
    return [name, { shape, sha256: await sha256(Float32Array.from(values)) }] as const;
  });
  const hashed = Object.fromEntries(await Promise.all(entries));
  return sha256(new TextEncoder().encode(canonicalJson({ result, artifacts: hashed })));
}

/** As hexadecimal digits; from the Web Crypto API, the only SHA-256 that Node and browsers share. */
export async function sha256(bytes: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await globalThis.crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
