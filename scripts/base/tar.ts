/**
 * Tar archives of plain files (POSIX ustar), written and read part by part, so that they need not fit into memory. Names
 * have at most 100 ASCII characters. Equal files give equal bytes: dates are zero.
 */
import type { Disk } from "./effects.ts";

const BLOCK = 512;

/** Fields of a header: where each begins, and how many bytes it has. */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  owner: [108, 8],
  group: [116, 8],
  size: [124, 12],
  modified: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  format: [257, 8],
} as const;

type Field = keyof typeof FIELDS;

/** A file in an archive: where its content begins, and how many bytes it has. */
export interface TarEntry {
  readonly name: string;
  readonly start: number;
  readonly length: number;
}

/** The bytes of an archive of these files. */
export async function* tarOf(
  files: AsyncIterable<readonly [name: string, content: Uint8Array]>,
): AsyncIterable<Uint8Array> {
  for await (const [name, content] of files) {
    yield headerOf(name, content.length);
    yield content;
    yield Buffer.alloc(paddingOf(content.length));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** The files in an archive, in its order; undefined if it is no archive of plain files, or is not whole. */
export async function readTar(path: string, disk: Disk): Promise<readonly TarEntry[] | undefined> {
  const entries: TarEntry[] = [];
  for (let offset = 0; ; ) {
    const header = Buffer.from(await disk.readPart(path, offset, BLOCK));
    if (header.length < BLOCK) return undefined;
    if (header.every((byte) => byte === 0)) return entries;
    const length = Number.parseInt(fieldOf(header, "size"), 8);
    const isFile = fieldOf(header, "checksum") === checksumOf(header) && fieldOf(header, "type") === "0";
    if (!isFile || !(length >= 0)) return undefined;
    entries.push({ name: fieldOf(header, "name"), start: offset + BLOCK, length });
    offset += BLOCK + length + paddingOf(length);
  }
}

const paddingOf = (length: number): number => (BLOCK - (length % BLOCK)) % BLOCK;

function headerOf(name: string, length: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const put = (field: Field, text: string) => header.write(text, FIELDS[field][0], "latin1");
  put("name", name);
  put("mode", "0000644\0");
  put("owner", "0000000\0");
  put("group", "0000000\0");
  put("size", `${length.toString(8).padStart(11, "0")}\0`);
  put("modified", `${"0".repeat(11)}\0`);
  put("type", "0");
  put("format", "ustar\u000000");
  put("checksum", `${checksumOf(header)}\0 `);
  return header;
}

/** The sum of a header's bytes, where those of the sum itself count as spaces. */
function checksumOf(header: Uint8Array): string {
  const [start, length] = FIELDS.checksum;
  const bytes = Uint8Array.from(header).fill(32, start, start + length);
  return bytes
    .reduce((sum, byte) => sum + byte, 0)
    .toString(8)
    .padStart(6, "0");
}

/** A field's text, up to the first zero byte. */
function fieldOf(header: Buffer, field: Field): string {
  const [start, length] = FIELDS[field];
  return header.toString("latin1", start, start + length).split("\0")[0] ?? "";
}
