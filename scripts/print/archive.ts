/**
 * Writes ZIP archives. Entries are stored uncompressed: pictures are compressed already, and compressed bytes differ
 * between versions of zlib. All dates are the earliest that the format allows, so equal files give equal bytes.
 */
import { crc32 } from "node:zlib";

/** 1 January 1980, in MS-DOS format. */
const FIRST_DATE = 0x21;
/** Needs version 2.0 of the format. */
const VERSION = 20;
/** Says that names are UTF-8. */
const UTF8_FLAG = 0x0800;

/** A ZIP file with these files, by path, in the order given (PKWARE APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16). */
export function archiveOf(files: ReadonlyMap<string, string | Uint8Array>): Uint8Array {
  const entries: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const nameBytes = Buffer.from(name);
    const bytes = Buffer.from(content);
    const common = commonFields(nameBytes, bytes);
    const entry = Buffer.concat([signature(0x04034b50), common, nameBytes, bytes]);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([signature(0x02014b50), Buffer.from([VERSION, 0]), common, where, nameBytes]),
    );
    entries.push(entry);
    offset += entry.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...entries, listed, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The fields that an entry's header shares with its record in the central directory. */
function commonFields(name: Buffer, bytes: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_FLAG, 2);
  fields.writeUInt16LE(FIRST_DATE, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}
