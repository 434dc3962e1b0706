/** Data of the talk, as a page and as PDF: a screen for each slide between the answer and the scoreboard. */
import { ProblemsError, refuseProblems } from "../base/errors.ts";
import { formatCount } from "../base/format.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import { type Drawings, drawingOf } from "../drawing/drawings.ts";
import type { BoxSize } from "../drawing/layout/fit.ts";
import type { ScreenFigure } from "../drawing/screen-figure.ts";
import { datasetsOf } from "../drawing/vega/tables.ts";
import { INDEX_FILE } from "../record/files.ts";
import type { FigureRecord, ReportRecords, SlideRecord } from "../record/record.ts";
import { headingIds } from "../text/markup.ts";
import { type Badge, type CheckView, type ClaimView, slideBadge } from "./claims.ts";
import { type FrameView, frameView } from "./frame.ts";
import { asHeadline, findHeadline, type OverviewView } from "./overview.ts";
import { type IndexView, type PageSource, reportView } from "./pages.ts";
import { type ShortFigures, type ShortView, shortFigures } from "./short.ts";
import {
  type NoticeView,
  noticeOf,
  type PageContext,
  type SlideHead,
  slideHead,
  type ViewLanguage,
} from "./slide-head.ts";

/** What a screen shows of a slide, in the markup of its head. */
export interface ScreenView {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly badge: Badge;
  /** In quotation marks, unless it is long. */
  readonly deckText: string;
  readonly takeaway: string;
  readonly form: ScreenForm;
  /** Whether the deck's text is so long that it needs the whole screen. */
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

/** "pair": two figures, or a figure and a notice. "words": the deck's text alone. */
type ScreenForm = "pair" | "single" | "words";

/** The page to present from. */
export interface PresentView extends FrameView {
  readonly overview: OverviewView;
  readonly score: ScoreView;
  /** The drawing next to the answer as markup; null if nothing was measured. */
  readonly headline: string | null;
  readonly opening: PagerView;
  readonly closing: PagerView;
  readonly slides: readonly (ScreenView & NotesView)[];
}

/** What the speaker sees next to the screen. */
interface NotesView {
  readonly pager: PagerView;
  /** The main text as markup; null where there is none. */
  readonly text: string | null;
  readonly claims: readonly ClaimView[];
  readonly checks: readonly CheckView[];
  readonly study: string;
}

/** The position of a screen in the talk. */
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

/** The presentation as PDF. */
export interface SlidesView extends FrameView {
  readonly overview: OverviewView;
  readonly score: ScoreView;
  /** Text about the figure next to the answer; null if nothing was measured. */
  readonly headline: string | null;
  readonly slides: readonly ScreenView[];
}

/** The counts below the scoreboard. */
export interface ScoreView {
  readonly claims: string;
  readonly checks: string;
}

export interface ScreenDrawings {
  /** By figure id. */
  readonly figures: ReadonlyMap<string, ScreenFigure>;
  /** The figure next to the answer, with ids of its own; undefined if nothing was measured. */
  readonly headline: ScreenFigure | undefined;
}

const TALK = {
  name: "Present",
  summary: "The report as a talk: the answer, a screen for each slide, and the scoreboard.",
};

/** Made from the report's page, because it has the same texts. */
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

/** The screens of the slides; `heads` are those of the slides' views, in the same order. */
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

interface ScreenContent extends ShortFigures {
  readonly form: ScreenForm;
  /** Whether the deck's text is so long that it needs the whole screen. */
  readonly isLong: boolean;
}

/** Characters of the deck's text that fit next to figures. */
const MOST_WITH_FIGURES = 400;

function screenContent(record: SlideRecord): ScreenContent {
  const { deck, measured } = shortFigures(record);
  const isLong = record.slide.words.length > MOST_WITH_FIGURES;
  if (isLong || (deck === undefined && measured === undefined)) {
    return { form: "words", isLong, deck: undefined, measured: undefined };
  }
  // A slide without results has a notice in place of its measured figure.
  const isSingle = deck === undefined || (measured === undefined && record.status === "measured");
  return { form: isSingle ? "single" : "pair", isLong, deck, measured };
}

/** Links within the report's page, seen from the presentation. */
const linkedToReport = (html: string): string => html.replaceAll('href="#', `href="${INDEX_FILE}#`);

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

function scoreOf({ claims, checks }: OverviewView): ScoreView {
  const holding = checks.filter(({ outcome }) => outcome.slug === "holds").length;
  return {
    claims: formatCount(claims.length, "claim"),
    checks: checks.length === 0 ? "" : `${holding} of ${formatCount(checks.length, "check")} hold`,
  };
}

/**
 * The boxes of figures, in units of which a label's text has 13. On a screen of 4:3, 338 units are 57.8 % of its height, so
 * a label has 1/45 of the height; on wider screens, a label is larger.
 */
const boxes = {
  pair: { width: 338, height: 247 },
  single: { width: 540, height: 247 },
  headline: { width: 380, height: 320 },
} as const satisfies Readonly<Record<string, BoxSize>>;

/** Draws the figures of all screens and reports their problems together. */
export async function drawScreens(
  records: ReportRecords,
  drawings: Drawings,
  effects: Pick<CachingEffects, "cached">,
): Promise<ScreenDrawings> {
  const figures = new Map<string, ScreenFigure>();
  const problems: string[] = [];
  const drawInto = async (figure: FigureRecord, box: BoxSize): Promise<ScreenFigure | undefined> => {
    try {
      return await drawScreen(figure, drawings, box, effects);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  for (const record of records.slides) {
    const { form, deck, measured } = screenContent(record);
    for (const figure of [deck, measured]) {
      if (figure === undefined || form === "words") continue;
      const drawn = await drawInto(figure, boxes[form]);
      if (drawn !== undefined) figures.set(figure.id, drawn);
    }
  }
  const first = findHeadline(records)?.figure;
  const drawn = first && (await drawInto(first, boxes.headline));
  refuseProblems(problems);
  return { figures, headline: first && drawn && withOwnIds(drawn, first.id) };
}

function withOwnIds(drawing: ScreenFigure, id: string): ScreenFigure {
  return { ...drawing, inlineSvg: asHeadline(drawing.inlineSvg, id) };
}

/** Loads Vega only for a figure that is not in the cache. */
async function drawScreen(
  { id, spec, screen, alt, description }: FigureRecord,
  drawings: Drawings,
  box: BoxSize,
  { cached }: Pick<CachingEffects, "cached">,
): Promise<ScreenFigure> {
  const module = new URL("../drawing/screen-figure.ts", import.meta.url);
  const tables = datasetsOf(drawingOf(drawings, id).spec);
  const shown = { id, spec: screen ?? spec, tables, alt, description };
  const drawn = await cached("screens", { module, input: { shown, box } }, async () => {
    const { renderScreenFigure } = await import("../drawing/screen-figure.ts");
    return Buffer.from(JSON.stringify(await renderScreenFigure(shown, box)));
  });
  return JSON.parse(Buffer.from(drawn).toString());
}
