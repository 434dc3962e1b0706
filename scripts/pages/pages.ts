/** Data of the report's page, of the studies with the panel that repeats trials, and of the PDF. */
import type { Keep } from "../bundling/cached.ts";
import type { Drawings } from "../drawing/drawings.ts";
import type { Listing } from "../live/listing.ts";
import { studyFile } from "../record/files.ts";
import type { ReportRecord, ReportRecords, SlideRecord } from "../record/record.ts";
import { headingIds } from "../text/markup.ts";
import { createCitations, renderInlineProse, renderProse, type Surroundings } from "../text/prose.ts";
import type { Text } from "../text/resolved.ts";
import { typeset } from "../text/typography.ts";
import { type FigureView, figureView } from "./figure.ts";
import {
  type AppendixView,
  answeringTitle,
  appendixView,
  type FrameView,
  frameView,
  type ReferenceView,
  referenceViews,
} from "./frame.ts";
import { type LiveView, liveView } from "./live.ts";
import {
  type AnswerView,
  closingView,
  findHeadline,
  type HeadlineView,
  headlineView,
  type OverviewView,
  overviewView,
  sketchOf,
} from "./overview.ts";
import { type ShortView, shortView } from "./short.ts";
import { type PageContext, type SlideHead, surroundingsOf, type ViewLanguage } from "./slide-head.ts";
import { type SlideView, slideView } from "./study.ts";

/** What the report's page and the PDF share. */
export interface ReportView extends FrameView {
  readonly overview: OverviewView;
  readonly method: string;
  readonly rulesChanged: string;
  readonly references: readonly ReferenceView[];
  readonly cite: CiteView;
  readonly appendix: AppendixView;
}

/** The report's page: each slide in short form. */
export interface IndexView extends ReportView {
  readonly authors: readonly string[];
  /** Null if nothing was measured. */
  readonly headline: HeadlineView | null;
  /** A drawing of what was done. */
  readonly sketch: string | null;
  readonly slides: readonly ShortView[];
}

/** The page with everything about one slide. */
export interface StudyView extends FrameView {
  readonly slide: SlideView;
  /** The panel that repeats trials; null if none of the slide's trials can run in a browser. */
  readonly live: LiveView | null;
  readonly previous: NeighbourView | null;
  readonly next: NeighbourView | null;
  readonly references: readonly ReferenceView[];
}

/** The PDF: everything in sequence. */
export interface DocumentView extends ReportView {
  /** The figure next to the answer; null if nothing was measured. */
  readonly hero: FigureView | null;
  readonly slides: readonly SlideView[];
}

interface NeighbourView {
  readonly href: string;
  readonly number: number;
  readonly title: string;
}

/** How to cite the report. */
export interface CiteView {
  /** The report as an entry of a reference list. */
  readonly reference: string;
  readonly bibtex: string;
  /** The files that hold the entry, the first with those of all cited sources. */
  readonly file: string;
  readonly ris: string;
  readonly csl: string;
}

/** What all pages of a report are made of. */
export interface PageSource {
  readonly records: ReportRecords;
  readonly drawings: Drawings;
  readonly cite: CiteView;
}

/** Old links to what only the `studies` show lead to the link to the study. */
export function indexView(
  source: PageSource,
  studies: readonly StudyView[],
  language: ViewLanguage,
): IndexView {
  const { records } = source;
  return reportView(source, language, (context) => ({
    documentTitle: answeringTitle(records.report),
    authors: records.report.report.citation.authors,
    headline: headlineView(records, context),
    sketch: sketchOf(records, context),
    slides: records.slides.flatMap((record, index) => {
      const study = studies[index];
      return study === undefined ? [] : [shortView(record, study.slide, context)];
    }),
  }));
}

/** From a study's page to the report's folder. */
const UP = "../../";

/** The pages of all studies. `listings` has the trials that can be repeated, by the slides' names. */
export function studyViews(
  { records: { report, slides }, drawings }: PageSource,
  listings: ReadonlyMap<string, Listing>,
  language: ViewLanguage,
  keep: Keep,
): StudyView[] {
  const neighbour = (record: SlideRecord | undefined) => {
    if (record === undefined) return null;
    const { name, number, title } = record.slide;
    return { href: UP + studyFile(name), number, title: typeset(title) };
  };
  return slides.map((record, index) => {
    const { name, number, title } = record.slide;
    const [previous, next] = [neighbour(slides[index - 1]), neighbour(slides[index + 1])];
    const listing = listings.get(name);
    const drawn = record.figures.map(({ id }) => drawings.get(id));
    return keep(`study ${name}`, [record, drawn, listing, report, language, previous, next], () => {
      const citations = createCitations();
      const slide = slideView(record, { report, drawings, citations, root: UP, ...language });
      const said = typeset(record.takeaway.plain);
      return {
        ...frameView(report, UP, {
          file: studyFile(name),
          name: slide.hasTakeaway ? `${number} ${said.replace(/\.$/, "")}` : `${number} ${typeset(title)}`,
          summary: said,
        }),
        slide,
        live: liveView(record, listing, UP, { references: {}, citations, markup: language.markup }),
        previous,
        next,
        references: referenceViews(citations.list()),
      };
    });
  });
}

export function documentView(source: PageSource, language: ViewLanguage): DocumentView {
  const { records } = source;
  const headline = findHeadline(records);
  return reportView(source, language, (context) => ({
    hero:
      headline === undefined
        ? null
        : figureView(headline.figure, {
            ...context,
            surroundings: surroundingsOf(headline.record, context),
          }),
    slides: records.slides.map((record) => slideView(record, context)),
  }));
}

/** Gathers the data from top to bottom, so that references are numbered in reading order. `middleOf` makes the slides. */
export function reportView<Middle extends { readonly slides: readonly SlideHead[] }>(
  { records, drawings, cite }: PageSource,
  language: ViewLanguage,
  middleOf: (context: PageContext) => Middle,
): ReportView & Middle {
  const { report } = records;
  const citations = createCitations();
  const surroundings = { references: report.references, citations, markup: language.markup };
  const idOf = headingIds("text");
  const proseOf = (text: Text) => renderProse(text, idOf, surroundings);
  const opening = {
    abstract: proseOf(report.texts.abstract),
    answer: answerView(report.answer, surroundings),
  };
  const middle = middleOf({ report, drawings, citations, root: "", ...language });
  const conclusions = closingView(report, surroundings);
  const closing = { method: proseOf(report.texts.method), rulesChanged: proseOf(report.texts.rulesChanged) };
  return {
    ...frameView(report, ""),
    overview: overviewView(records, { ...opening, closing: conclusions }),
    ...middle,
    ...closing,
    references: referenceViews(citations.list()),
    cite,
    appendix: appendixView(records, proseOf(report.texts.files)),
  };
}

/** The answer as markup, or the reason why this build has none. */
function answerView(answer: ReportRecord["answer"], surroundings: Surroundings): AnswerView {
  return "missing" in answer
    ? { text: surroundings.markup.text(answer.missing), isMissing: true }
    : { text: renderInlineProse(answer, surroundings), isMissing: false };
}
