/** Data of what a slide's results come from: settings, tables and trials. */
import { configLeaves } from "../base/json.ts";
import type { SlideRecord, TrialRecord } from "../record/record.ts";
import { tableFile } from "../report/files.ts";
import { formatNumber } from "../text/typography.ts";

export interface HowView {
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
  /** Null for a trial without one. */
  readonly seed: number | null;
  readonly key: string;
  /** Null for a trial that measures time, whose digest is of one machine alone, and for one that has not run. */
  readonly digest: string | null;
}

export interface SettingView {
  readonly path: string;
  readonly value: string;
}

/** Digits of a trial's key on the page; the manifest has them all. */
const KEY_DIGITS = 12;

/** Rows of trials on a page: a report from a cluster has more than a thousand of a slide. */
const MOST_ROWS = 240;

/** Consecutive seeds that are written as a range. */
const LEAST_RANGE = 3;

/** Null for a slide without results. */
export function howView(
  { slide, config, status, seeds: all, tables, trials }: SlideRecord,
  root: string,
): HowView | null {
  if (status !== "measured") return null;
  const seeds = seedsText(all);
  const rows = trials.map(trialRow);
  const listed = rows.length > MOST_ROWS ? firstOfEachName(rows) : rows;
  return {
    summary: [trialsText(trials.length), ...(seeds === "" ? [] : [`seeds ${seeds}`])].join(", "),
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

/** As many rows of each name, so that each is there. */
function firstOfEachName(rows: readonly TrialRow[]): readonly TrialRow[] {
  const counts = new Map<string, number>();
  const most = Math.max(1, Math.floor(MOST_ROWS / new Set(rows.map(({ name }) => name)).size));
  return rows.filter(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count <= most;
  });
}

/** How much was run for a slide. */
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
