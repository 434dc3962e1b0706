/** Data of the talk, as a page and as PDF: the answer, screens of the report's own, one for each slide, and the closing. */
import { joinWords } from "../base/format.ts";
import { PRESENT_FILE, studyFile } from "../record/files.ts";
import { type ReportRecords, type SlideRecord, slideId, type TalkScreen } from "../record/record.ts";
import { withoutInterval } from "../text/finding-text.ts";
import { headingIds, type Markup } from "../text/markup.ts";
import { createCitations, renderInlineProse } from "../text/prose.ts";
import type { References, Text } from "../text/resolved.ts";
import { typeset } from "../text/typography.ts";
import type { Badge, CheckView, ClaimView } from "./claims.ts";
import { type ChartRow, chartGroups } from "./claims-chart.ts";
import { type FrameView, frameView } from "./frame.ts";
import { findHeadline, type OverviewView } from "./overview.ts";
import { type PageSource, reportView } from "./pages.ts";
import { ownId, type ScreenDrawings, type ScreenForm, screenFigures } from "./screen-drawings.ts";
import { type NoticeView, noticeOf, type SlideHead, slideHead, type ViewLanguage } from "./slide-head.ts";

/** The talk. A screen's texts are markup; numbers in them have no intervals, which the tested claim has. */
export interface TalkView extends FrameView {
  readonly overview: OverviewView;
  readonly opening: OpeningView;
  readonly before: readonly OwnScreenView[];
  readonly slides: readonly SlideScreenView[];
  readonly after: readonly OwnScreenView[];
  readonly closing: NotedView;
  /** Screens on the short route. */
  readonly routeCount: number;
  /** All screens, for a list of links. */
  readonly contents: readonly NamedScreen[];
}

/** What the speaker says at a screen, and its position in the talk. */
interface NotedView {
  readonly pager: PagerView;
  readonly say: readonly string[];
}

interface OpeningView extends NotedView {
  readonly question: string;
  readonly authors: string;
  readonly headline: DrawingView | null;
}

interface OwnScreenView extends NotedView {
  readonly id: string;
  readonly title: string;
  readonly points: readonly string[];
  readonly figure: DrawingView | null;
}

/** What a screen shows of a slide. */
interface SlideScreenView extends NotedView {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly badge: Badge;
  readonly takeaway: string;
  readonly form: ScreenForm;
  readonly hasFigures: boolean;
  readonly deck: DrawingView | null;
  readonly measured: DrawingView | null;
  readonly isInvented: boolean;
  /** Whether two figures are side by side. */
  readonly isPair: boolean;
  readonly notice: NoticeView | null;
  /** The deck's words, on a screen without figures; null if they are too long. */
  readonly deckText: string | null;
  /** The main claim; null in a slide that has none. */
  readonly tested: TestedView | null;
  /** What the test leaves open; null where nothing is said. */
  readonly limit: string | null;
  readonly claims: readonly ClaimView[];
  readonly checks: readonly CheckView[];
  readonly study: string;
}

/** The main claim with its rule and its result. */
interface TestedView extends Pick<ChartRow, "label" | "threshold">, Pick<ClaimView, "number"> {
  /** What the deck says or implies; null if the claim is the report's own. */
  readonly said: string | null;
  readonly isQuote: boolean;
  readonly detail: string;
}

interface DrawingView {
  readonly id: string;
  readonly drawing: string;
  readonly alt: string;
}

/** The position of a screen in the talk. */
interface PagerView {
  /** The report's title. */
  readonly report: string;
  /** Its place on the short route, from 1; null if that skips it. */
  readonly route: number | null;
  /** How far the talk is, as an SVG length. */
  readonly share: string;
  /** Ids of the screens before and after; null at the ends. */
  readonly previous: string | null;
  readonly next: string | null;
  /** The name of the screen, and of the next one. */
  readonly name: string;
  readonly nextName: string | null;
}

interface NamedScreen {
  readonly id: string;
  readonly name: string;
  readonly onRoute: boolean;
}

const TALK = {
  file: PRESENT_FILE,
  name: "Present",
  summary: "The report as a talk: the answer, what was tested, a screen for each slide, and the conclusions.",
};

/** The talk in a markup: the page that is presented, or slides.pdf. */
export function talkView(source: PageSource, drawings: ScreenDrawings, language: ViewLanguage): TalkView {
  const { records } = source;
  const { report } = records;
  const talk = { ...language, markup: talkMarkup(language.markup, records) };
  const { overview, slides, ...rest } = reportView(source, talk, (context) => ({
    slides: records.slides.map((record) => slideHead(record, context)),
  }));
  const contents = screensOf(records);
  const surroundings = { references: {}, citations: createCitations(), markup: talk.markup };
  const line = (text: Text): string => renderInlineProse(text, surroundings);
  const pagerAt = pagersOf(contents, report.report.title);
  const noted = (id: string, say: readonly Text[] = []): NotedView => ({
    pager: pagerAt(id),
    say: say.map(line),
  });
  const own = (screens: readonly TalkScreen[] = []): OwnScreenView[] =>
    screens.map((screen) => ({
      ...noted(screen.id, screen.say),
      id: screen.id,
      title: line(screen.title),
      points: screen.points.map(line),
      figure: figureOf(records, drawings, screen.figure),
    }));
  return {
    ...rest,
    ...frameView(report, "", TALK),
    overview,
    opening: {
      ...noted("opening", report.talk?.opening.say),
      question: report.talk === undefined ? "" : line(report.talk.opening.question),
      authors: joinWords(report.report.citation.authors),
      headline: headlineOf(records, drawings),
    },
    before: own(report.talk?.before),
    slides: slideScreens(records, slides, drawings, { line, noted, markup: talk.markup }),
    after: own(report.talk?.after),
    closing: noted("closing", report.talk?.closing.say),
    routeCount: contents.filter(({ onRoute }) => onRoute).length,
    contents,
  };
}

