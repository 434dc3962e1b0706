/** Data of the report as a whole: the answer, every slide's verdict, the headline figure, all claims. */
import { formatCount, joinWords } from "../base/format.ts";
import { countClaims } from "../report/many-claims.ts";
import type { NoVerdicts, RenderedFigure, RenderedSlide, Verdicts } from "../report/report.ts";
import { slideId } from "../report/slide-texts.ts";
import { typeset } from "../text/typography.ts";
import {
  type Badge,
  type CheckView,
  type ClaimView,
  checkViews,
  claimViews,
  slideBadge,
} from "./claim-view.ts";
import { figureView } from "./figure-view.ts";
import { type PageContext, type SlideHead, surroundingsOf } from "./slide-view.ts";

export interface OverviewView {
  /** As markup, to be followed by `counts`. */
  readonly abstract: string;
  /** Every slide's verdict at a glance, and how often each occurs. */
  readonly verdicts: readonly VerdictView[];
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
  slides: readonly RenderedSlide[],
  heads: readonly SlideHead[],
  verdicts: Verdicts,
  own: Pick<OverviewView, "abstract" | "answer">,
): OverviewView {
  const { given } = verdicts;
  const judged = slides.map((one, index) => ({
    slideId: slideId(one.measured.slide),
    number: one.measured.slide.number,
    title: typeset(one.measured.slide.title),
    takeaway: heads[index]?.takeaway ?? "",
    badge: slideBadge(one, given),
  }));
  const claims = slides.flatMap((slide) => claimViews(slide, given));
  return {
    ...own,
    verdicts: judged,
    tally: countsOf(judged.map(({ badge }) => badge)),
    counts: verdicts.given ? countsText(slides) : countsWithout(slides, verdicts),
    claims,
    checks: slides.flatMap((slide) => checkViews(slide, given)),
    outcomes: given ? countsOf(claims.map(({ outcome }) => outcome)) : [],
  };
}

/** The order in which outcomes are counted; others follow. */
const ORDER = ["supported", "mixed", "contradicted", "inconclusive"];

function countsOf(badges: readonly Badge[]): CountView[] {
  const first = new Map(badges.map((badge) => [badge.slug, badge]));
  const place = (slug: string) => (ORDER.includes(slug) ? ORDER.indexOf(slug) : ORDER.length);
  return [...first.values()]
    .sort((one, other) => place(one.slug) - place(other.slug))
    .map((badge) => ({
      badge: badge.slug === "checks" ? { ...badge, label: "with checks only" } : badge,
      count: badges.filter(({ slug }) => slug === badge.slug).length,
    }));
}

function countsWithout(slides: readonly RenderedSlide[], { build }: NoVerdicts): string {
  return `This is a ${build} of ${formatCount(slides.length, "slide")}; it draws no conclusions.`;
}

/** "Outcomes of the 27 claims: 15 supported, 6 contradicted and 6 inconclusive. Checks that hold: 7 of 8. ..." */
function countsText(slides: readonly RenderedSlide[]): string {
  const { claims, estimates, outcomes, surviving, checks, holding } = countClaims(slides);
  const parts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const decided = outcomes.supported + outcomes.contradicted;
  const ofHolm =
    estimates === 0
      ? ""
      : ` They rest on ${formatCount(estimates, "distinct estimate")}, some of shared runs; of the ${decided} decided outcomes, ${surviving} survive Holm’s correction at 5\u00a0%.`;
  const ofChecks = checks === 0 ? "" : ` Checks that hold: ${holding} of ${checks}.`;
  const mixed = slides.filter((slide) => slide.verdict === "mixed").length;
  const verdicts =
    mixed === 0
      ? ""
      : ` On ${mixed} of the ${formatCount(slides.length, "slide")} the outcomes differ, so the verdict is “mixed”.`;
  return `Outcomes of the ${formatCount(claims, "claim")}: ${joinWords(parts)}.${ofHolm}${ofChecks}${verdicts}`;
}

interface HeadlineFigure {
  readonly slide: RenderedSlide;
  readonly figure: RenderedFigure;
}

/** The figure with this id, or else the first measured one; undefined where nothing was measured. */
export function findHeadline(id: string, slides: readonly RenderedSlide[]): HeadlineFigure | undefined {
  const measured = slides.flatMap((slide) =>
    slide.figures.filter(({ origin }) => origin === "measured").map((figure) => ({ slide, figure })),
  );
  return measured.find(({ figure }) => figure.id === id) ?? measured[0];
}

/** The headline figure as markup; null where nothing was measured. */
export function headlineFigure(
  id: string,
  slides: readonly RenderedSlide[],
  context: PageContext,
): string | null {
  const shown = findHeadline(id, slides);
  if (shown === undefined) return null;
  const surroundings = surroundingsOf(shown.slide, context);
  const view = figureView(shown.slide.measured.slide, shown.figure, { surroundings, root: context.root });
  return context.renderTemplate("headline", { ...view, drawing: asHeadline(view.drawing, shown.figure.id) });
}

/** Gives the drawing ids of its own, because its slide may show it too. */
export function asHeadline(drawing: string, id: string): string {
  return drawing.replaceAll(new RegExp(`(["# ])(${id}-)`, "g"), "$1headline-$2");
}
