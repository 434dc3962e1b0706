/** Data of everything about a slide: the deck's text, prose with all figures, claims, settings and trials. */

import { canonicalJson } from "../../experiments/lib/canonical-json.ts";
import type { BuildFacts, MeasuredSlide, RenderedFigure, RenderedSlide } from "../report/report.ts";
import { partsOf } from "../report/slide-body.ts";
import { isProseShown, slideId } from "../report/slide-texts.ts";
import { type HeadingIds, headingIds, type Markup } from "../text/markup.ts";
import { type Citations, renderInlineProse, renderProse, type Surroundings } from "../text/prose.ts";
import { typeset } from "../text/typography.ts";
import {
  type Badge,
  bodyIds,
  type CheckView,
  type ClaimView,
  checkViews,
  claimViews,
  slideBadge,
} from "./claim-view.ts";
import { figureView } from "./figure-view.ts";
import { type HowView, howView } from "./how-view.ts";
import type { RenderTemplate } from "./templates.ts";

/** What every view of a slide has. */
export interface SlideHead {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly verdict: Badge;
  /** What the slide says in a sentence, as markup. */
  readonly takeaway: string;
  readonly deckText: string;
  readonly claims: readonly ClaimView[];
  readonly checks: readonly CheckView[];
}

export interface SlideView extends SlideHead {
  readonly notice: NoticeView | null;
  readonly body: string;
  /** The headings in `body`. */
  readonly headings: readonly HeadingView[];
  /** True with claims or checks. */
  readonly judged: boolean;
  readonly how: HowView | null;
}

interface HeadingView {
  readonly id: string;
  readonly title: string;
}

export interface NoticeView {
  readonly title: string;
  readonly text: string;
  readonly failures: readonly { readonly kind: string; readonly config: string; readonly cause: string }[];
}

/** The output language of a view, and its templates. */
export interface ViewLanguage {
  readonly markup: Markup;
  readonly renderTemplate: RenderTemplate;
}

/** What the slides of a page share. */
export interface PageContext extends ViewLanguage {
  readonly facts: BuildFacts;
  readonly citations: Citations;
  /** The way from the page to the report's folder: empty or "../../". */
  readonly root: string;
}

export function slideView(rendered: RenderedSlide, context: PageContext): SlideView {
  const headings: HeadingView[] = [];
  const { claims, checks } = rendered;
  return {
    ...slideHead(rendered, context),
    notice: noticeOf(rendered.measured),
    body: bodyOf(rendered, context, recordingIds(bodyIds(rendered.measured.slide), headings)),
    headings,
    judged: claims.length + checks.length > 0,
    how: howView(rendered.measured, context.root),
  };
}

export function slideHead(rendered: RenderedSlide, context: PageContext): SlideHead {
  const { facts, markup } = context;
  const { slide } = rendered.measured;
  const id = slideId(slide);
  const { given } = facts.verdicts;
  return {
    id,
    number: slide.number,
    title: typeset(slide.title),
    verdict: verdictBadge(slideBadge(rendered, given), rendered, facts),
    takeaway: renderInlineProse(rendered.takeaway, surroundingsOf(rendered, context)),
    deckText: markup.blocks(slide.deckText, headingIds(`${id}-deck`)),
    claims: claimViews(rendered, given),
    checks: checkViews(rendered, given),
  };
}

/** The badge of a slide, where there is room to say what "mixed" consists of, and to explain "not tested" and "none". */
function verdictBadge(badge: Badge, { claims }: RenderedSlide, { verdicts }: BuildFacts): Badge {
  const outcomes = [...new Set(claims.map(({ outcome }) => outcome))];
  const parts = outcomes.map((one) => `${claims.filter(({ outcome }) => outcome === one).length} ${one}`);
  const labels: Readonly<Record<string, string>> = {
    mixed: `mixed: ${parts.join(", ")}`,
    "not-tested": "not tested in this build",
    none: verdicts.given ? "none" : `${verdicts.build}: none`,
  };
  return { ...badge, label: labels[badge.slug] ?? badge.label };
}

/** Ids by `idOf`, which also adds each heading to `headings`. */
function recordingIds(idOf: HeadingIds, headings: HeadingView[]): HeadingIds {
  return (title) => {
    const id = idOf(title);
    headings.push({ id, title: typeset(title) });
    return id;
  };
}

/** What the texts of a slide may name, and where they stand. */
export function surroundingsOf(
  { measured: { slide, config }, findings }: RenderedSlide,
  { citations, markup }: PageContext,
): Surroundings {
  return { scope: { findings, config, references: slide.references }, citations, markup };
}

/** The prose with its figures; for a slide without measurements, the deck's figures alone. */
function bodyOf(rendered: RenderedSlide, context: PageContext, idOf: HeadingIds): string {
  const { slide } = rendered.measured;
  const { markup, renderTemplate, root } = context;
  const surroundings = surroundingsOf(rendered, context);
  const firstOfDeck = rendered.figures.find((figure) => figure.origin === "deck");
  const showFigure = (figure: RenderedFigure) => {
    const source = figure === firstOfDeck ? slide.deckSource : undefined;
    return renderTemplate("figure", figureView(slide, figure, { source, surroundings, root }));
  };
  if (!isProseShown(rendered.measured)) {
    return rendered.figures.map((figure) => markup.figureRow([showFigure(figure)])).join("\n");
  }
  const byName = new Map(rendered.figures.map((figure) => [figure.name, figure]));
  const parts = partsOf(slide.body).map((part) => {
    if (part.kind === "prose") return renderProse(part.source, idOf, surroundings);
    const row = part.row.flatMap(({ name }) => byName.get(name) ?? []);
    return markup.figureRow(row.map(showFigure));
  });
  return parts.join("\n");
}

export function noticeOf({ status }: MeasuredSlide): NoticeView | null {
  switch (status.kind) {
    case "measured":
      return null;
    case "no experiment":
      return { title: "Not tested in this build.", text: "This slide has no experiment.", failures: [] };
    case "not run":
      return {
        title: "Not run.",
        text: "This build left the slide out, and the store has no results for it.",
        failures: [],
      };
    case "failed":
      return {
        title: "Failed.",
        text: "The experiment of this slide did not finish, so it has no results and no verdict.",
        failures: status.failures.map(({ kind, config, cause }) => ({
          kind,
          config: canonicalJson(config),
          cause,
        })),
      };
  }
}
