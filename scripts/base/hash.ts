/** SHA-256 and the canonical JSON of records, from which keys are made. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../experiments/lib/canonical-json.ts";
import { isRecord } from "./json.ts";

/** Memoised canonical JSON of records that many values share. The records must not change. */
export type CanonicalTexts = WeakMap<object, string>;

/**
 * The canonical JSON of a record, taking the text of a field that is a record from `texts` if it is there.
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
