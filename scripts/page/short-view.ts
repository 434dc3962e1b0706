/** Data of a slide in short form: the deck's words and figure, one measured figure, claims, main text, way to the study. */
import { formatCount } from "../base/format.ts";
import { studyFile } from "../report/files.ts";
import type { RenderedFigure, RenderedSlide } from "../report/report.ts";
import { isProseShown } from "../report/slide-texts.ts";
import { renderProse } from "../text/prose.ts";
import { bodyIds } from "./claim-view.ts";
import { figureView } from "./figure-view.ts";
import { trialsText } from "./how-view.ts";
import {
  type NoticeView,
  noticeOf,
  type PageContext,
  type SlideHead,
  type SlideView,
  slideHead,
  surroundingsOf,
} from "./slide-view.ts";

export interface ShortView extends SlideHead {
  readonly notice: NoticeView | null;
  /** The figures as markup; null where there is none. */
  readonly deckFigure: string | null;
  readonly measuredFigure: string | null;
  /** Whether the deck's figure shows anything invented. */
  readonly isInvented: boolean;
  /** The main text as markup; null where the slide has no short form. */
  readonly text: string | null;
  readonly study: StudyLinkView;
}

export interface StudyLinkView {
  readonly href: string;
  /** What the study adds. */
  readonly summary: string;
  /** Ids of figures and headings that only the study shows: links to them lead here. */
  readonly anchors: readonly string[];
}

/** The short form of a slide; `study` is the same slide's study, to whose figures and headings old links lead. */
export function shortView(rendered: RenderedSlide, study: SlideView, context: PageContext): ShortView {
  const shown = shortFigures(rendered);
  const show = (figure: RenderedFigure | undefined) =>
    figure === undefined ? null : showFigure(rendered, figure, context);
  return {
    ...slideHead(rendered, context),
    notice: noticeOf(rendered.measured),
    deckFigure: show(shown.deck),
    measuredFigure: show(shown.measured),
    isInvented: shown.deck !== undefined && shown.deck.invented !== false,
    text: textOf(rendered, context),
    study: studyLinkView(rendered, study, shown),
  };
}

export interface ShortFigures {
  readonly deck: RenderedFigure | undefined;
  readonly measured: RenderedFigure | undefined;
}

/** The figures that the short form places, or else the first of each origin. */
export function shortFigures({ measured: { slide }, figures }: RenderedSlide): ShortFigures {
  const placed = slide.body.short.flatMap((part) => (part.kind === "figures" ? part.row : []));
  const first = (origin: RenderedFigure["origin"]) => {
    const own = figures.filter((figure) => figure.origin === origin);
    return own.find(({ name }) => placed.some((block) => block.name === name)) ?? own[0];
  };
  return { deck: first("deck"), measured: first("measured") };
}

function showFigure(rendered: RenderedSlide, figure: RenderedFigure, context: PageContext): string {
  const surroundings = surroundingsOf(rendered, context);
  const view = figureView(rendered.measured.slide, figure, { surroundings, root: context.root });
  return context.renderTemplate("plate", view);
}

function textOf(rendered: RenderedSlide, context: PageContext): string | null {
  const { slide } = rendered.measured;
  if (!isProseShown(rendered.measured)) return null;
  const idOf = bodyIds(slide);
  const surroundings = surroundingsOf(rendered, context);
  const texts = slide.body.short.flatMap((part) =>
    part.kind === "prose" ? [renderProse(part.source, idOf, surroundings)] : [],
  );
  return texts.length === 0 ? null : texts.join("\n");
}

function studyLinkView(
  { measured, figures }: RenderedSlide,
  { id, headings }: SlideView,
  { deck, measured: own }: ShortFigures,
): StudyLinkView {
  const elsewhere = figures.filter((figure) => figure !== deck && figure !== own);
  const trials = measured.status.kind === "measured" ? `, ${trialsText(measured.trialKeys.length)}` : "";
  return {
    href: studyFile(measured.slide.name),
    summary: `${formatCount(figures.length, "figure")} with data and files${trials}`,
    anchors: [
      `${id}-claims`,
      ...headings.map((heading) => heading.id),
      ...elsewhere.map((figure) => `figure-${figure.id}`),
    ],
  };
}
