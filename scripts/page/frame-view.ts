/** What every page and the PDF have in common: titles, facts of the build, warnings, references. */
import { shortCommit } from "../base/format.ts";
import { INDEX_FILE, REPORT_PDF_FILE } from "../report/files.ts";
import type { BuildFacts, NoVerdicts } from "../report/report.ts";
import type { NumberedReference } from "../text/prose.ts";

export interface FrameView {
  readonly policy: string;
  /** The way from the page to the report's folder: empty or "../../". */
  readonly root: string;
  /** Address of the report's page, seen from this page; empty on that page itself. */
  readonly home: string;
  readonly eyebrow: string;
  /** The report's name in one line. */
  readonly brand: string;
  readonly title: string;
  /** The title of the window or the PDF. */
  readonly documentTitle: string;
  readonly summary: string;
  readonly profile: string;
  readonly engine: string;
  readonly shortCommit: string;
  readonly commitDate: string | null;
  readonly commitDay: string | null;
  /** Why the build has no verdicts, in a few words for the foot of a printed page and as a note; null if it has some. */
  readonly verdictless: string | null;
  readonly verdictlessNote: NoteView | null;
  readonly partialNote: NoteView | null;
  /** The report as PDF. */
  readonly pdf: string;
  readonly colophon: string;
}

/** A warning about the build, shown above everything else. */
interface NoteView {
  readonly title: string;
  readonly text: string;
}

const PARTIAL_NOTE: NoteView = {
  title: "Partial build.",
  text: "Only some slides or trials were asked for, or some failed.",
};
const COLOPHON =
  "Every number in the text is a finding of this build, a setting or a citation. Set in Source Serif, Source Sans and Source Code Pro.";

/** The deck's own title. */
const TITLE = "Limitations of LoRA for Pre-training Large Language Models";
const BRAND = "LoRA for pre-training, measured";
const EYEBROW = "The claims of a slide deck, measured";
const SUMMARY =
  "The claims of a slide deck on low-rank adaptation, measured on small models: figures with intervals, and a verdict for each slide.";

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

/** The frame of a page at `root` from the report's folder; `part` names the page where it is not the whole report. */
export function frameView(facts: BuildFacts, root: string, part?: string): FrameView {
  const { verdicts } = facts;
  const named = part === undefined ? TITLE : `${part} · ${BRAND}`;
  return {
    policy: POLICY,
    root,
    home: part === undefined ? "" : root + INDEX_FILE,
    eyebrow: EYEBROW,
    brand: BRAND,
    title: TITLE,
    documentTitle: verdicts.given ? named : `${named} (${verdicts.build})`,
    summary: SUMMARY,
    profile: facts.profile,
    engine: facts.engine,
    shortCommit: shortCommit(facts.commit),
    commitDate: facts.commitDate ?? null,
    commitDay: facts.commitDate?.slice(0, 10) ?? null,
    verdictless: verdicts.given ? null : `${verdicts.build}: no verdicts`,
    verdictlessNote: verdicts.given ? null : noteOf(verdicts),
    partialNote: facts.partial ? PARTIAL_NOTE : null,
    pdf: root + REPORT_PDF_FILE,
    colophon: COLOPHON,
  };
}

const noteOf = ({ build, reason }: NoVerdicts): NoteView => ({
  title: `${build.slice(0, 1).toUpperCase()}${build.slice(1)}.`,
  text: reason,
});

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
