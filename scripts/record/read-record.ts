/** Reads the records of a finished report. */
import path from "node:path";
import type { Disk } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { parseRecord } from "../base/json.ts";
import {
  isOurs,
  REPORT_FILE,
  type ReportRecord,
  type ReportRecords,
  SCHEMA,
  type SlideRecord,
} from "./record.ts";

/** Throws a ReportError, with the reason, for a folder without the records of a report. */
export async function readRecords(name: string, folder: string, disk: Disk): Promise<ReportRecords> {
  const records = await maybeRecords(name, folder, disk);
  if (records === undefined) throw noReport(name, `it has no ${REPORT_FILE}`);
  return records;
}

/** The same, or undefined for a folder without a report's record, such as one from before there were records. */
export async function maybeRecords(
  name: string,
  folder: string,
  disk: Disk,
): Promise<ReportRecords | undefined> {
  const text = await disk.maybeText(path.join(folder, REPORT_FILE));
  if (text === undefined) return undefined;
  const report = recordIn<ReportRecord>(name, REPORT_FILE, text);
  if (!isOurs(report.generator)) throw noReport(name, "another program wrote it");
  const slides = report.slides.map(async ({ record: file }) =>
    recordIn<SlideRecord>(name, file, await disk.maybeText(path.join(folder, file))),
  );
  return { report, slides: await Promise.all(slides) };
}

/** Version 1 had several claims of equal rank, with further rules: `diff` reads what both have in common. */
const READABLE: readonly unknown[] = [1, SCHEMA];

/** Records of these versions of the format have been written by this program, so their types are trusted. */
function recordIn<Kind>(name: string, file: string, text: string | undefined): Kind {
  const json = parseRecord(text);
  if (json === undefined) throw noReport(name, `${file} is missing or damaged`);
  if (!READABLE.includes(json.schema)) {
    throw noReport(name, `${file} has version ${json.schema} of the format, not ${SCHEMA}`);
  }
  return json as Kind;
}

function noReport(name: string, reason: string): ReportError {
  return new ReportError(`no report in ${name}: ${reason}`, {
    help: "expected the folder that npm run build of this version wrote, such as out",
  });
}
