/**
 * Draws a claim's interval against its rule: as an annotated scale for the claim's card, and as a small strip without
 * text for tables. Both show the regions by outcome, thresholds, zero (or one for a ratio), mean and interval. Only a region that contains the whole interval is tinted. Rules are also written as sentences.
 */
import type { Beyond, ExactRule, Interval, Rule } from "../../experiments/kit/experiment.ts";
import { outcomeOf } from "../../experiments/kit/stats/claims.ts";
import { escapeXml } from "../base/format.ts";
import type { ClaimRecord } from "../record/record.ts";
import { formatNumber, NO_BREAK } from "../text/typography.ts";

type Side = "supported" | "contradicted" | "inconclusive";

interface Region {
  /** Fractions of the scale's width. */
  readonly from: number;
  readonly to: number;
  readonly side: Side;
  readonly isHeld: boolean;
}

/** Positions are fractions of the scale's width. */
interface Scale {
  readonly at: (value: number) => number;
  readonly regions: readonly Region[];
  readonly thresholds: readonly number[];
  readonly nothing: number;
  readonly mean: number;
  readonly interval: Interval;
}

/** The texts of a card's scale. */
export interface ScaleTexts {
  /** Writes a threshold. */
  readonly threshold: (value: number) => string;
  /** What the scale shows, in a sentence. */
  readonly label: string;
  readonly unit: string | undefined;
}

function scaleOf(claim: ClaimRecord): Scale | undefined {
  const { rule, mean, outcome, interval95: interval } = claim;
  if (mean === undefined || interval === undefined) return undefined;
  const nothing = noDifference(rule, claim.unit);
  const thresholds = thresholdsOf(rule);
  const values = [interval.low, interval.high, nothing, ...thresholds];
  const [low, high] = domainOf(values, nothing === 1);
  const at = (value: number) => (value - low) / (high - low);
  const cuts = [low, ...thresholds, high];
  const regions = cuts.slice(1).map((to, index): Region => {
    const from = cuts[index] ?? low;
    const side = sideOf(rule, (from + to) / 2);
    const isHeld = side === outcome && from <= interval.low && interval.high <= to;
    return { from: at(from), to: at(to), side, isHeld };
  });
  return { at, regions, thresholds, nothing, mean, interval };
}

/** The value of no difference: zero, or one for a ratio. */
export const noDifference = ({ mean }: Rule, unit: string | undefined): number =>
  mean !== undefined || unit === "times" ? 1 : 0;

/** The outcome of an interval that consists of one value. */
function sideOf(rule: Rule, value: number): Side {
  const outcome = outcomeOf(rule, { samples: [value, value, value] });
  return outcome === "not tested" ? "inconclusive" : outcome;
}

/** Room at both ends as a share of the span; for a ratio, none below zero. */
const PADDING = 0.16;

function domainOf(values: readonly number[], isRatio: boolean): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = PADDING * (high - low || 1);
  return [isRatio ? Math.max(low - room, low / 2) : low - room, high + room];
}

/** Width and height of a strip in CSS px; the interval's line runs at half the height. */
const STRIP = { width: 132, height: 20 } as const;

/** Undefined if there is no interval to draw. */
export function drawStrip(claim: ClaimRecord): string | undefined {
  const scale = scaleOf(claim);
  if (scale === undefined) return undefined;
  const { width, height } = STRIP;
  const x = (value: number) => (scale.at(value) * width).toFixed(1);
  const middle = height / 2;
  const upright = (value: number, name: string) => `<path class="${name}" d="M${x(value)} 0V${height}"/>`;
  return [
    `<svg class="strip" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false">`,
    ...scale.regions.map(({ from, to, side, isHeld }) => {
      const [left, right] = [from * width, to * width];
      return `<rect class="region${isHeld ? ` region-${side}` : ""}" x="${left.toFixed(1)}" width="${(right - left).toFixed(1)}" height="${height}"/>`;
    }),
    upright(scale.nothing, "interval-zero"),
    ...scale.thresholds.map((value) => upright(value, "interval-threshold")),
    `<path class="interval-range" d="M${x(scale.interval.low)} ${middle}H${x(scale.interval.high)}"/>`,
    `<circle class="interval-mean" cx="${x(scale.mean)}" cy="${middle}" r="3"/>`,
    "</svg>",
  ].join("");
}

