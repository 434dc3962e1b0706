/** The last lines of a build: what was written, how long each part took, and the verdict of each slide. */
import { relative } from "node:path";
import type { Effects, Terminal, Tone } from "../base/effects.ts";
import { firstLine, formatBytes, formatCount, formatSeconds } from "../base/format.ts";
import { budgetOf, INDEX_FILE } from "../record/files.ts";
import {
  checksText,
  type OutputFiles,
  type ReportRecords,
  type SlideRecord,
  twoDigits,
  type Verdicts,
} from "../record/record.ts";
import type { Outcomes } from "../workers/run-trials.ts";

/** Durations in milliseconds. */
export interface BuildTimes {
  readonly run: number;
  readonly render: number;
  readonly total: number;
}

/** A line for each slide, and why there are no verdicts if there are none. */
export function printVerdicts({ report: { verdicts }, slides }: ReportRecords, terminal: Terminal): void {
  terminal.line("");
  for (const slide of slides) for (const line of slideLines(slide, verdicts, terminal)) terminal.line(line);
  terminal.line("");
  if (!verdicts.given) terminal.line(`${verdicts.build}: ${verdicts.reason}`);
}

export function printSummary(
  records: ReportRecords,
  outcomes: Outcomes,
  files: OutputFiles,
  folder: string,
  times: BuildTimes,
  { root, terminal }: Pick<Effects, "root" | "terminal">,
): void {
  const { slides } = records;
  printVerdicts(records, terminal);
  const failed = terminal.paint("error", "failed:", "error");
  for (const line of failureLines(slides)) terminal.error(`${failed} ${line}`);
  terminal.line(timeLine(slides, outcomes, times));
  const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  const page = Buffer.byteLength(files.get(INDEX_FILE) ?? "");
  const place = relative(root, folder) || ".";
  terminal.line(
    `written: ${place}/${INDEX_FILE}, ${formatBytes(page)} (limit ${formatBytes(budgetOf(INDEX_FILE))}); in all ${formatCount(files.size, "file")}, ${formatBytes(bytes)}`,
  );
}

const STATUS_WORDS = { "not run": "not run", failed: "FAILED" } as const;

/** The slide's verdict, and below it the takeaway, if anything was tested. */
function slideLines(record: SlideRecord, verdicts: Verdicts, { paint }: Terminal): readonly string[] {
  const { slide, takeaway, claims, checks } = record;
  const isTested = [...claims, ...checks].some(({ outcome }) => outcome !== "not tested");
  const status = statusOf(record, verdicts);
  const tone = toneOf(status);
  const line = `${twoDigits(slide)} ${slide.title.padEnd(50)} ${tone === undefined ? status : paint(tone, status)}`;
  return [line, ...(isTested ? [`   ${takeaway.plain}`] : [])];
}

/** The end of a slide's line. */
function statusOf(record: SlideRecord, verdicts: Verdicts): string {
  const { status } = record;
  return status === "not run" || status === "failed" ? STATUS_WORDS[status] : verdictWords(record, verdicts);
}

function toneOf(status: string): Tone | undefined {
  if (status === STATUS_WORDS.failed) return "error";
  return (["supported", "contradicted", "inconclusive"] as const).find((tone) => tone === status);
}

function verdictWords({ verdict, checks }: SlideRecord, verdicts: Verdicts): string {
  if (!verdicts.given) return `no verdict (${verdicts.build})`;
  return verdict === "none" ? checksText(checks) : verdict;
}

function failureLines(slides: readonly SlideRecord[]): readonly string[] {
  return slides.flatMap(({ slide, failures }) =>
    failures.map((failure) => `${slide.name}: ${failure.label}: ${firstLine(failure.cause)}`),
  );
}

function timeLine(slides: readonly SlideRecord[], outcomes: Outcomes, times: BuildTimes): string {
  const states = [...outcomes.values()].map(({ state }) => state);
  const counts = (["ran", "stored", "failed", "not run"] as const)
    .map((state) => ({ state, count: states.filter((counted) => counted === state).length }))
    .filter(({ state, count }) => count > 0 || state === "ran" || state === "stored")
    .map(({ state, count }) => `${count} ${state}`)
    .join(", ");
  const figures = slides.reduce((sum, slide) => sum + slide.figures.length, 0);
  const each = figures === 0 ? "" : `, ${Math.round(times.render / figures)} ms each`;
  return [
    `trials ${formatSeconds(times.run / 1000)} (${counts})`,
    `render ${formatSeconds(times.render / 1000)} (${formatCount(figures, "figure")}${each})`,
    `pages, PDFs and files ${formatSeconds((times.total - times.run - times.render) / 1000)}`,
    `total ${formatSeconds(times.total / 1000)}`,
  ].join(" · ");
}
