/**
 * Writes small PNG images, 8-bit RGB. The data is stored uncompressed, because compressed bytes differ between versions
 * of zlib and a figure must have equal bytes everywhere.
 */
import { crc32 } from "node:zlib";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Row-major, three bytes a pixel. */
  readonly rgb: Uint8Array;
}

/** Bytes of the PNG file (W3C PNG specification, sections 5, 9 and 11). */
export function encodePng({ width, height, rgb }: Pixels): Uint8Array {
  const header = [...bytes32(width), ...bytes32(height), 8, 2, 0, 0, 0];
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", header),
    ...chunk("IDAT", storedZlib(scanlines(width, rgb))),
    ...chunk("IEND", []),
  ]);
}

/** Each row preceded by its filter type: 0, none. */
function scanlines(width: number, rgb: Uint8Array): number[] {
  const lines: number[] = [];
  for (let start = 0; start < rgb.length; start += 3 * width) {
    lines.push(0, ...rgb.subarray(start, start + 3 * width));
  }
  return lines;
}

/** A zlib stream of stored blocks, each at most 65,535 bytes (RFC 1950, RFC 1951 section 3.2.4). */
function storedZlib(data: readonly number[]): number[] {
  const blockSize = 0xffff;
  const stream = [0x78, 0x01];
  for (let start = 0; start < data.length; start += blockSize) {
    const block = data.slice(start, start + blockSize);
    const isLast = start + blockSize >= data.length;
    stream.push(isLast ? 1 : 0, ...bytes16(block.length), ...bytes16(block.length ^ 0xffff));
    for (const byte of block) stream.push(byte);
  }
  return [...stream, ...bytes32(adler32(data))];
}

/** One chunk with its length and checksum (section 5.3). */
export function chunk(type: string, data: readonly number[]): number[] {
  const body = [...Buffer.from(type, "latin1"), ...data];
  return [...bytes32(data.length), ...body, ...bytes32(crc32(Uint8Array.from(body)))];
}

/** Most significant byte first, as in PNG. */
export const bytes32 = (value: number): number[] =>
  [value >>> 24, value >>> 16, value >>> 8, value].map((v) => v & 0xff);

/** Least significant byte first, as in deflate. */
const bytes16 = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];

function adler32(data: readonly number[]): number {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return ((high << 16) | low) >>> 0;
}
