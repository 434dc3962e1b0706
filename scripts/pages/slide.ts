/** Data of a slide's study: the deck's text, prose with all figures, claims, settings and trials. */
import { canonicalJson } from "../../experiments/kit/digest.ts";
import { configLeaves } from "../base/json.ts";
import type { Drawings } from "../drawing/drawings.ts";
import { tableFile } from "../record/files.ts";
import {
  type FigureRecord,
  type ReportRecord,
  type SlideRecord,
  slideId,
  type TrialRecord,
} from "../record/record.ts";
import { type HeadingIds, headingIds, type Markup } from "../text/markup.ts";
import { type Citations, renderInlineProse, renderProse, type Surroundings } from "../text/prose.ts";
import { formatNumber, typeset } from "../text/typography.ts";
import {
  type Badge,
  bodyIds,
  type CheckView,
  type ClaimView,
  checkViews,
  claimViews,
  slideBadge,
} from "./claims.ts";
import { figureView } from "./figure.ts";
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

interface HowView {
  readonly summary: string;
  readonly settings: readonly SettingView[];
  readonly tables: readonly { readonly name: string; readonly href: string }[];
  readonly trials: readonly TrialRow[];
  /** "1,200 more", or null where every trial has a row. */
  readonly unlisted: string | null;
  /** The way from the page to the report's folder. */
  readonly root: string;
}

/** A trial behind a slide; key and digest are shortened. */
interface TrialRow {
  readonly name: string;
  /** Null for a trial without a seed. */
  readonly seed: number | null;
  readonly key: string;
  /** Null for a trial that has not run, and for one that measures time, since its digest differs on every machine. */
  readonly digest: string | null;
}

export interface SettingView {
  readonly path: string;
  readonly value: string;
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
    claims: claimViews(record, context.report),
    checks: checkViews(record, context.report),
  };
}

/** The badge of a slide with a longer label, which counts the outcomes of "mixed" and explains "not tested" and "none". */
function verdictBadge(badge: Badge, { claims }: SlideRecord, verdicts: ReportRecord["verdicts"]): Badge {
  const outcomes = [...new Set(claims.map(({ outcome }) => outcome))];
  const parts = outcomes.map((name) => `${claims.filter(({ outcome }) => outcome === name).length} ${name}`);
  const labels: Readonly<Record<string, string>> = {
    mixed: `mixed: ${parts.join(", ")}`,
    "not-tested": "not tested in this build",
    none: verdicts.given ? "none" : `${verdicts.build}: none`,
  };
  return { ...badge, label: labels[badge.slug] ?? badge.label };
}

/** Returns `idOf` changed so that it also adds each heading to `headings`. */
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
  const { markup, renderTemplate } = context;
  const surroundings = surroundingsOf(record, context);
  const firstOfDeck = record.figures.find((figure) => figure.origin === "deck");
  const showFigure = (figure: FigureRecord) => {
    const source = figure === firstOfDeck ? (record.slide.deckSource ?? undefined) : undefined;
    return renderTemplate("figure", figureView(figure, { ...context, source, surroundings }));
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

/** Digits of a trial's key on the page; the manifest has them all. */
const KEY_DIGITS = 12;

/** Rows of trials on a page. On a cluster, a slide may have more than a thousand. */
const MOST_ROWS = 240;

/** The fewest consecutive seeds that are written as a range. */
const LEAST_RANGE = 3;

/** Null for a slide without results. */
export function howView(
  { slide, config, status, seeds, tables, trials }: SlideRecord,
  root: string,
): HowView | null {
  if (status !== "measured") return null;
  const seedText = seedsText(seeds);
  const rows = trials.map(trialRow);
  const listed = rows.length > MOST_ROWS ? firstOfEachName(rows) : rows;
  return {
    summary: [trialsText(trials.length), ...(seedText === "" ? [] : [`seeds ${seedText}`])].join(", "),
    settings: settingViews(config),
    tables: tables.map(({ name }) => ({ name, href: root + tableFile(slide.name, name) })),
    trials: listed,
    unlisted: listed.length < rows.length ? `${formatNumber(rows.length - listed.length)} more` : null,
    root,
  };
}

function trialRow({ name, seed, key, digest }: TrialRecord): TrialRow {
  return {
    name,
    seed: seed ?? null,
    key: key.slice(0, KEY_DIGITS),
    digest: digest?.slice(0, KEY_DIGITS) ?? null,
  };
}

/** The same number of rows for each name, so that each name is listed. */
function firstOfEachName(rows: readonly TrialRow[]): readonly TrialRow[] {
  const counts = new Map<string, number>();
  const most = Math.max(1, Math.floor(MOST_ROWS / new Set(rows.map(({ name }) => name)).size));
  return rows.filter(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count <= most;
  });
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

export function settingViews(config: unknown): SettingView[] {
  return [...configLeaves(config)].map(([path, value]) => ({
    path,
    value: Array.isArray(value) ? value.map(leafText).join(", ") : leafText(value),
  }));
}

function leafText(value: unknown): string {
  return typeof value === "number" ? formatNumber(value) : String(value);
}