/** Vertical positions on a card's scale, CSS px: names, band of the regions, numbers. */
const CARD = { names: 11, top: 16, bottom: 38, numbers: 54, height: 58 } as const;

const MIDDLE = (CARD.top + CARD.bottom) / 2;

/** Numbers below the axis that are closer than this would touch. */
const LEAST_APART = 0.13;

/** Narrower regions have no room for their name. */
const leastNamed: Readonly<Record<Side, number>> = {
  supported: 0.3,
  contradicted: 0.38,
  inconclusive: LEAST_APART,
};

/** The annotated scale, as wide as its container, with text of fixed size; undefined without an interval. */
export function drawScale(claim: ClaimRecord, texts: ScaleTexts): string | undefined {
  const scale = scaleOf(claim);
  if (scale === undefined) return undefined;
  const { at, regions, thresholds, nothing, mean, interval } = scale;
  const line = (value: number, name: string, top: number) =>
    `<line class="${name}" x1="${percent(at(value))}" x2="${percent(at(value))}" y1="${top}" y2="${CARD.bottom}"/>`;
  return [
    `<svg class="scale" role="img" aria-label="${escapeXml(texts.label)}" width="100%" height="${CARD.height}" focusable="false">`,
    ...regions.flatMap((region) => regionMarks(region, claim.outcome !== "inconclusive")),
    `<line class="interval-zero" x1="0" x2="100%" y1="${CARD.bottom}" y2="${CARD.bottom}"/>`,
    line(nothing, "interval-zero", CARD.top),
    ...thresholds.map((value) => line(value, "interval-threshold", CARD.top - 14)),
    ...numbersBelow(scale, texts),
    `<line class="interval-range" x1="${percent(at(interval.low))}" x2="${percent(at(interval.high))}" y1="${MIDDLE}" y2="${MIDDLE}"/>`,
    `<circle class="interval-mean" cx="${percent(at(mean))}" cy="${MIDDLE}" r="4.5"/>`,
    "</svg>",
  ].join("");
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

const names: Readonly<Record<Side, string>> = {
  supported: "supported",
  contradicted: "contradicted",
  inconclusive: "open",
};

/** An interval in no region names none, because the name of the largest would look like the outcome. */
function regionMarks({ from, to, side, isHeld }: Region, isNamed: boolean): string[] {
  const held = isHeld ? ` region-${side}` : "";
  const band = `<rect class="region${held}" x="${percent(from)}" width="${percent(to - from)}" y="${CARD.top}" height="${CARD.bottom - CARD.top}"/>`;
  if (!isNamed || to - from < leastNamed[side]) return [band];
  const isLast = to > 0.999 && from > 0.5;
  const [x, dx, anchor] = isLast ? [to, -2, ' text-anchor="end"'] : [from, from === 0 ? 0 : 5, ""];
  return [
    band,
    `<text class="region-name${held}" x="${percent(x)}" dx="${dx}" y="${CARD.names}"${anchor}>${names[side]}</text>`,
  ];
}

/** The thresholds and no difference. A number is left out if it would touch a more important one. */
function numbersBelow({ at, thresholds, nothing }: Scale, { threshold: write, unit }: ScaleTexts): string[] {
  const shownUnit = unit === undefined ? "" : ` ${unit}`;
  const wanted = [
    ...closeTogether(thresholds, at).map((group) => ({
      value: (Math.min(...group) + Math.max(...group)) / 2,
      text: group.map(write).join(", "),
      name: ' class="threshold-number"',
    })),
    { value: nothing, text: write(nothing), name: "" },
  ];
  const shown: typeof wanted = [];
  for (const label of wanted) {
    if (shown.every(({ value }) => Math.abs(at(value) - at(label.value)) > LEAST_APART)) shown.push(label);
  }
  const last = Math.max(...shown.map(({ value }) => value));
  return shown.map(({ value, text, name }) => {
    const label = value === last && at(value) < 0.75 ? `${text}${shownUnit}` : text;
    const isLong = label !== text;
    return `<text${name} x="${percent(at(value))}" y="${CARD.numbers}"${isLong ? ` dx="-${3.5 * text.length}"` : ' text-anchor="middle"'}>${escapeXml(label)}</text>`;
  });
}

/** Groups values whose numbers would touch; each group has one text. */
function closeTogether(values: readonly number[], at: Scale["at"]): readonly (readonly number[])[] {
  const groups: number[][] = [];
  for (const value of [...values].sort((a, b) => a - b)) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && at(value) - at(before) < LEAST_APART) last.push(value);
    else groups.push([value]);
  }
  return groups;
}

