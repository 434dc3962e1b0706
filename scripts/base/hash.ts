/** SHA-256, the canonical JSON of records from which keys are made, and files sealed with a checksum of their content. */

import { createHash } from "node:crypto";
import { canonicalJson } from "../../experiments/kit/digest.ts";

/** The texts of records and lists that many values share. */
const texts = new WeakMap<object, string>();

/** The canonical JSON of a record. Its parts must not change, because the text of each is made once. */
export function canonicalJsonOfParts(parts: Readonly<Record<string, unknown>>): string {
  const textOf = (part: unknown): string => {
    if (typeof part !== "object" || part === null) return canonicalJson(part);
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

const START = '{"sha256":"';

const MIDDLE = '","record":';

const END = "}\n";

const CONTENT_START = START.length + sha256("").length + MIDDLE.length;

/** The file for `content`, with its SHA-256. If the content is JSON, so is the file. */
export function seal(content: string | Uint8Array): Buffer {
  const start = Buffer.from(START + sha256(content) + MIDDLE);
  return Buffer.concat([start, Buffer.from(content), Buffer.from(END)]);
}

/** The content of a file made by `seal`, or undefined if any byte is missing or differs. */
export function unseal(file: Uint8Array): Buffer | undefined {
  const content = Buffer.from(file).subarray(CONTENT_START, -END.length);
  return seal(content).equals(file) ? content : undefined;
}
