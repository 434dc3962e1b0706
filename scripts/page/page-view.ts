/** Data of the report's pages and of the PDF, for their templates. */
import type { Keep } from "../base/memory.ts";
import { type AnswerFile, answerOf, findingsOfSlides } from "../report/answer.ts";
import { studyFile } from "../report/files.ts";
import type { BuildFacts, OutputFiles, RenderedSlide } from "../report/report.ts";
import { headingIds } from "../text/markup.ts";
import { createCitations, renderInlineProse, renderProse, type Surroundings } from "../text/prose.ts";
import type { ProseScope } from "../text/scope.ts";
import type { ProseSource } from "../text/statements.ts";
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

/** The report's own texts: those of no slide. */
export interface PageTexts {
  readonly abstract: ProseSource;
  /** How to read the report. */
  readonly method: ProseSource;
  /** The rules that differ from those of the first edition. */
  readonly rulesChanged: ProseSource;
  /** Description of the report's files. */
  readonly files: ProseSource;
  /** The phrases of the answer, and the id of the figure beside it. */
  readonly answer: AnswerFile;
  readonly cite: CiteView;
  /** What these texts may name. */
  readonly scope: ProseScope;
}

/** From a study's page to the report's folder. */
const UP = "../../";

/** The page of every slide's study, in order; `live` are the files with which trials are repeated. */
export function studyViews(
  rendered: readonly RenderedSlide[],
  live: OutputFiles,
  facts: BuildFacts,
  language: ViewLanguage,
  keep: Keep,
): StudyView[] {
  const neighbour = (slide: RenderedSlide | undefined) => {
    if (slide === undefined) return null;
    const { name, number, title } = slide.measured.slide;
    return { href: UP + studyFile(name), number, title: typeset(title) };
  };
  return rendered.map((one, index) => {
    const { name, number, title } = one.measured.slide;
    const [previous, next] = [neighbour(rendered[index - 1]), neighbour(rendered[index + 1])];
    return keep(`study ${name}`, [one, live, facts, language, previous, next], () => {
      const citations = createCitations();
      const slide = slideView(one, { facts, citations, root: UP, ...language });
      return {
        ...frameView(facts, UP, `${number} ${typeset(title)}`),
        slide,
        live: liveView(one.measured, live, UP),
        previous,
        next,
        references: referenceViews(citations.list()),
      };
    });
  });
}

/** The report's page. Old links to what only the `studies` show lead to the link to the study. */
export function indexView(
  rendered: readonly RenderedSlide[],
  studies: readonly StudyView[],
  facts: BuildFacts,
  texts: PageTexts,
  language: ViewLanguage,
): IndexView {
  const slidesIn = (context: PageContext) =>
    rendered.flatMap((one, index) => {
      const study = studies[index];
      return study === undefined ? [] : [shortView(one, study.slide, context)];
    });
  return reportView(rendered, facts, texts, language, (context) => ({
    headlineFigure: headlineFigure(texts.answer.figure, rendered, context),
    slides: slidesIn(context),
  }));
}

/** The PDF. */
export function documentView(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  texts: PageTexts,
  language: ViewLanguage,
): DocumentView {
  return reportView(rendered, facts, texts, language, (context) => ({
    slides: rendered.map((one) => slideView(one, context)),
  }));
}

/** The answer as markup, or the reason why this build has none. */
function answerView(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  { answer: file, scope: own }: PageTexts,
  surroundings: Surroundings,
): AnswerView {
  const scope = { ...own, findings: { ...own.findings, ...findingsOfSlides(rendered) } };
  const answer = answerOf(file, rendered, facts, scope);
  return "missing" in answer
    ? { text: surroundings.markup.text(answer.missing), isMissing: true }
    : { text: renderInlineProse(answer.source, { ...surroundings, scope }), isMissing: false };
}

/** Gathers the data from top to bottom, so that references are numbered in reading order; `own` makes the slides. */
export function reportView<Own extends { readonly slides: readonly SlideHead[] }>(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  texts: PageTexts,
  language: ViewLanguage,
  own: (context: PageContext) => Own,
): ReportView & Own {
  const citations = createCitations();
  const surroundings: Surroundings = { scope: texts.scope, citations, markup: language.markup };
  const idOf = headingIds("text");
  const proseOf = (source: ProseSource) => renderProse(source, idOf, surroundings);
  const opening = {
    abstract: renderInlineProse(texts.abstract, surroundings),
    answer: answerView(rendered, facts, texts, surroundings),
  };
  const middle = own({ facts, citations, root: "", ...language });
  const closing = { method: proseOf(texts.method), rulesChanged: proseOf(texts.rulesChanged) };
  return {
    ...frameView(facts, ""),
    overview: overviewView(rendered, middle.slides, facts.verdicts, opening),
    ...middle,
    ...closing,
    references: referenceViews(citations.list()),
    cite: texts.cite,
    appendix: appendixView(facts, rendered, proseOf(texts.files)),
  };
}
