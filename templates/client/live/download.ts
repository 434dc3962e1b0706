/** Downloads published files and checks each against its size and SHA-256. */
import { unpackData } from "../../../experiments/lib/data/data-set.ts";
import { sha256 } from "../../../experiments/lib/digest.ts";
import type { PublishedFile } from "./listing.ts";

type OnBytes = (bytes: number) => void;

/** Throws an Error that says what is wrong with the file. */
export async function download(
  { file, bytes, sha256: expected }: PublishedFile,
  base: string,
  onBytes: OnBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(file, base)).catch((cause: unknown) => {
    throw new Error(`${file} could not be downloaded; is the connection up?`, { cause });
  });
  if (!response.ok || response.body === null) {
    throw new Error(`${file} could not be downloaded: the server says ${response.status}`);
  }
  const content = await readAll(response.body, bytes, onBytes);
  if (content.length !== bytes) {
    throw new Error(`${file} is cut off: ${content.length} of ${bytes} bytes; reload the page and try again`);
  }
  if ((await sha256(content)) !== expected) {
    throw new Error(`${file} is not the file that the report was published with: its checksum differs`);
  }
  return content;
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  expected: number,
  onBytes: OnBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    onBytes(Math.min(length, expected));
  }
  const content = new Uint8Array(length);
  let place = 0;
  for (const part of parts) {
    content.set(part, place);
    place += part.length;
  }
  return content;
}

/** The data set in a downloaded file. */
export async function dataIn(content: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const unzipped = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return unpackData(new Uint8Array(await new Response(unzipped).arrayBuffer()));
}
