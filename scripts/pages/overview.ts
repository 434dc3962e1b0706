/** Data of the report as a whole: the answer, every slide's verdict, the headline figure, all claims. */
import { formatCount, joinWords } from "../base/format.ts";
import { drawingOf } from "../drawing/drawings.ts";
import { studyFile } from "../record/files.ts";
import {
  type Conclusion,
  type FigureRecord,
  type ReportRecord,
  type ReportRecords,
  type SlideRecord,
  slideId,
  subjectOf,
} from "../record/record.ts";
import { renderInlineProse, type Surroundings } from "../text/prose.ts";
import { typeset } from "../text/typography.ts";
import {
  type Badge,
  badgeOf,
  type CheckView,
  type ClaimView,
  checkViews,
  claimViews,
  slideBadge,
} from "./claims.ts";
import { type ChartGroup, chartGroups, drawAxis } from "./claims-chart.ts";
import { figureView } from "./figure.ts";
import { type PageContext, surroundingsOf } from "./slide-head.ts";

export interface OverviewView {
  /** As markup, to be followed by `counts`. */
  readonly abstract: string;
  /** E.g. "14 slides". */
  readonly slideCount: string;
  /** Every slide's verdict at a glance, and how often each occurs. */
  readonly verdicts: readonly VerdictView[];
  /** The claims of all slides relative to their thresholds, and the labels of the axis. */
  readonly chart: readonly ChartGroup[];
  readonly chartAxis: string;
  readonly tally: readonly { readonly badge: Badge; readonly count: number }[];
  /** The number of claims by outcome, as sentences. */
  readonly counts: string;
  /** The one of these about Holm's correction; empty without main claims. */
  readonly remaining: string;
  readonly answer: AnswerView;
  readonly claims: readonly ClaimView[];
  readonly checks: readonly CheckView[];
  /** What the report ends with; null in a build that draws no conclusions. */
  readonly closing: ClosingView | null;
  /** The outcomes that occur among the claims, with their counts; none in a build without verdicts. */
  readonly outcomes: readonly CountView[];
}

/** The report's answer, or why there is none, as markup. */
export interface AnswerView {
  readonly text: string;
  readonly isMissing: boolean;
}

/** Conclusions as markup. */
export interface ClosingView {
  /** By outcome, those that have any. */
  readonly groups: readonly ConclusionGroup[];
  readonly outlook: readonly string[];
}

interface ConclusionGroup {
  readonly badge: Badge;
  /** "For the deck". */
  readonly title: string;
  readonly conclusions: readonly {
    readonly slideId: string;
    readonly number: number;
    readonly text: string;
  }[];
}

interface VerdictView {
  readonly slideId: string;
  readonly number: number;
  readonly title: string;
  readonly badge: Badge;
}

interface CountView {
  readonly badge: Badge;
  readonly count: number;
}

export function overviewView(
  records: ReportRecords,
  opening: Pick<OverviewView, "abstract" | "answer" | "closing">,
): OverviewView {
  const { report, slides } = records;
  const { given } = report.verdicts;
  const verdicts = slides.map((record) => ({
    slideId: slideId(record.slide),
    number: record.slide.number,
    title: typeset(record.slide.title),
    badge: slideBadge(record, given),
  }));
  const claims = slides.flatMap((record) => claimViews(record, report));
  return {
    ...opening,
    slideCount: formatCount(slides.length, "slide"),
    verdicts,
    chart: chartGroups(report, slides),
    chartAxis: drawAxis(),
    tally: verdictTally(records),
    counts: countsText(records),
    remaining: remainingText(records),
    claims,
    checks: slides.flatMap((record) => checkViews(record, report)),
    outcomes: given ? countsOf(claims.map(({ outcome }) => outcome)) : [],
  };
}

/** How often each verdict occurs. */
export const verdictTally = ({ report, slides }: ReportRecords): CountView[] =>
  countsOf(slides.map((record) => slideBadge(record, report.verdicts.given)));

/** The order in which outcomes are counted; others follow. */
const ORDER = ["supported", "contradicted", "inconclusive"];

function countsOf(badges: readonly Badge[]): CountView[] {
  const first = new Map(badges.map((badge) => [badge.slug, badge]));
  const place = (slug: string) => (ORDER.includes(slug) ? ORDER.indexOf(slug) : ORDER.length);
  return [...first.values()]
    .sort((a, b) => place(a.slug) - place(b.slug))
    .map((badge) => ({
      badge: badge.slug === "checks" ? { ...badge, label: "with checks only" } : badge,
      count: badges.filter(({ slug }) => slug === badge.slug).length,
    }));
}

/** "Main claims: 9 supported, 3 contradicted and 2 inconclusive; 11 of the 12 decided outcomes survive …" */
function countsText({ report, slides }: ReportRecords): string {
  if (!report.verdicts.given) {
    return `This is a ${report.verdicts.build} of ${formatCount(slides.length, "slide")}; it draws no conclusions.`;
  }
  const { claims, outcomes, further, checks, holding } = report.counts;
  const ofMain =
    claims === 0
      ? []
      : [
          `Of the ${formatCount(claims, "main claim")}, ${outcomesText(outcomes)}.`,
          remainingText({ report, slides }),
        ];
  const ofFurther =
    further.claims === 0
      ? []
      : [
          `Of the ${formatCount(further.claims, "further result")}, which count for no verdict, ${outcomesText(further.outcomes)}.`,
        ];
  const failing = slides.filter((record) => record.checks.some(({ outcome }) => outcome === "fails"));
  const failed =
    failing.length === 0
      ? ""
      : `; those that fail are on ${failing.length === 1 ? "slide" : "slides"} ${joinWords(failing.map(({ slide }) => String(slide.number)))}`;
  const ofChecks = checks === 0 ? [] : [`Of ${formatCount(checks, "check")}, ${holding} hold${failed}.`];
  return [...ofMain, ...ofFurther, ...ofChecks].join(" ");
}

