/**
 * Recorded runs: results of the long profile that are shipped with the report, so that other builds can show them without hours
 * of training. They are found by the keys of their trials, so a change of code, packages or settings leaves them unused.
 */
import path from "node:path";
import { canonicalJson } from "../../experiments/kit/digest.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { joinWords } from "../base/format.ts";
import { isRecord, parseRecord } from "../base/json.ts";
import type { KeyedTrial } from "./keys.ts";
import { loadReport, REPORT_ENTRY } from "./report-entry.ts";
import { openStore, storeFolder } from "./store.ts";

/** The profile that runs the trials whose results are recorded. */
export const RECORDING = "long";

/** By the keys of their trials. */
export type RecordedRuns = ReadonlyMap<string, RecordedRun>;

export interface RecordedRun {
  /** ISO date of the recording. */
  readonly date: string;
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
  const { recordings, runs } = parseFile(text, file);
  const read = Object.entries(runs).map(([key, run]): [string, RecordedRun] => {
    const { recording, result, digest, seconds, omitted = [] } = run;
    return [key, { date: recordings[recording]?.date ?? "none", result, digest, seconds, omitted }];
  });
  return new Map(read);
}

/** "2026-12-01 and 2026-12-06"; "none" of no runs. */
export const datesInWords = (runs: Iterable<RecordedRun>): string =>
  joinWords([...new Set([...runs].map(({ date }) => date))].sort());

/** What the file holds. */
interface RecordingFile {
  readonly recordings: readonly Facts[];
  readonly runs: Readonly<Record<string, Entry>>;
}

/** When, on what machine and with which engine runs were recorded. */
interface Facts {
  readonly date: string;
  readonly machine: string;
  readonly kernels: readonly string[];
}

interface Entry extends Pick<RecordedRun, "result" | "digest" | "seconds"> {
  /** Place of its recording in the list. */
  readonly recording: number;
  readonly kind: string;
  readonly config: unknown;
  readonly omitted?: readonly string[];
}

/** Throws a ReportError for a damaged file. */
function parseFile(text: string, file: string): RecordingFile {
  const invalid = (expected: string) =>
    new ReportError(`invalid file: ${file}: ${expected}`, {
      help: `git checkout ${file} brings back what is committed`,
    });
  const { recordings, runs } = parseRecord(text) ?? {};
  if (!Array.isArray(recordings) || !isRecord(runs)) throw invalid("expected recordings, and runs by key");
  for (const [key, run] of Object.entries(runs)) {
    const problem = problemOf(run, recordings);
    if (problem !== undefined) throw invalid(`run ${key} ${problem}`);
  }
  return { recordings, runs } as RecordingFile;
}

function problemOf(run: unknown, recordings: readonly unknown[]): string | undefined {
  const { digest, seconds, omitted = [], recording } = isRecord(run) ? run : {};
  if (!isRecord(run) || !("result" in run) || typeof digest !== "string" || typeof seconds !== "number") {
    return "has no result, digest or seconds";
  }
  if (!isTexts(omitted)) return "has no list of names as omitted";
  const facts = recordings[Number(recording)];
  return isRecord(facts) && typeof facts.date === "string" ? undefined : "names no recording with a date";
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** What was written, and the trials whose results are neither stored nor recorded before. */
export interface Recording {
  readonly file: string;
  readonly runs: number;
  /** How many of them the file had before. */
  readonly kept: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly missing: readonly KeyedTrial[];
}

/**
 * Writes the stored results of these trials as the report's recorded runs. Those that the file already has stay as they are.
 * Throws a ReportError if there are none, or if a stored result differs from the recorded one.
 */
export async function writeRecordedRuns(
  trials: readonly KeyedTrial[],
  effects: Pick<Effects, "root" | "disk" | "load" | "cache" | "clock" | "machine" | "terminal">,
): Promise<Recording> {
  const { recordedRuns: file } = await loadReport(effects);
  if (file === undefined) {
    throw new ReportError(`no recordedRuns in ${REPORT_ENTRY}, which names the file for them`);
  }
  const before = await effects.disk.maybeText(path.join(effects.root, file));
  const { recordings, runs: known } = before === undefined ? NOTHING : parseFile(before, file);
  const store = openStore(storeFolder(effects.cache), effects.disk, effects.terminal.error);
  const runs: [key: string, run: Entry][] = [];
  const missing: KeyedTrial[] = [];
  for (const trial of trials) {
    const { key, components } = trial;
    const [stored, recorded] = [await store.readResult(key), known[key]];
    if (stored !== undefined && recorded !== undefined && stored.digest !== recorded.digest) {
      throw new ReportError(`run ${key} has another digest in the store than in ${file}`, {
        help: "npm run audit -- --recorded repeats recorded runs; npm run store -- verify checks the store",
      });
    }
    if (recorded !== undefined) runs.push([key, recorded]);
    else if (stored === undefined) missing.push(trial);
    else {
      const entry = { kind: components.kind, config: components.config, ...stored };
      runs.push([key, { recording: recordings.length, ...entry, ...shortened(stored.result) }]);
    }
  }
  if (runs.length === 0) {
    throw new ReportError("none of the trials to record is in the store", {
      help: "npm run build -- --profile long runs them",
    });
  }
  const text = textOf([...recordings, factsOf(trials, effects)], runs);
  await effects.disk.write(path.join(effects.root, file), text);
  return {
    file,
    runs: runs.length,
    kept: runs.filter(([key]) => key in known).length,
    seconds: runs.reduce((sum, [, { seconds }]) => sum + seconds, 0),
    bytes: Buffer.byteLength(text),
    missing,
  };
}

const NOTHING: RecordingFile = { recordings: [], runs: {} };

function factsOf(
  trials: readonly KeyedTrial[],
  { clock, machine: { cpu, cores, node } }: Pick<Effects, "clock" | "machine">,
): Facts {
  const kernels = new Set(trials.map(({ components }) => components.kernels));
  return {
    date: clock.date().slice(0, 10),
    machine: `${cpu}, ${cores} cores, Node ${node}`,
    kernels: [...kernels].filter((hash) => hash !== null),
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

/** A line for each run, sorted by key, so that a change shows which runs it concerns. Recordings without runs are left out. */
function textOf(recordings: readonly Facts[], runs: readonly (readonly [string, Entry])[]): string {
  const used = recordings.map((_, index) => runs.some(([, { recording }]) => recording === index));
  const placeOf = (recording: number): number => used.slice(0, recording).filter(Boolean).length;
  const facts = { recordings: recordings.filter((_, index) => used[index]) };
  const lines = [...runs]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, run]) => {
      const entry = { ...run, recording: placeOf(run.recording) };
      return `${JSON.stringify(key)}: ${canonicalJson(entry)}`;
    });
  return `${JSON.stringify(facts).slice(0, -1)}, "runs": {\n${lines.join(",\n")}\n}}\n`;
}
