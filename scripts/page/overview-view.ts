/** Data of the page's top: the abstract with verdicts and main findings, the table of all claims, the method. */
import { formatCount } from "../base/format.ts";
import type { EvaluatedClaim, RenderedSlide } from "../report/report.ts";
import { slideId } from "../report/slide-texts.ts";
import { headingIds, type Markup } from "../text/markup.ts";
import { renderProse, type Surroundings } from "../text/prose.ts";
import { type ProseSource, readStatements } from "../text/statements.ts";
import { typeset } from "../text/typography.ts";
import { type Badge, badgeOf, type ClaimView, claimViews, estimateTexts } from "./claim-view.ts";

export interface OverviewView {
  /** As markup, to be followed by `counts`. */
  readonly abstract: string;
  /** Every slide's verdict at a glance, and how often each occurs. */
  readonly verdicts: readonly { readonly slideId: string; readonly number: number; readonly badge: Badge }[];
  readonly legend: readonly { readonly badge: Badge; readonly count: number }[];
  /** The number of claims by outcome, as a sentence. */
  readonly counts: string;
  /** The main findings as markup; null in a quick or partial build. */
  readonly findings: string | null;
  /** Shown where `findings` is null: the deck's first measured claim, as markup; null where there is none. */
  readonly headline: string | null;
  /** The legend of the interval drawings; null where there are none. */
  readonly intervalNote: string | null;
  readonly claims: readonly ClaimView[];
  readonly method: string;
}

const INTERVAL_NOTE =
  "In the drawings, the dot is the mean and the bar its 95\u00a0% interval. The solid vertical line marks zero, or one for a ratio; dashed lines mark the thresholds of the rule.";

export function overviewView(
  slides: readonly RenderedSlide[],
  isQuick: boolean,
  own: Pick<OverviewView, "abstract" | "findings" | "method">,
  markup: Markup,
): OverviewView {
  const verdicts = slides.map(({ measured: { slide }, verdict }) => ({
    slideId: slideId(slide),
    number: slide.number,
    badge: badgeOf(verdict, isQuick),
  }));
  const claims = slides.flatMap((slide) => claimViews(slide, isQuick));
  const findings = isQuick ? null : own.findings;
  return {
    ...own,
    findings,
    verdicts,
    legend: legendOf(verdicts.map(({ badge }) => badge)),
    counts: isQuick ? quickCounts(slides) : countsText(slides),
    headline: isQuick || findings !== null ? null : headlineOf(slides, markup),
    intervalNote: claims.some(({ interval }) => interval !== null) ? INTERVAL_NOTE : null,
    claims,
  };
}

function legendOf(badges: readonly Badge[]): OverviewView["legend"] {
  const first = new Map(badges.map((badge) => [badge.slug, badge]));
  return [...first.values()].map((badge) => ({
    badge,
    count: badges.filter(({ slug }) => slug === badge.slug).length,
  }));
}

function quickCounts(slides: readonly RenderedSlide[]): string {
  return `This is a quick build of ${formatCount(slides.length, "slide")}; it draws no conclusions.`;
}

/** "Outcomes of the 27 claims: 15 supported, 6 contradicted and 6 inconclusive. ..." */
function countsText(slides: readonly RenderedSlide[]): string {
  const claims = slides.flatMap((slide) => slide.claims);
  const outcomes = ["supported", "contradicted", "inconclusive", "not tested"] as const;
  const parts = outcomes
    .map((outcome) => ({ outcome, count: claims.filter((claim) => claim.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`);
  const qualified = slides.filter((slide) => slide.verdict === "qualified").length;
  const verdicts =
    qualified === 0
      ? ""
      : ` On ${qualified} of the ${formatCount(slides.length, "slide")} the outcomes differ, so the verdict is “qualified”.`;
  return `Outcomes of the ${formatCount(claims.length, "claim")}: ${joinWords(parts)}.${verdicts}`;
}

/** The first slide's first claim with an interval, as a sentence. */
function headlineOf(slides: readonly RenderedSlide[], markup: Markup): string | null {
  const claim = slides[0]?.claims.find(({ interval95 }) => interval95 !== undefined);
  return claim === undefined ? null : headlineText(claim, markup);
}

function headlineText(evaluated: EvaluatedClaim, markup: Markup): string {
  const { claim, outcome } = evaluated;
  const said = typeset(claim.quote === undefined ? (claim.drawn ?? "") : `“${claim.quote}”`);
  return [
    markup.text(`The deck’s first claim, ${said}, is `),
    markup.strong(outcome),
    markup.text(`. Measured: ${typeset(claim.metric)}. Result: `),
    markup.result(estimateTexts(evaluated)),
    markup.text("."),
  ].join("");
}

function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "none";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** Renders the list of main findings, whose ids name the slide: "09/gap". Null where a named slide was not measured. */
export function abstractFindings(
  source: ProseSource,
  slides: readonly RenderedSlide[],
  surroundings: Surroundings,
): string | null {
  const shown = slides.filter(({ measured }) => measured.status.kind === "measured");
  const numbers = new Set(shown.map(({ measured }) => numberOf(measured.slide.number)));
  if (slidesNamed(source).some((number) => !numbers.has(number))) return null;
  const scope = { ...surroundings.scope, findings: { ...surroundings.scope.findings, ...findingsOf(shown) } };
  return renderProse(source, headingIds("abstract"), { ...surroundings, scope });
}

function slidesNamed(source: ProseSource): string[] {
  return readStatements(source).flatMap(({ kind, words: [id = ""] }) => {
    const [slide = "", own] = id.split("/");
    return kind === "finding" && own !== undefined ? [slide] : [];
  });
}

function findingsOf(slides: readonly RenderedSlide[]): Surroundings["scope"]["findings"] {
  return Object.fromEntries(
    slides.flatMap(({ measured: { slide }, findings }) =>
      Object.entries(findings).map(([id, finding]) => [`${numberOf(slide.number)}/${id}`, finding]),
    ),
  );
}

/** A slide's number as in folder names: "09". */
function numberOf(slide: number): string {
  return String(slide).padStart(2, "0");
}
