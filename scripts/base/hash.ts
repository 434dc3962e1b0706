/** Canonical JSON and SHA-256, from which keys are made. */
import { createHash } from "node:crypto";
import { findNonJson, isRecord, sortKeys } from "./json.ts";

/**
 * JSON text that is the same for equal values: sorted keys, no spaces, undefined properties left out. Throws a
 * TypeError for a value that JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  const problem = findNonJson(value);
  if (problem !== undefined) throw new TypeError(`not a JSON value: ${problem}`);
  return JSON.stringify(sortKeys(value));
}

/** Memoised canonical JSON of records that many values share. The records must not change. */
export type CanonicalTexts = WeakMap<object, string>;

/**
 * The canonical JSON of a record, taking the text of a field that is a record from `texts` if it is there. The names of
 * the fields must not be integers, which JavaScript would order first.
 */
export function canonicalJsonOfParts(
  parts: Readonly<Record<string, unknown>>,
  texts: CanonicalTexts,
): string {
  const textOf = (part: unknown): string => {
    if (!isRecord(part)) return canonicalJson(part);
    const text = texts.get(part) ?? canonicalJson(part);
    texts.set(part, text);
    return text;
  };
  const names = Object.keys(parts).filter((name) => parts[name] !== undefined);
  return `{${names.sort().map((name) => `${JSON.stringify(name)}:${textOf(parts[name])}`)}}`;
}

/** SHA-256 as 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
