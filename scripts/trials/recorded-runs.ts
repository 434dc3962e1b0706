/**
 * Recorded runs: results of the long profile that are shipped with the report, so that other builds can show them without hours
 * of training. They are found by the keys of their trials, so a change of code, packages or settings leaves them unused.
 */
import path from "node:path";
import { canonicalJson } from "../../experiments/kit/digest.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord, parseRecord } from "../base/json.ts";
import type { KeyedTrial } from "./keys.ts";
import { loadReport, REPORT_ENTRY } from "./report-entry.ts";
import { openStore, storeFolder } from "./store.ts";

/** The profile that runs the trials whose results are recorded. */
export const RECORDING = "long";

export interface RecordedRuns {
  /** ISO date of the recording. */
  readonly date: string;
  /** By the keys of their trials. */
  readonly runs: ReadonlyMap<string, RecordedRun>;
}

export interface RecordedRun {
  /** Without its long lists, such as a value for each step, which would take most of the file. */
  readonly result: unknown;
  /** The digest of its output. */
  readonly digest: string;
  /** The time that the run took on the recording machine. */
  readonly seconds: number;
  /** Names of the fields that are left out of the result. */
  readonly omitted: readonly string[];
}

/** A recorded run with the trial that it is a run of. */
export interface RecordedTrial {
  readonly trial: KeyedTrial;
  readonly run: RecordedRun;
}

/** The report's recorded runs; undefined if it has none. Throws a ReportError for a damaged file. */
export async function readRecordedRuns(
  effects: Pick<Effects, "root" | "disk" | "load">,
): Promise<RecordedRuns | undefined> {
  const { recordedRuns: file } = await loadReport(effects);
  const text = file === undefined ? undefined : await effects.disk.maybeText(path.join(effects.root, file));
  if (file === undefined || text === undefined) return undefined;
  const invalid = (expected: string) =>
    new ReportError(`invalid file: ${file}: ${expected}`, {
      help: `git checkout ${file} brings back what is committed`,
    });
  const { date, runs } = parseRecord(text) ?? {};
  if (typeof date !== "string" || !isRecord(runs)) throw invalid("expected a date and runs by key");
  const read = Object.entries(runs).map(([key, run]): [string, RecordedRun] => {
    const { digest, seconds, omitted = [] } = isRecord(run) ? run : {};
    if (!isRecord(run) || !("result" in run) || typeof digest !== "string" || typeof seconds !== "number") {
      throw invalid(`run ${key} has no result, digest or seconds`);
    }
    if (!isTexts(omitted)) throw invalid(`omitted of run ${key} is not a list of names`);
    return [key, { result: run.result, digest, seconds, omitted }];
  });
  return { date, runs: new Map(read) };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** What was written, and the trials whose results are not in the store. */
export interface Recording {
  readonly file: string;
  readonly runs: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly missing: readonly KeyedTrial[];
}

/** Writes the stored results of these trials as the report's recorded runs, in place of those from before. */
export async function writeRecordedRuns(
  trials: readonly KeyedTrial[],
  effects: Pick<Effects, "root" | "disk" | "load" | "cache" | "clock" | "machine" | "terminal">,
): Promise<Recording> {
  const { recordedRuns: file } = await loadReport(effects);
  if (file === undefined) {
    throw new ReportError(`no recordedRuns in ${REPORT_ENTRY}, which names the file for them`);
  }
  const store = openStore(storeFolder(effects.cache), effects.disk, effects.terminal.error);
  const found = await Promise.all(
    trials.map(async (trial) => ({ trial, stored: await store.readResult(trial.key) })),
  );
  const missing = found.flatMap(({ trial, stored }) => (stored === undefined ? [trial] : []));
  const runs = found.flatMap(({ trial: { key, components }, stored }) =>
    stored === undefined
      ? []
      : [{ key, kind: components.kind, config: components.config, ...stored, ...shortened(stored.result) }],
  );
  if (runs.length === 0) {
    throw new ReportError("none of the trials to record is in the store", {
      help: "npm run build -- --profile long runs them",
    });
  }
  const { cpu, cores, node } = effects.machine;
  const kernels = new Set(trials.map(({ components }) => components.kernels));
  const text = textOf(
    {
      date: effects.clock.date().slice(0, 10),
      machine: `${cpu}, ${cores} cores, Node ${node}`,
      kernels: [...kernels].filter((hash) => hash !== null),
    },
    runs.map(({ key, ...run }) => [key, run]),
  );
  await effects.disk.write(path.join(effects.root, file), text);
  return {
    file,
    runs: runs.length,
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    bytes: Buffer.byteLength(text),
    missing,
  };
}

/** Longer lists of a result are left out. Its digest covers them. */
const LONGEST_LIST = 256;

/** The fields of a result but for long lists, and the names of these. */
function shortened(result: unknown): { readonly result: unknown; readonly omitted?: readonly string[] } {
  if (!isRecord(result)) return { result };
  const isLong = (value: unknown): boolean => Array.isArray(value) && value.length > LONGEST_LIST;
  const fields = Object.entries(result);
  const omitted = fields.filter(([, value]) => isLong(value)).map(([name]) => name);
  if (omitted.length === 0) return { result };
  return { result: Object.fromEntries(fields.filter(([, value]) => !isLong(value))), omitted };
}

/** A line for each run, sorted by key, so that a change shows which runs it concerns. */
function textOf(facts: object, runs: readonly (readonly [string, object])[]): string {
  const lines = [...runs]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, run]) => `${JSON.stringify(key)}: ${canonicalJson(run)}`);
  return `${JSON.stringify(facts).slice(0, -1)}, "runs": {\n${lines.join(",\n")}\n}}\n`;
}
