/** Data of a slide's study: the deck's text, prose with all figures, claims, settings and trials. */

import { configLeaves } from "../base/json.ts";
import { tableFile } from "../record/files.ts";
import type { SlideRecord, TrialRecord } from "../record/record.ts";
import type { HeadingIds } from "../text/markup.ts";
import { renderProse } from "../text/prose.ts";
import { formatNumber, typeset } from "../text/typography.ts";
import { bodyIds } from "./claims.ts";
import { figureView } from "./figure.ts";
import {
  type NoticeView,
  noticeOf,
  type PageContext,
  type SlideHead,
  seedsText,
  slideHead,
  surroundingsOf,
  trialsText,
} from "./slide-head.ts";

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

/** Returns `idOf` changed so that it also adds each heading to `headings`. */
function recordingIds(idOf: HeadingIds, headings: HeadingView[]): HeadingIds {
  return (title) => {
    const id = idOf(title);
    headings.push({ id, title: typeset(title) });
    return id;
  };
}

/** The prose with its figures. */
function bodyOf(record: SlideRecord, context: PageContext, idOf: HeadingIds): string {
  const { markup, renderTemplate } = context;
  const surroundings = surroundingsOf(record, context);
  const firstOfDeck = record.figures.find((figure) => figure.origin === "deck");
  const byName = new Map(record.figures.map((figure) => [figure.name, figure]));
  const showFigures = (names: readonly string[]) => {
    const figures = names.flatMap((name) => byName.get(name) ?? []);
    const isAlone = figures.filter(({ origin }) => origin === "measured").length === 1;
    return figures.map((figure) => {
      const source = figure === firstOfDeck ? (record.slide.deckSource ?? undefined) : undefined;
      const view = figureView(figure, { ...context, source, surroundings });
      const shown = renderTemplate("figure", { ...view, wide: isAlone ? view.wide : null });
      return { id: view.id, number: view.number, shown, isAside: figure.origin === "deck" };
    });
  };
  const parts = [...record.short, ...record.study].map((part) =>
    "prose" in part
      ? { text: renderProse(part.prose, idOf, surroundings) }
      : { figures: showFigures(part.figures) },
  );
  return markup.body(parts);
}

/** Digits of a trial's key on the page; the manifest has them all. */
const KEY_DIGITS = 12;

/** Rows of trials on a page. On a cluster, a slide may have more than a thousand. */
const MOST_ROWS = 240;

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

export function settingViews(config: unknown): SettingView[] {
  return [...configLeaves(config)].map(([path, value]) => ({
    path,
    value: Array.isArray(value) ? value.map(leafText).join(", ") : leafText(value),
  }));
}

function leafText(value: unknown): string {
  return typeof value === "number" ? formatNumber(value) : String(value);
}
