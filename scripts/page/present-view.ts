/** Data of the presentation: a screen for each slide between the answer and the scoreboard, for the page and the PDF. */
import { formatCount } from "../base/format.ts";
import type { FigureRecord, ReportRecords } from "../record/record.ts";
import { INDEX_FILE } from "../report/files.ts";
import { headingIds } from "../text/markup.ts";
import { type Badge, type CheckView, type ClaimView, slideBadge } from "./claim-view.ts";
import { type FrameView, frameView } from "./frame-view.ts";
import { findHeadline, type OverviewView } from "./overview-view.ts";
import { type IndexView, type PageSource, reportView } from "./page-view.ts";
import { type ScreenDrawings, type ScreenForm, screenContent } from "./screen-drawings.ts";
import type { ShortView } from "./short-view.ts";
import {
  type NoticeView,
  noticeOf,
  type PageContext,
  type SlideHead,
  slideHead,
  type ViewLanguage,
} from "./slide-view.ts";

/** What a screen shows of a slide, in the markup of its head. */
export interface ScreenView {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly badge: Badge;
  /** In quotation marks, but for a long text. */
  readonly deckText: string;
  readonly takeaway: string;
  readonly form: ScreenForm;
  /** The deck's words are so many that they need the whole screen. */
  readonly isLong: boolean;
  readonly hasFigures: boolean;
  readonly deck: ScreenFigureView | null;
  readonly measured: ScreenFigureView | null;
  readonly isInvented: boolean;
  readonly notice: NoticeView | null;
}

export interface ScreenFigureView {
  readonly id: string;
  readonly drawing: string;
  readonly alt: string;
}

/** The screens of the slides, whose views begin with `heads`, in the same order. */
function screenViews(
  { report, slides }: ReportRecords,
  heads: readonly SlideHead[],
  { figures }: ScreenDrawings,
  { markup }: Pick<ViewLanguage, "markup">,
): ScreenView[] {
  const view = (figure: FigureRecord | undefined): ScreenFigureView | null => {
    const drawing = figure && figures.get(figure.id);
    if (figure === undefined || drawing === undefined) return null;
    return { id: figure.id, drawing: drawing.inlineSvg, alt: `${figure.alt} ${figure.description}` };
  };
  return heads.flatMap(({ id, number, title, takeaway }, index): ScreenView[] => {
    const record = slides[index];
    if (record === undefined) return [];
    const { form, isLong, deck, measured } = screenContent(record);
    const said = record.slide.words;
    return [
      {
        ...{ id, number, title, form, isLong, takeaway: linkedToReport(takeaway) },
        deckText: markup.blocks(isLong ? said : `“${said.trim()}”`, headingIds(`${id}-words`)),
        badge: slideBadge(record, report.verdicts.given),
        hasFigures: form !== "words",
        deck: view(deck),
        measured: view(measured),
        isInvented: deck !== undefined && deck.invented !== false,
        notice: noticeOf(record),
      },
    ];
  });
}

/** Links within the report's page, seen from the presentation. */
const linkedToReport = (html: string): string => html.replaceAll('href="#', `href="${INDEX_FILE}#`);

/** The page to present from. */
export interface PresentView extends FrameView {
  readonly overview: OverviewView;
  readonly score: ScoreView;
  /** The drawing beside the answer as markup; null where nothing was measured. */
  readonly headline: string | null;
  readonly opening: PagerView;
  readonly closing: PagerView;
  readonly slides: readonly (ScreenView & NotesView)[];
}

/** What the speaker sees beside the screen. */
interface NotesView {
  readonly pager: PagerView;
  /** The main text as markup; null where there is none. */
  readonly text: string | null;
  readonly claims: readonly ClaimView[];
  readonly checks: readonly CheckView[];
  readonly study: string;
}

/** Where a screen stands among all. */
interface PagerView {
  /** The report's title. */
  readonly report: string;
  readonly place: number;
  readonly count: number;
  /** How far the talk is, as an SVG length. */
  readonly share: string;
  /** Ids of the screens before and after; null at the ends. */
  readonly previous: string | null;
  readonly next: string | null;
  /** The title of the next screen. */
  readonly nextTitle: string | null;
}

const TALK = {
  name: "Present",
  summary: "The report as a talk: the answer, a screen for each slide of the deck, and the scoreboard.",
};

/** The page, made from the report's page, whose texts it shares. */
export function presentView(
  index: IndexView,
  records: ReportRecords,
  drawings: ScreenDrawings,
  { markup }: Pick<ViewLanguage, "markup">,
): PresentView {
  const { slides, overview } = index;
  const frame = frameView(records.report, "", TALK);
  const pagers = pagersOf(slides, frame.title);
  const pagerAt = (place: number): PagerView => {
    const pager = pagers.at(place);
    if (pager === undefined) throw new RangeError(`no screen ${place}`);
    return pager;
  };
  const screens = screenViews(records, slides, drawings, { markup });
  return {
    ...frame,
    overview: { ...overview, abstract: linkedToReport(overview.abstract) },
    score: scoreOf(overview),
    headline: drawings.headline?.inlineSvg ?? null,
    opening: pagerAt(0),
    closing: pagerAt(-1),
    slides: screens.map((screen, place) => ({
      ...screen,
      ...notesOf(slides[place]),
      pager: pagerAt(place + 1),
    })),
  };
}

function notesOf(slide: ShortView | undefined): Omit<NotesView, "pager"> {
  if (slide === undefined) throw new RangeError("a screen without a slide");
  const { text, claims, checks, study } = slide;
  return { text: text === null ? null : linkedToReport(text), claims, checks, study: study.href };
}

function pagersOf(slides: readonly SlideHead[], report: string): PagerView[] {
  const screens = [
    { id: "opening", title: "The answer" },
    ...slides.map(({ id, number, title }) => ({ id, title: `${number} ${title}` })),
    { id: "closing", title: "The scoreboard" },
  ];
  const count = screens.length;
  return screens.map((_, index) => ({
    report,
    place: index + 1,
    count,
    share: `${((100 * (index + 1)) / count).toFixed(1)}%`,
    previous: screens[index - 1]?.id ?? null,
    next: screens[index + 1]?.id ?? null,
    nextTitle: screens[index + 1]?.title ?? null,
  }));
}

/** The presentation as a document. */
export interface SlidesView extends FrameView {
  readonly overview: OverviewView;
  readonly score: ScoreView;
  /** Text about the figure beside the answer; null where nothing was measured. */
  readonly headline: string | null;
  readonly slides: readonly ScreenView[];
}

export function slidesView(source: PageSource, drawings: ScreenDrawings, language: ViewLanguage): SlidesView {
  const { records } = source;
  const heads = (context: PageContext) => ({
    slides: records.slides.map((record) => slideHead(record, context)),
  });
  const { overview, slides, ...report } = reportView(source, language, heads);
  const first = findHeadline(records)?.figure;
  return {
    ...report,
    ...frameView(records.report, "", TALK),
    overview,
    score: scoreOf(overview),
    headline: first === undefined ? null : `${first.alt} ${first.description}`,
    slides: screenViews(records, slides, drawings, language),
  };
}

/** The counts below the scoreboard. */
export interface ScoreView {
  readonly claims: string;
  readonly checks: string;
}

function scoreOf({ claims, checks }: OverviewView): ScoreView {
  const holding = checks.filter(({ outcome }) => outcome.slug === "holds").length;
  return {
    claims: formatCount(claims.length, "claim"),
    checks: checks.length === 0 ? "" : `${holding} of ${formatCount(checks.length, "check")} hold`,
  };
}
