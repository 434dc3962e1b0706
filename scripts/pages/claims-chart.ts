/**
 * The chart of all claims: a row each, grouped by slide, with its interval relative to the threshold of its rule, so that one
 * line is every claim's own threshold.
 */

import { log } from "../../experiments/kit/exact-math.ts";
import type { Rule } from "../../experiments/kit/experiment.ts";
import { isGeometric } from "../../experiments/kit/stats/claims.ts";
import type { ClaimRecord, ReportRecord, SlideRecord } from "../record/record.ts";
import { slideId } from "../record/record.ts";
import { typeset } from "../text/typography.ts";
import { beyondText } from "./claim-scale.ts";
import { type Badge, type ClaimView, claimViews, slideBadge } from "./claims.ts";

/** A slide with the rows of its claims. */
export interface ChartGroup {
  readonly slideId: string;
  readonly number: number;
  readonly title: string;
  /** The verdict, which also stands for a slide without claims. */
  readonly badge: Badge;
  readonly rows: readonly ChartRow[];
  /** The row of the main claim. */
  readonly main: ChartRow | null;
}

export interface ChartRow extends Pick<ClaimView, "id" | "isMain" | "number" | "outcome" | "reservation"> {
  readonly label: string;
  /** "> 0.02", what the rule asks for; empty without an estimate. */
  readonly threshold: string;
  /** SVG of the interval; null without one. */
  readonly strip: string | null;
}

const log2 = (value: number): number => log(value) / Math.LN2;

/** Width and height of a strip, CSS px. */
const STRIP = { width: 300, height: 20 } as const;

/** The largest distance drawn, in thresholds. */
const FARTHEST = 15;

/** Labels of the axis, in thresholds on either side. */
const LABELLED = [1, 3, 7] as const;

/** Places along the strip from 0 to 1, with the threshold in the middle: the sign times log2(1 + |distance|). */
const placeOf = (distance: number): number => {
  const most = log2(1 + FARTHEST);
  const length = Math.min(most, log2(1 + Math.abs(distance)));
  return 0.5 + (Math.sign(distance) * length) / (2 * most);
};

/** The axis above the strips: its sides, and how many thresholds away a place is. */
export function drawAxis(): string {
  const text = (x: number, y: number, name: string, words: string, anchor = "middle") =>
    `<text class="${name}" x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${words}</text>`;
  const middle = STRIP.width / 2;
  return [
    `<svg class="chart-axis" viewBox="0 0 ${STRIP.width} 34" width="${STRIP.width}" height="34" aria-hidden="true" focusable="false">`,
    text(0, 12, "axis-against", "← against", "start"),
    text(middle, 12, "axis-tick", "distance from the threshold"),
    text(STRIP.width, 12, "axis-for", "for →", "end"),
    ...LABELLED.flatMap((distance) =>
      [-distance, distance].map((place) =>
        text(STRIP.width * placeOf(place), 30, "axis-tick", String(distance)),
      ),
    ),
    text(middle, 30, "axis-tick", "threshold"),
    "</svg>",
  ].join("");
}

/** A value's distance from the threshold in the direction of the claim, in thresholds: in half intervals where that is zero. */
function distanceOf(rule: Rule, half: number, value: number): number {
  const onScale = isGeometric(rule) ? log2 : (number: number) => number;
  const unit = Math.abs(onScale(rule.than)) || half;
  const sign = rule.kind === "greater" ? 1 : -1;
  return (sign * (onScale(value) - onScale(rule.than))) / unit;
}

function drawStrip({ rule, mean, interval95, outcome }: ClaimRecord): string | null {
  if (mean === undefined || interval95 === undefined) return null;
  const half = (interval95.high - interval95.low) / 2;
  const radius = 4;
  const inside = (x: number) => Math.min(STRIP.width - radius - 1, Math.max(radius + 1, x));
  const x = (value: number) => inside(STRIP.width * placeOf(distanceOf(rule, half, value))).toFixed(1);
  const middle = STRIP.height / 2;
  const [side, from] = outcome === "supported" ? ["supported", STRIP.width / 2] : ["contradicted", 0];
  const isDecided = outcome === "supported" || outcome === "contradicted";
  return [
    `<svg class="strip chart-strip" viewBox="0 0 ${STRIP.width} ${STRIP.height}" width="${STRIP.width}" height="${STRIP.height}" aria-hidden="true" focusable="false">`,
    ...(isDecided
      ? [
          `<rect class="region region-${side}" x="${from}" width="${STRIP.width / 2}" height="${STRIP.height}"/>`,
        ]
      : []),
    `<path class="interval-threshold" d="M${STRIP.width / 2} 0V${STRIP.height}"/>`,
    `<path class="interval-range" d="M${x(interval95.low)} ${middle}H${x(interval95.high)}"/>`,
    `<circle class="interval-mean" cx="${x(mean)}" cy="${middle}" r="${radius}"/>`,
    "</svg>",
  ].join("");
}

export const chartGroups = (report: ReportRecord, slides: readonly SlideRecord[]): ChartGroup[] =>
  slides.map((record) => {
    const rows = rowsOf(record, claimViews(record, report));
    return {
      slideId: slideId(record.slide),
      number: record.slide.number,
      title: typeset(record.slide.title),
      badge: slideBadge(record, report.verdicts.given),
      rows,
      main: rows.find(({ isMain }) => isMain) ?? null,
    };
  });

/** The rows of a slide, but for further results that this build did not test. */
function rowsOf({ claims }: SlideRecord, views: readonly ClaimView[]): ChartRow[] {
  return claims.flatMap((claim, index) => {
    const view = views[index];
    if (view === undefined) return [];
    if (claim.outcome === "not tested" && !view.isMain) return [];
    const { id, said, isMain, shortNumber: number, outcome, reservation } = view;
    const label = claim.label === undefined ? said : typeset(claim.label.plain);
    const strip = drawStrip(claim);
    const { rule, estimate } = claim;
    const threshold = estimate === undefined ? "" : beyondText(rule, estimate.format);
    return [{ id, label, isMain, number, threshold, outcome, reservation, strip }];
  });
}
