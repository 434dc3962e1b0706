/** What every view of a slide has: its head with verdict and takeaway, and the notice of a slide without numbers. */
import { canonicalJson } from "../../experiments/kit/digest.ts";
import type { Drawings } from "../drawing/drawings.ts";
import { type ReportRecord, type SlideRecord, slideId } from "../record/record.ts";
import { headingIds, type Markup } from "../text/markup.ts";
import { type Citations, renderInlineProse, type Surroundings } from "../text/prose.ts";
import { NOT_TESTED } from "../text/resolve.ts";
import { formatNumber, typeset } from "../text/typography.ts";
import { type Badge, type CheckView, type ClaimView, checkViews, claimViews, slideBadge } from "./claims.ts";
import type { RenderTemplate } from "./templates.ts";

/** What every view of a slide has. */
export interface SlideHead {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly verdict: Badge;
  /** What the slide says in a sentence, as markup. */
  readonly takeaway: string;
  /** False in a build that has none, where the slide's title is the heading. */
  readonly hasTakeaway: boolean;
  readonly deckText: string;
  readonly claims: readonly ClaimView[];
  readonly checks: readonly CheckView[];
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

export function slideHead(record: SlideRecord, context: PageContext): SlideHead {
  const { markup } = context;
  const { verdicts } = context.report;
  const { slide } = record;
  const id = slideId(slide);
  const claims = claimViews(record, context.report);
  return {
    id,
    number: slide.number,
    title: typeset(slide.title),
    verdict: verdictBadge(slideBadge(record, verdicts.given), claims, verdicts),
    takeaway: renderInlineProse(record.takeaway, surroundingsOf(record, context)),
    hasTakeaway: hasTakeaway(record),
    deckText: markup.blocks(slide.words, headingIds(`${id}-deck`)),
    claims,
    checks: checkViews(record, context.report),
  };
}

export const hasTakeaway = ({ takeaway }: SlideRecord): boolean => takeaway.plain !== NOT_TESTED;

/** What the texts of a slide need from their page. */
export function surroundingsOf(
  { references }: SlideRecord,
  { citations, markup }: PageContext,
): Surroundings {
  return { references, citations, markup };
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

export function trialsText(count: number): string {
  if (count === 0) return "by formula, without training";
  return `${formatNumber(count)} ${count === 1 ? "trial" : "trials"}`;
}

/** Ascending seeds, consecutive ones as a range, e.g. "50, 200 to 209". */
export function seedsText(seeds: readonly number[]): string {
  const ranges: number[][] = [];
  for (const seed of seeds) {
    const last = ranges.at(-1);
    if (last?.at(-1) === seed - 1) last.push(seed);
    else ranges.push([seed]);
  }
  return ranges
    .map((range) => (range.length >= LEAST_RANGE ? `${range[0]} to ${range.at(-1)}` : range.join(", ")))
    .join(", ");
}

/** The badge of a slide with a longer label, which explains "not tested" and "none". */
function verdictBadge(badge: Badge, [main]: readonly ClaimView[], verdicts: ReportRecord["verdicts"]): Badge {
  if (main !== undefined && main.reservation !== null) {
    return { ...badge, label: `${badge.label}, ${main.reservation.long}` };
  }
  const labels: Readonly<Record<string, string>> = {
    "not-tested": "not tested in this build",
    none: verdicts.given ? "none" : `${verdicts.build}: none`,
  };
  return { ...badge, label: labels[badge.slug] ?? badge.label };
}

/** The fewest consecutive seeds that are written as a range. */
const LEAST_RANGE = 3;
