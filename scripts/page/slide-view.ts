/** Data of everything about a slide: the deck's text, prose with all figures, claims, settings and trials. */

import { canonicalJson } from "../../experiments/lib/canonical-json.ts";
import type { Drawings } from "../drawing/drawings.ts";
import { type FigureRecord, type ReportRecord, type SlideRecord, slideId } from "../record/record.ts";
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
  readonly report: ReportRecord;
  readonly drawings: Drawings;
  readonly citations: Citations;
  /** The way from the page to the report's folder: empty or "../../". */
  readonly root: string;
}

export function slideView(record: SlideRecord, context: PageContext): SlideView {
  const headings: HeadingView[] = [];
  return {
    ...slideHead(record, context),
    notice: noticeOf(record),
    body: bodyOf(record, context, recordingIds(bodyIds(record), headings)),
    headings,
    judged: record.claims.length + record.checks.length > 0,
    how: howView(record, context.root),
  };
}

export function slideHead(record: SlideRecord, context: PageContext): SlideHead {
  const { markup } = context;
  const { verdicts } = context.report;
  const { slide } = record;
  const id = slideId(slide);
  return {
    id,
    number: slide.number,
    title: typeset(slide.title),
    verdict: verdictBadge(slideBadge(record, verdicts.given), record, verdicts),
    takeaway: renderInlineProse(record.takeaway, surroundingsOf(record, context)),
    deckText: markup.blocks(slide.words, headingIds(`${id}-deck`)),
    claims: claimViews(record, verdicts.given),
    checks: checkViews(record, verdicts.given),
  };
}

/** The badge of a slide, where there is room to say what "mixed" consists of, and to explain "not tested" and "none". */
function verdictBadge(badge: Badge, { claims }: SlideRecord, verdicts: ReportRecord["verdicts"]): Badge {
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

/** What the texts of a slide need from their page. */
export function surroundingsOf(
  { references }: SlideRecord,
  { citations, markup }: PageContext,
): Surroundings {
  return { references, citations, markup };
}

/** The prose with its figures. */
function bodyOf(record: SlideRecord, context: PageContext, idOf: HeadingIds): string {
  const { markup, renderTemplate, root, drawings } = context;
  const surroundings = surroundingsOf(record, context);
  const firstOfDeck = record.figures.find((figure) => figure.origin === "deck");
  const showFigure = (figure: FigureRecord) => {
    const source = figure === firstOfDeck ? (record.slide.deckSource ?? undefined) : undefined;
    return renderTemplate("figure", figureView(figure, { drawings, source, surroundings, root }));
  };
  const byName = new Map(record.figures.map((figure) => [figure.name, figure]));
  const parts = [...record.short, ...record.study].map((part) => {
    if ("prose" in part) return renderProse(part.prose, idOf, surroundings);
    return markup.figureRow(part.figures.flatMap((name) => byName.get(name) ?? []).map(showFigure));
  });
  return parts.join("\n");
}

export function noticeOf({ status, failures }: SlideRecord): NoticeView | null {
  switch (status) {
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
        failures: failures.map(({ kind, config, cause }) => ({
          kind,
          config: canonicalJson(config),
          cause,
        })),
      };
  }
}
