/** Checks what is published to repeat trials: the data names its source and licence, and downloads keep their limits. */

import type { OutputFiles } from "../record/record.ts";
import { DATA_NOTICE_FILE, WORKER_FILE } from "../report/files.ts";

/** Most bytes of all data, and of the worker's script before compression. */
const DATA_LIMIT = 5_000_000;
const WORKER_LIMIT = 700_000;

const labels = ["Source", "Licence", "By"];

/** Lists the problems of the files in live/ and of the worker's script. */
export function checkLive(files: OutputFiles): string[] {
  const data = [...files.keys()].filter((file) => file.startsWith("live/data/"));
  const notice = String(files.get(DATA_NOTICE_FILE) ?? "").split("\n\n");
  const bytesOf = (file: string) => files.get(file)?.length ?? 0;
  return [
    ...data.flatMap((file) =>
      checkNotice(
        file,
        notice.find((part) => part.startsWith(`${file}: `)),
      ),
    ),
    ...overLimit(
      "the data",
      data.reduce((sum, file) => sum + bytesOf(file), 0),
      DATA_LIMIT,
    ),
    ...overLimit(WORKER_FILE, bytesOf(WORKER_FILE), WORKER_LIMIT),
  ];
}

function checkNotice(file: string, part: string | undefined): string[] {
  if (part === undefined) return [`${DATA_NOTICE_FILE}: ${file} is published without a notice`];
  const lines = part.split("\n");
  return labels
    .filter((label) => !lines.some((line) => line.startsWith(`${label}: `) && line.length > label.length + 2))
    .map((label) => `${DATA_NOTICE_FILE}: no line "${label}: ..." for ${file}`);
}

function overLimit(what: string, bytes: number, limit: number): string[] {
  return bytes <= limit ? [] : [`too large to download: ${what}, ${bytes} bytes; at most ${limit}`];
}
