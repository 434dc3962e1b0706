/**
 * The data that trials read. Node makes it from files of packages. A browser has no packages, so the build packs
 * Node's data and publishes it with the report.
 */

/** Data sets by name, made or provided. A process reads them for one trial after another. */
const known = new Map<string, unknown>();

/** Defines a data set. `make` is called at the first read, unless the data was provided. */
export function dataSet<Value>(name: string, make: () => Value): () => Value {
  return () => {
    if (!known.has(name)) known.set(name, make());
    return known.get(name) as Value;
  };
}

/** Provides a data set that was made elsewhere. */
export function handInData(name: string, value: unknown): void {
  known.set(name, value);
}

/** A data set as a report publishes it, for trials in a browser. */
export interface PublishedData {
  /** The name under which trials list it. */
  readonly name: string;
  /** A short description for readers, e.g. "the addresses". */
  readonly title: string;
  /** Its source, and how it was changed. */
  readonly source: string;
  /** The licence under which it may be published. */
  readonly licence: string;
  /** The credit that the licence requires. */
  readonly attribution: string;
  /** The published content: JSON values, with byte arrays at any place. */
  readonly read: () => unknown;
}

const BYTES = "$bytes";

/** Packs JSON values with byte arrays: the length of the header, the header as JSON, then all bytes. */
export function packData(value: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  let start = 0;
  const header = JSON.stringify(value, (_, part: unknown) => {
    if (!(part instanceof Uint8Array)) return part;
    parts.push(part);
    start += part.length;
    return { [BYTES]: [start - part.length, part.length] };
  });
  const text = new TextEncoder().encode(header);
  const packed = new Uint8Array(4 + text.length + start);
  new DataView(packed.buffer).setUint32(0, text.length, true);
  packed.set(text, 4);
  let place = 4 + text.length;
  for (const part of parts) {
    packed.set(part, place);
    place += part.length;
  }
  return packed;
}

/** Unpacks data from `packData`. Throws a RangeError if bytes are missing. */
export function unpackData(packed: Uint8Array): unknown {
  const length = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(0, true);
  const bytes = packed.subarray(4 + length);
  const text = new TextDecoder().decode(packed.subarray(4, 4 + length));
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || !(BYTES in part)) return part;
    const [start, size] = part[BYTES] as [number, number];
    if (start + size > bytes.length) throw new RangeError(`truncated data: ${bytes.length} bytes`);
    return bytes.subarray(start, start + size);
  });
}
