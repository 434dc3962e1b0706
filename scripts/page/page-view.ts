/** Data of the report's pages and of the PDF, for their templates. */
import type { Listing } from "../../templates/client/live/listing.ts";
import type { Keep } from "../base/memory.ts";
import type { Drawings } from "../drawing/drawings.ts";
import type { ReportRecord, ReportRecords, SlideRecord } from "../record/record.ts";
import { studyFile } from "../report/files.ts";
import { headingIds } from "../text/markup.ts";
import { createCitations, renderInlineProse, renderProse, type Surroundings } from "../text/prose.ts";
import type { Text } from "../text/resolved.ts";
import { typeset } from "../text/typography.ts";
import { type AppendixView, appendixView } from "./appendix-view.ts";
import { type FrameView, frameView, type ReferenceView, referenceViews } from "./frame-view.ts";
import { type LiveView, liveView } from "./live-view.ts";
import { type AnswerView, headlineFigure, type OverviewView, overviewView } from "./overview-view.ts";
import { type ShortView, shortView } from "./short-view.ts";
import {
  type PageContext,
  type SlideHead,
  type SlideView,
  slideView,
  type ViewLanguage,
} from "./slide-view.ts";

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
  /** The headline figure as markup; null where it was not measured. */
  readonly headlineFigure: string | null;
  readonly slides: readonly ShortView[];
}

/** The PDF: everything in sequence. */
export interface DocumentView extends ReportView {
  readonly slides: readonly SlideView[];
}

/** The page with everything about one slide. */
export interface StudyView extends FrameView {
  readonly slide: SlideView;
  /** The panel that repeats trials; null where none of the slide's can run in a browser. */
  readonly live: LiveView | null;
  readonly previous: NeighbourView | null;
  readonly next: NeighbourView | null;
  readonly references: readonly ReferenceView[];
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
  /** The file that holds the entry. */
  readonly file: string;
}

/** What all pages of a report are made of. */
export interface PageSource {
  readonly records: ReportRecords;
  readonly drawings: Drawings;
  readonly cite: CiteView;
}

/** From a study's page to the report's folder. */
const UP = "../../";

/** The page of every slide's study, in order; `listings` say which trials can be repeated, by the slides' names. */
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
    const own = record.figures.map(({ id }) => drawings.get(id));
    return keep(`study ${name}`, [record, own, listing, report, language, previous, next], () => {
      const citations = createCitations();
      const slide = slideView(record, { report, drawings, citations, root: UP, ...language });
      return {
        ...frameView(report, UP, {
          name: `${number} ${typeset(title)}`,
          summary: typeset(record.takeaway.plain),
        }),
        slide,
        live: liveView(record, listing, UP),
        previous,
        next,
        references: referenceViews(citations.list()),
      };
    });
  });
}

/** The report's page. Old links to what only the `studies` show lead to the link to the study. */
export function indexView(
  source: PageSource,
  studies: readonly StudyView[],
  language: ViewLanguage,
): IndexView {
  const { records } = source;
  return reportView(source, language, (context) => ({
    headlineFigure: headlineFigure(records, context),
    slides: records.slides.flatMap((record, index) => {
      const study = studies[index];
      return study === undefined ? [] : [shortView(record, study.slide, context)];
    }),
  }));
}

/** The PDF. */
export function documentView(source: PageSource, language: ViewLanguage): DocumentView {
  return reportView(source, language, (context) => ({
    slides: source.records.slides.map((record) => slideView(record, context)),
  }));
}

/** The answer as markup, or the reason why this build has none. */
function answerView(answer: ReportRecord["answer"], surroundings: Surroundings): AnswerView {
  return "missing" in answer
    ? { text: surroundings.markup.text(answer.missing), isMissing: true }
    : { text: renderInlineProse(answer, surroundings), isMissing: false };
}

/** Gathers the data from top to bottom, so that references are numbered in reading order; `own` makes the slides. */
export function reportView<Own extends { readonly slides: readonly SlideHead[] }>(
  { records, drawings, cite }: PageSource,
  language: ViewLanguage,
  own: (context: PageContext) => Own,
): ReportView & Own {
  const { report } = records;
  const citations = createCitations();
  const surroundings = { references: report.references, citations, markup: language.markup };
  const idOf = headingIds("text");
  const proseOf = (text: Text) => renderProse(text, idOf, surroundings);
  const opening = {
    abstract: renderInlineProse(report.texts.abstract, surroundings),
    answer: answerView(report.answer, surroundings),
  };
  const middle = own({ report, drawings, citations, root: "", ...language });
  const closing = { method: proseOf(report.texts.method), rulesChanged: proseOf(report.texts.rulesChanged) };
  return {
    ...frameView(report, ""),
    overview: overviewView(records, middle.slides, opening),
    ...middle,
    ...closing,
    references: referenceViews(citations.list()),
    cite,
    appendix: appendixView(records, proseOf(report.texts.files)),
  };
}
