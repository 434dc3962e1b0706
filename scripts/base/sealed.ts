/** Files with a checksum of their content, so that truncated and altered files are detected. */
import { sha256 } from "./hash.ts";

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
