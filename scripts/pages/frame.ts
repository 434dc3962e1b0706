/** What every page and the PDF have in common: titles, facts of the build, warnings, references and the appendix. */

import { shortCommit } from "../base/format.ts";
import { INDEX_FILE, REPORT_PDF_FILE } from "../record/files.ts";
import { type ReportRecord, type ReportRecords, subjectOf, type Verdicts } from "../record/record.ts";
import type { NumberedReference } from "../text/prose.ts";
import { problemLink } from "./problem-link.ts";
import { seedsText } from "./slide-head.ts";

export interface FrameView {
  readonly policy: string;
  /** The way from the page to the report's folder: empty or "../../". */
  readonly root: string;
  /** Address of the report's page, seen from this page; empty on that page itself. */
  readonly home: string;
  /** The title of the report. */
  readonly title: string;
  readonly subtitle: string;
  /** What the report examines, as a noun. */
  readonly subject: string;
  /** The title of the window or the PDF. */
  readonly documentTitle: string;
  /** What the page or the PDF holds, in a sentence. */
  readonly summary: string;
  readonly profile: string;
  readonly engine: string;
  readonly shortCommit: string;
  readonly commitDate: string | null;
  readonly commitDay: string | null;
  /** Says in a few words, for the foot of a printed page, that there are no verdicts; null if there are some. */
  readonly verdictless: string | null;
  /** Says why there are no verdicts. */
  readonly verdictlessNote: NoteView | null;
  readonly partialNote: NoteView | null;
  /** The report as PDF. */
  readonly pdf: string;
  readonly colophon: string;
  /** Where a reader reports a problem; null where the report names no place. */
  readonly problem: string | null;
}

/** A warning about the build, shown above everything else. */
interface NoteView {
  readonly title: string;
  readonly text: string;
}

/** A page that is not the whole report. */
interface PartOfReport {
  readonly file: string;
  readonly name: string;
  readonly summary: string;
}

/** The Content-Security-Policy: files of the report only. Figures hold large matrices as `data:` images. */
export const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const PARTIAL_NOTE: NoteView = {
  title: "Partial build.",
  text: "Only some slides or trials were asked for, or some failed.",
};

const COLOPHON =
  "Every number in the text is a finding of this build, a setting or a citation. Set in Source Serif, Source Sans and Source Code Pro.";

/** The frame of a page at `root` from the report's folder. */
export function frameView(record: ReportRecord, root: string, part?: PartOfReport): FrameView {
  const { report, facts, verdicts } = record;
  const { title, subtitle, summary } = report;
  const named = part === undefined ? title : `${part.name} · ${title}`;
  return {
    policy: POLICY,
    root,
    home: part === undefined ? "" : root + INDEX_FILE,
    title,
    subtitle,
    subject: subjectOf(record),
    documentTitle: verdicts.given ? named : `${named} (${verdicts.build})`,
    summary: part?.summary ?? summary,
    profile: facts.profile,
    engine: facts.engine,
    shortCommit: shortCommit(facts.commit),
    commitDate: facts.commitDate ?? null,
    commitDay: facts.commitDate?.slice(0, 10) ?? null,
    verdictless: verdicts.given ? null : `${verdicts.build}: no verdicts`,
    verdictlessNote: verdictlessNote(verdicts),
    partialNote: facts.partial ? PARTIAL_NOTE : null,
    pdf: root + REPORT_PDF_FILE,
    colophon: COLOPHON,
    problem: problemLink(record, { title: part?.name ?? title, file: part?.file ?? INDEX_FILE }),
  };
}

/** The title of the window: what the report answers first, if it has an answer, and its title. */
export function answeringTitle(record: ReportRecord): string {
  const { answer } = record;
  const [first = ""] = "missing" in answer ? [] : answer.plain.replaceAll("**", "").split(/(?<=[.!?])\s/);
  const { documentTitle } = frameView(record, "");
  return first === "" ? documentTitle : `${first.replace(/\.$/, "")} · ${documentTitle}`;
}

function verdictlessNote(verdicts: Verdicts): NoteView | null {
  if (verdicts.given) return null;
  const { build, reason } = verdicts;
  return { title: `${build.slice(0, 1).toUpperCase()}${build.slice(1)}.`, text: reason };
}

export interface ReferenceView {
  readonly key: string;
  readonly number: number;
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly url: string;
  readonly venue: string | null;
  readonly arxiv: string | null;
}

export function referenceViews(cited: readonly NumberedReference[]): ReferenceView[] {
  return cited.map(({ key, number, reference }) => ({
    key,
    number,
    authors: reference.authors,
    year: reference.year,
    title: reference.title,
    url: reference.url,
    venue: reference.venue ?? null,
    arxiv: reference.arxiv ?? null,
  }));
}

interface Entry {
  readonly name: string;
  readonly value: string;
}

export interface AppendixView {
  readonly facts: readonly Entry[];
  readonly versions: readonly Entry[];
  /** The description of the report's files, as markup. */
  readonly files: string;
}

export function appendixView({ report: { facts }, slides }: ReportRecords, files: string): AppendixView {
  const trials = new Set(slides.flatMap((slide) => slide.trials.map(({ key }) => key)));
  const seeds = [...new Set(slides.flatMap((slide) => slide.seeds))].sort((a, b) => a - b);
  return {
    facts: [
      { name: "Commit", value: facts.commit },
      { name: "Date of the commit", value: facts.commitDate ?? "unknown" },
      { name: "Profile", value: facts.profile },
      { name: "Engine", value: facts.engine },
      { name: "Seeds", value: seedsText(seeds) },
      { name: "Trials, each once", value: String(trials.size) },
      { name: "Left out or failed", value: facts.partial ? "some: a partial build" : "none" },
    ],
    versions: Object.entries(facts.versions).map(([name, value]) => ({ name, value })),
    files,
  };
}
