/** Data of the report as a whole: the answer, every slide's verdict, the headline figure, all claims. */
import { formatCount, joinWords } from "../base/format.ts";
import { type FigureRecord, type ReportRecords, type SlideRecord, slideId } from "../record/record.ts";
import { typeset } from "../text/typography.ts";
import { type Badge, type CheckView, type ClaimView, checkViews, claimViews, slideBadge } from "./claims.ts";
import { type ChartGroup, chartGroups, drawAxis } from "./claims-chart.ts";
import { figureView } from "./figure.ts";
import { type PageContext, type SlideHead, surroundingsOf } from "./slide-head.ts";

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
  /** The number of claims by outcome, as a sentence. */
  readonly counts: string;
  readonly answer: AnswerView;
  readonly claims: readonly ClaimView[];
  readonly checks: readonly CheckView[];
  /** The outcomes that occur among the claims, with their counts; none in a build without verdicts. */
  readonly outcomes: readonly CountView[];
}

/** The report's answer, or why there is none, as markup. */
export interface AnswerView {
  readonly text: string;
  readonly isMissing: boolean;
}

interface VerdictView {
  readonly slideId: string;
  readonly number: number;
  readonly title: string;
  /** As markup. */
  readonly takeaway: string;
  readonly badge: Badge;
}

interface CountView {
  readonly badge: Badge;
  readonly count: number;
}

/** `heads` begin the views of the slides, in the same order. */
export function overviewView(
  records: ReportRecords,
  heads: readonly SlideHead[],
  opening: Pick<OverviewView, "abstract" | "answer">,
): OverviewView {
  const { report, slides } = records;
  const { given } = report.verdicts;
  const verdicts = slides.map((record, index) => ({
    slideId: slideId(record.slide),
    number: record.slide.number,
    title: typeset(record.slide.title),
    takeaway: heads[index]?.takeaway ?? "",
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
  const { claims, outcomes, surviving, further, checks, holding } = report.counts;
  const decided = outcomes.supported + outcomes.contradicted;
  const ofMain =
    claims === 0
      ? []
      : [
          `Of the ${formatCount(claims, "main claim")}, ${outcomesText(outcomes)}.`,
          `After Holm’s correction at 5%, ${surviving} of the ${decided} decided outcomes remain.`,
        ];
  const ofFurther =
    further.claims === 0
      ? []
      : [
          `Of the ${formatCount(further.claims, "further result")}, which count for no verdict, ${outcomesText(further.outcomes)}.`,
        ];
  const ofChecks = checks === 0 ? [] : [`Of ${formatCount(checks, "check")}, ${holding} hold.`];
  return [...ofMain, ...ofFurther, ...ofChecks].join(" ");
}

/** "9 are supported, 3 contradicted and 2 inconclusive". */
function outcomesText(outcomes: Readonly<Record<string, number>>): string {
  const parts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  return joinWords(parts);
}

interface Headline {
  readonly record: SlideRecord;
  readonly figure: FigureRecord;
}

/** The figure next to the answer with its slide; undefined where nothing was measured. */
export function findHeadline({ report, slides }: ReportRecords): Headline | undefined {
  const figures = slides.flatMap((record) => record.figures.map((figure) => ({ record, figure })));
  return figures.find(({ figure }) => figure.id === report.headline);
}

/** The headline figure as markup; null where nothing was measured. */
export function headlineFigure(records: ReportRecords, context: PageContext): string | null {
  const shown = findHeadline(records);
  if (shown === undefined) return null;
  const surroundings = surroundingsOf(shown.record, context);
  const view = figureView(shown.figure, { ...context, surroundings });
  return context.renderTemplate("headline", { ...view, drawing: asHeadline(view.drawing, shown.figure.id) });
}

/** Gives the drawing other ids, because its slide may show it too. */
export function asHeadline(drawing: string, id: string): string {
  return drawing.replaceAll(new RegExp(`(["# ])(${id}-)`, "g"), "$1headline-$2");
}
