/** Files that carry a checksum of their content, so that one which was cut short or altered is never taken for whole. */
import { sha256 } from "./hash.ts";

const START = '{"sha256":"';
const MIDDLE = '","record":';
const END = "}\n";
const CONTENT_START = START.length + sha256("").length + MIDDLE.length;

/** The file that holds `content`. With JSON in it, it is JSON itself. */
export function seal(content: string | Uint8Array): Buffer {
  const start = Buffer.from(START + sha256(content) + MIDDLE);
  return Buffer.concat([start, Buffer.from(content), Buffer.from(END)]);
}

/** The content of a file that `seal` made, or undefined where a byte of it is missing or another. */
export function unseal(file: Uint8Array): Buffer | undefined {
  const content = Buffer.from(file).subarray(CONTENT_START, -END.length);
  return seal(content).equals(file) ? content : undefined;
}
