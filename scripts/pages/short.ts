/** Data of a slide in short form: the deck's text and figure, one measured figure, claims, main text, link to the study. */
import { formatCount } from "../base/format.ts";
import { studyFile } from "../record/files.ts";
import type { FigureRecord, SlideRecord } from "../record/record.ts";
import { renderProse } from "../text/prose.ts";
import { countWords } from "../text/resolve.ts";
import { bodyIds } from "./claims.ts";
import { figureView } from "./figure.ts";
import {
  hasTakeaway,
  type NoticeView,
  noticeOf,
  type PageContext,
  type SlideHead,
  slideHead,
  surroundingsOf,
  trialsText,
} from "./slide-head.ts";
import type { SlideView } from "./study.ts";

export interface ShortView extends SlideHead {
  /** Whether the deck's text is too long for the card, and is folded. */
  readonly isLong: boolean;
  /** Whether it has claims or checks. */
  readonly isJudged: boolean;
  readonly notice: NoticeView | null;
  /** The figures as markup; null where there is none. */
  readonly deckFigure: string | null;
  readonly measuredFigure: string | null;
  /** The main text as markup; null if the slide has no short form. */
  readonly text: string | null;
  readonly study: StudyLinkView;
}

/** Most words of the deck that a card shows unfolded. */
const CARD_WORDS = 100;

export interface StudyLinkView {
  readonly href: string;
  /** What the study adds. */
  readonly summary: string;
  /** Ids of figures and headings that only the study shows: links to them lead here. */
  readonly anchors: readonly string[];
}

export interface ShortFigures {
  readonly deck: FigureRecord | undefined;
  readonly measured: FigureRecord | undefined;
}

/** `study` is the study of the same slide, because old links lead to its figures and headings. */
export function shortView(record: SlideRecord, study: SlideView, context: PageContext): ShortView {
  const shown = shortFigures(record);
  const show = (figure: FigureRecord | undefined) =>
    figure === undefined ? null : showFigure(record, figure, context);
  const head = slideHead(record, context);
  return {
    ...head,
    isLong: countWords({ plain: record.slide.words }) > CARD_WORDS,
    isJudged: head.claims.length + head.checks.length > 0,
    notice: noticeOf(record),
    deckFigure: show(shown.deck),
    measuredFigure: show(shown.measured),
    text: textOf(record, context),
    study: studyLinkView(record, study, shown),
  };
}

/** The first figure of each origin that the short form places, or else the slide's first. */
export function shortFigures({ short, figures }: SlideRecord): ShortFigures {
  const placed = short.flatMap((part) => ("figures" in part ? part.figures : []));
  const first = (origin: FigureRecord["origin"]) => {
    const candidates = figures.filter((figure) => figure.origin === origin);
    return candidates.find(({ name }) => placed.includes(name)) ?? candidates[0];
  };
  return { deck: first("deck"), measured: first("measured") };
}

/** The slide's takeaway is the title of the figure that shows it. Of the deck's figure only what is invented is said. */
function showFigure(record: SlideRecord, figure: FigureRecord, context: PageContext): string {
  const view = figureView(figure, { ...context, surroundings: surroundingsOf(record, context) });
  const caption = view.remark === null ? view.caption : "";
  return context.renderTemplate("plate", {
    ...view,
    title: hasTakeaway(record) ? null : view.title,
    caption,
  });
}

function textOf(record: SlideRecord, context: PageContext): string | null {
  const idOf = bodyIds(record);
  const surroundings = surroundingsOf(record, context);
  const texts = record.short.flatMap((part) =>
    "prose" in part ? [renderProse(part.prose, idOf, surroundings)] : [],
  );
  return texts.length === 0 ? null : texts.join("\n");
}

function studyLinkView(
  { slide, status, figures, trials }: SlideRecord,
  { id, headings }: SlideView,
  { deck, measured }: ShortFigures,
): StudyLinkView {
  const elsewhere = figures.filter((figure) => figure !== deck && figure !== measured);
  const ran = status === "measured" ? `, ${trialsText(trials.length)}` : "";
  return {
    href: studyFile(slide.name),
    summary: `${formatCount(figures.length, "figure")} with data and files${ran}`,
    anchors: [
      `${id}-claims`,
      ...headings.map((heading) => heading.id),
      ...elsewhere.map((figure) => `figure-${figure.id}`),
    ],
  };
}