/** Numbers without intervals, and sources by name, since a talk has no list of references. */
function talkMarkup(markup: Markup, { report, slides }: ReportRecords): Markup {
  const all: References = Object.assign({}, report.references, ...slides.map(({ references }) => references));
  return {
    ...markup,
    finding: (text, value) => markup.finding(withoutInterval(text), value),
    citation: (key, _number, quoted) => {
      const source = all[key];
      const name = source === undefined ? key : `${source.short}, ${source.year}`;
      return markup.text(quoted === undefined ? `(${name})` : `${quoted} (${name})`);
    },
  };
}

interface Language {
  readonly line: (text: Text) => string;
  readonly noted: (id: string, say?: readonly Text[]) => NotedView;
  readonly markup: Markup;
}

/** The screens of the slides; `heads` are in the same order. */
function slideScreens(
  { report, slides }: ReportRecords,
  heads: readonly SlideHead[],
  { figures }: ScreenDrawings,
  { line, noted, markup }: Language,
): SlideScreenView[] {
  const groups = chartGroups(report, slides);
  return slides.flatMap((record, index): SlideScreenView[] => {
    const head = heads[index];
    if (head === undefined) return [];
    const { id, number, title, takeaway, claims, checks } = head;
    const { form, deck, measured } = screenFigures(record);
    const { talk } = record;
    return [
      {
        ...noted(id, talk?.say),
        ...{ id, number, title, takeaway, form, claims, checks },
        badge: head.verdict,
        hasFigures: form !== "words",
        deck: drawingView(deck, figures),
        measured: drawingView(measured, figures),
        isInvented: deck !== undefined && deck.invented !== false,
        isPair: form === "pair",
        notice: noticeOf(record),
        deckText: form === "words" ? wordsOf(record, id, markup) : null,
        tested: testedView(record, claims[0], groups[index]?.rows[0]),
        limit: talk?.limit === undefined ? null : line(talk.limit),
        study: studyFile(record.slide.name),
      },
    ];
  });
}

/** Characters of the deck's text that fit on a screen. */
const MOST_WORDS = 400;

function wordsOf({ slide: { words } }: SlideRecord, id: string, markup: Markup): string | null {
  return words.length > MOST_WORDS ? null : markup.blocks(`“${words.trim()}”`, headingIds(`${id}-words`));
}

function testedView(
  { claims: [main] }: SlideRecord,
  claim: ClaimView | undefined,
  row: ChartRow | undefined,
): TestedView | null {
  if (main === undefined || claim === undefined || row === undefined) return null;
  const { said, isQuote, number, detail } = claim;
  const { label, threshold } = row;
  const ofDeck = main.says.how === "title" ? null : said;
  return { label, number, threshold, said: ofDeck, isQuote, detail };
}

function drawingView(
  figure: SlideRecord["figures"][number] | undefined,
  figures: ScreenDrawings["figures"],
): DrawingView | null {
  const drawing = figure && figures.get(figure.id);
  if (figure === undefined || drawing === undefined) return null;
  return { id: figure.id, drawing: drawing.inlineSvg, alt: `${figure.alt} ${figure.description}` };
}

function figureOf({ slides }: ReportRecords, { figures }: ScreenDrawings, id: string | null) {
  const figure = slides.flatMap((slide) => slide.figures).find((candidate) => candidate.id === id);
  return drawingView(figure && { ...figure, id: ownId(figure.id) }, figures);
}

function headlineOf(records: ReportRecords, { headline }: ScreenDrawings): DrawingView | null {
  const figure = findHeadline(records)?.figure;
  if (figure === undefined || headline === undefined) return null;
  return { id: "headline", drawing: headline.inlineSvg, alt: `${figure.alt} ${figure.description}` };
}

/** All screens in order. */
function screensOf({ report: { talk }, slides }: ReportRecords): NamedScreen[] {
  const own = (screens: readonly TalkScreen[] = []) =>
    screens.map(({ id, title }) => ({ id, name: typeset(title.plain), onRoute: true }));
  return [
    { id: "opening", name: "The answer", onRoute: true },
    ...own(talk?.before),
    ...slides.map(({ slide, talk: notes }) => ({
      id: slideId(slide),
      name: `${slide.number} ${typeset(slide.title)}`,
      onRoute: notes?.onRoute === true,
    })),
    ...own(talk?.after),
    { id: "closing", name: "Conclusions", onRoute: true },
  ];
}

function pagersOf(screens: readonly NamedScreen[], report: string): (id: string) => PagerView {
  const route = screens.filter(({ onRoute }) => onRoute);
  return (id) => {
    const index = screens.findIndex((screen) => screen.id === id);
    const screen = screens[index];
    if (screen === undefined) throw new RangeError(`no screen ${id}`);
    return {
      report,
      route: screen.onRoute ? route.indexOf(screen) + 1 : null,
      share: `${((100 * (index + 1)) / screens.length).toFixed(1)}%`,
      previous: screens[index - 1]?.id ?? null,
      next: screens[index + 1]?.id ?? null,
      name: screen.name,
      nextName: screens[index + 1]?.name ?? null,
    };
  };
}