/** The thresholds of a rule in ascending order, each once. */
function thresholdsOf({ than, contradicted }: Rule): number[] {
  return [...new Set([than, contradicted?.than ?? than])].sort((a, b) => a - b);
}

const INTERVAL = "the 95% interval";

/** Writes a threshold, in % if the estimate's `format` is in %. */
export function thresholdText(value: number, format: string | undefined): string {
  return formatNumber(value, format?.endsWith("%") === true ? ".3~%" : undefined);
}

/**
 * States when a claim is supported and when contradicted, or when a check holds. Thresholds are in % if `format`, that
 * of its estimate or value, is in %.
 */
export function ruleText(
  rule: Rule | ExactRule,
  unit: string | undefined,
  format: string | undefined,
): string {
  const quantity = (value: number) =>
    `${thresholdText(value, format)}${unit === undefined ? "" : `${NO_BREAK}${unit}`}`;
  if (rule.kind === "exact") return exactText(rule, quantity);
  return `Supported if ${intervalOf(rule)} is ${side(rule.kind)} ${quantity(rule.than)}; contradicted if ${againstText(rule, quantity)}.`;
}

/** The rule in signs, without the unit: "> 0.02", or "< 0.9 (against: > 1.1)". */
export function shortRuleText({ contradicted, ...rule }: Rule, format: string | undefined): string {
  const against = contradicted === undefined ? "" : ` (against: ${beyondText(contradicted, format)})`;
  return beyondText(rule, format) + against;
}

/** "> 0.02", what a rule asks for. */
export const beyondText = ({ kind, than }: Beyond, format: string | undefined): string =>
  `${kind === "greater" ? ">" : "<"}${NO_BREAK}${thresholdText(than, format)}`;

type ToText = (value: number) => string;

function exactText(rule: ExactRule, quantity: ToText): string {
  if ("above" in rule) return `Holds if above ${quantity(rule.above)}.`;
  if ("below" in rule) return `Holds if below ${quantity(rule.below)}.`;
  if (rule.tolerance === 0) return `Holds if equal to ${quantity(rule.equals)}.`;
  const [low, high] = [rule.equals - rule.tolerance, rule.equals + rule.tolerance].map(quantity);
  return `Holds if between ${low} and ${high}.`;
}

function againstText({ kind, contradicted }: Rule, quantity: ToText): string {
  if (contradicted === undefined) return `it is ${kind === "greater" ? "below" : "above"} that`;
  return `it is ${side(contradicted.kind)} ${quantity(contradicted.than)}`;
}

/** The rule of a ratio says that its mean is geometric. */
const intervalOf = ({ mean }: Rule): string =>
  mean === undefined ? INTERVAL : `${INTERVAL} of the geometric mean`;

function side(kind: "greater" | "less"): string {
  return kind === "greater" ? "above" : "below";
}
