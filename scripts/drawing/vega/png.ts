/** Writes small PNG images, 8-bit RGB. */
import { crc32 } from "node:zlib";
// Node's compression depends on the version of zlib, and a figure must have equal bytes everywhere.
import { zlibSync } from "fflate";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Row by row, three bytes per pixel. */
  readonly rgb: Uint8Array;
}

/** Bytes of the PNG file (W3C PNG specification, sections 5, 9 and 11). */
export function encodePng({ width, height, rgb }: Pixels): Uint8Array {
  const header = [...bytes32(width), ...bytes32(height), 8, 2, 0, 0, 0];
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", header),
    ...chunk("IDAT", [...zlibSync(scanlines(width, rgb), { level: 9 })]),
    ...chunk("IEND", []),
  ]);
}

/** Each row preceded by its filter type: 0, none. */
function scanlines(width: number, rgb: Uint8Array): Uint8Array {
  const lines: number[] = [];
  for (let start = 0; start < rgb.length; start += 3 * width) {
    lines.push(0, ...rgb.subarray(start, start + 3 * width));
  }
  return Uint8Array.from(lines);
}

/** One chunk with its length and checksum (section 5.3). */
export function chunk(type: string, data: readonly number[]): number[] {
  const body = [...Buffer.from(type, "latin1"), ...data];
  return [...bytes32(data.length), ...body, ...bytes32(crc32(Uint8Array.from(body)))];
}

/** Most significant byte first, as in PNG. */
export const bytes32 = (value: number): number[] =>
  [value >>> 24, value >>> 16, value >>> 8, value].map((v) => v & 0xff);