/** "After Holm’s correction at 5%, 6 of 10 supported and 3 of 3 contradicted main claims remain." */
function remainingText({ report: { verdicts }, slides }: ReportRecords): string {
  const mains = slides.flatMap(({ claims }) => claims.slice(0, 1));
  if (!verdicts.given || mains.length === 0) return "";
  const remaining = (["supported", "contradicted"] as const).flatMap((outcome) => {
    const decided = mains.filter((claim) => claim.outcome === outcome);
    const survivors = decided.filter(({ survivesHolm }) => survivesHolm);
    return decided.length === 0 ? [] : `${survivors.length} of ${decided.length} ${outcome}`;
  });
  return remaining.length === 0
    ? ""
    : `After Holm’s correction at 5%, ${joinWords(remaining)} main claims remain.`;
}

/** "9 are supported, 3 contradicted and 2 inconclusive". */
function outcomesText(outcomes: Readonly<Record<string, number>>): string {
  const parts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  return joinWords(parts);
}

/** Conclusions of one outcome that are shown. */
const MOST_CONCLUSIONS = 3;

export function closingView(report: ReportRecord, surroundings: Surroundings): ClosingView | null {
  const { closing } = report;
  if (closing === undefined) return null;
  const titles = [
    ["supported", `For the ${subjectOf(report)}`],
    ["contradicted", "Against it"],
    ["inconclusive", "Open"],
  ] as const;
  const show = ({ claim, text }: Conclusion) => {
    const number = Number(claim.slice(0, 2));
    return { slideId: slideId({ number }), number, text: renderInlineProse(text, surroundings) };
  };
  return {
    groups: titles.flatMap(([outcome, title]) => {
      const conclusions = closing.conclusions
        .filter((conclusion) => conclusion.outcome === outcome)
        .slice(0, MOST_CONCLUSIONS)
        .map(show);
      return conclusions.length === 0 ? [] : [{ badge: badgeOf(outcome, true), title, conclusions }];
    }),
    outlook: closing.outlook.map((conclusion) => show(conclusion).text),
  };
}

interface Headline {
  readonly record: SlideRecord;
  readonly figure: FigureRecord;
}

/** The figure next to the answer with its slide; undefined where nothing was measured. */
export const findHeadline = (records: ReportRecords): Headline | undefined =>
  records.report.headline === null ? undefined : figureOf(records, records.report.headline);

function figureOf({ slides }: ReportRecords, id: string): Headline | undefined {
  const figures = slides.flatMap((record) => record.figures.map((figure) => ({ record, figure })));
  return figures.find(({ figure }) => figure.id === id);
}

/** The figure next to the answer, or several among which the reader chooses. */
export interface HeadlineView {
  readonly figures: readonly HeadlineFigure[];
  /** The panel that repeats a trial of the figure's slide in the browser; null if there is none. */
  readonly run: string | null;
}

interface HeadlineFigure {
  readonly id: string;
  /** What the reader chooses; null for a single figure. */
  readonly label: string | null;
  readonly isFirst: boolean;
  /** As markup. */
  readonly figure: string;
}

/** Null where nothing was measured. */
export function headlineView(records: ReportRecords, context: PageContext): HeadlineView | null {
  const { views = [] } = records.report;
  const shown = findHeadline(records);
  if (shown === undefined) return null;
  const figures = views.flatMap(({ figure: id, label }) => {
    const figure = figureOf(records, id);
    return figure === undefined ? [] : [{ ...figure, label: label.plain }];
  });
  const { slide, trials } = shown.record;
  return {
    figures: (figures.length > 1 ? figures : [{ ...shown, label: null }]).map(
      ({ record, figure, label }) => ({
        id: figure.id,
        label,
        isFirst: figure.id === shown.figure.id,
        figure: drawHeadline(record, figure, context),
      }),
    ),
    run: trials.some(({ repeatable }) => repeatable === true) ? `${studyFile(slide.name)}#run` : null,
  };
}

function drawHeadline(record: SlideRecord, figure: FigureRecord, context: PageContext): string {
  const view = figureView(figure, { ...context, surroundings: surroundingsOf(record, context) });
  return context.renderTemplate("headline", { ...view, drawing: asHeadline(view.drawing, figure.id) });
}

/** The figure that shows what was done, as a drawing without a caption; null where the report has none. */
export function sketchOf(records: ReportRecords, { drawings }: PageContext): string | null {
  const { sketch } = records.report;
  const found = sketch === undefined ? undefined : figureOf(records, sketch);
  return found === undefined
    ? null
    : asHeadline(drawingOf(drawings, found.figure.id).inlineSvg, found.figure.id);
}

/** Gives the drawing other ids, because its slide may show it too. */
export function asHeadline(drawing: string, id: string, place = "headline"): string {
  return drawing.replaceAll(new RegExp(`(["# ])(${id}-)`, "g"), `$1${place}-$2`);
}
