/** Data of the whole page, for its template. */
import { REPORT_PDF_FILE } from "../report/files.ts";
import type { BuildFacts, RenderedSlide } from "../report/report.ts";
import { headingIds } from "../text/markup.ts";
import {
  createCitations,
  type NumberedReference,
  renderInlineProse,
  renderProse,
  type Surroundings,
} from "../text/prose.ts";
import type { ProseScope } from "../text/scope.ts";
import type { ProseSource } from "../text/statements.ts";
import { type AppendixView, appendixView } from "./appendix-view.ts";
import { abstractFindings, type OverviewView, overviewView } from "./overview-view.ts";
import { type SlideView, slideView, type ViewLanguage } from "./slide-view.ts";

export interface PageView {
  readonly policy: string;
  readonly eyebrow: string;
  readonly title: string;
  /** The title of the window or the PDF. */
  readonly documentTitle: string;
  /** The title as HTML, in which hyphenated words stay whole. */
  readonly heading: string;
  readonly summary: string;
  readonly profile: string;
  readonly engine: string;
  readonly shortCommit: string;
  readonly commitDate: string | null;
  readonly commitDay: string | null;
  readonly isQuick: boolean;
  readonly quickNote: NoteView | null;
  readonly partialNote: NoteView | null;
  readonly contents: { readonly slides: readonly SlideView[] };
  readonly overview: OverviewView;
  readonly slides: readonly SlideView[];
  readonly references: readonly ReferenceView[];
  readonly cite: CiteView;
  /** The report as PDF. */
  readonly pdf: string;
  readonly appendix: AppendixView;
  readonly colophon: string;
}

/** A warning about the build, shown above everything else. */
interface NoteView {
  readonly title: string;
  readonly text: string;
}

const QUICK_NOTE: NoteView = {
  title: "Quick build.",
  text: "One short run of each experiment, to check that everything works. It has no intervals and no verdicts.",
};
const PARTIAL_NOTE: NoteView = {
  title: "Partial build.",
  text: "Some slides or trials were left out or failed.",
};
const COLOPHON =
  "Every number in the text is a finding of this build, a setting or a citation. Set in Source Serif, Source Sans and Source Code Pro.";

/** How to cite the report. */
export interface CiteView {
  /** The report as an entry of a reference list. */
  readonly reference: string;
  readonly bibtex: string;
  /** The file that holds the entry. */
  readonly file: string;
}

/** The deck's own title. */
const TITLE = "Limitations of LoRA for Pre-training Large Language Models";
const EYEBROW = "Every claim of a slide deck, measured";
const SUMMARY =
  "Every claim of a slide deck on low-rank adaptation, measured on small models: figures with intervals, and a verdict for each slide.";

/** The Content-Security-Policy: files of the report only. Figures hold large matrices as `data:` images. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "script-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The report's own texts: those of no slide. */
export interface PageTexts {
  readonly abstract: ProseSource;
  /** The main findings, listed below the abstract. */
  readonly findings: ProseSource;
  /** How to read the report. */
  readonly method: ProseSource;
  /** Description of the report's files. */
  readonly files: ProseSource;
  readonly cite: CiteView;
  /** What these texts may name. */
  readonly scope: ProseScope;
}

/** Gathers the page's data from top to bottom, so that references are numbered in reading order. */
export function pageView(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  { abstract, findings, method, files, cite, scope }: PageTexts,
  language: ViewLanguage,
): PageView {
  const citations = createCitations();
  const isQuick = facts.profile === "quick";
  const surroundings: Surroundings = { scope, citations, markup: language.markup };
  const idOf = headingIds("text");
  const proseOf = (source: ProseSource) => renderProse(source, idOf, surroundings);
  const own = {
    abstract: renderInlineProse(abstract, surroundings),
    findings: abstractFindings(findings, rendered, surroundings),
    method: proseOf(method),
  };
  const slides = rendered.map((slide) => slideView(slide, { facts, citations, ...language }));
  return {
    policy: POLICY,
    eyebrow: EYEBROW,
    title: TITLE,
    documentTitle: isQuick ? `${TITLE} (quick build)` : TITLE,
    heading: TITLE.replace(/\S+-\S+/g, '<span class="whole">$&</span>'),
    summary: SUMMARY,
    profile: facts.profile,
    engine: facts.engine,
    shortCommit: facts.commit.replace(/^([0-9a-f]{8})[0-9a-f]+/, "$1"),
    commitDate: facts.commitDate ?? null,
    commitDay: facts.commitDate?.slice(0, 10) ?? null,
    isQuick,
    quickNote: isQuick ? QUICK_NOTE : null,
    partialNote: facts.partial ? PARTIAL_NOTE : null,
    contents: { slides },
    overview: overviewView(rendered, isQuick, own, language.markup),
    slides,
    references: referenceViews(citations.list()),
    cite,
    pdf: REPORT_PDF_FILE,
    appendix: appendixView(facts, rendered, proseOf(files)),
    colophon: COLOPHON,
  };
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

function referenceViews(cited: readonly NumberedReference[]): ReferenceView[] {
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
