/**
 * Recorded runs: results of the long profile that are shipped with the report, so that other builds can show them without hours
 * of training. They are found by the keys of their trials, so a change of code, packages or settings leaves them unused.
 */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord, parseRecord } from "../base/json.ts";
import { loadReport } from "./report-entry.ts";

export interface RecordedRuns {
  /** ISO date of the recording. */
  readonly date: string;
  /** Results by the keys of their trials. */
  readonly results: ReadonlyMap<string, unknown>;
}

/** The report's recorded runs; undefined if it has none. Throws a ReportError for a damaged file. */
export async function readRecordedRuns(
  effects: Pick<Effects, "root" | "disk" | "load">,
): Promise<RecordedRuns | undefined> {
  const { recordedRuns: file } = await loadReport(effects);
  const text = file === undefined ? undefined : await effects.disk.maybeText(path.join(effects.root, file));
  if (file === undefined || text === undefined) return undefined;
  const { date, runs } = parseRecord(text) ?? {};
  if (typeof date !== "string" || !isRecord(runs)) {
    throw new ReportError(`invalid file: ${file}: expected a date and runs by key`, {
      help: `git checkout ${file} brings back what is committed`,
    });
  }
  const results = Object.entries(runs).map(([key, run]): [string, unknown] => {
    if (!isRecord(run) || !("result" in run)) {
      throw new ReportError(`invalid file: ${file}: run ${key} has no result`);
    }
    return [key, run.result];
  });
  return { date, results: new Map(results) };
}
