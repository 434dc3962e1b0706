/** Draws losses against steps, as SVG for the build and for the page: curves, and where published trainings ended. */
import { escapeXml } from "../base/format.ts";
import { formatNumber } from "../text/typography.ts";
import type { Reference } from "./references.ts";

export interface Curve {
  /** A class of live.css: "published", "here" or "own". */
  readonly look: string;
  /** Written where it ends; "" for none. */
  readonly name: string;
  /** The loss of each step. */
  readonly losses: readonly number[];
  /** The loss after training. */
  readonly end?: number | undefined;
  /** Stroke pattern, px. */
  readonly dash?: string | undefined;
}

export interface Plot {
  readonly curves: readonly Curve[];
  readonly references: readonly Reference[];
  /** Length of the axis. */
  readonly steps: number;
  /** What is drawn, for readers who cannot see it. */
  readonly label: string;
}

/** Size of the drawing and of the margin that holds the names, px. */
interface Size {
  readonly width: number;
  readonly height: number;
  readonly right: number;
}

const MARGIN = { top: 12, bottom: 40, left: 44 } as const;
const TICKS = 5;

/** Most points of a curve. With more steps, each point is a mean, because a batch's loss is noisy. */
const POINTS = 40;

/** Share of the steps at the start whose losses may be above the axis: they would flatten all others. */
const STEEP = 0.06;

interface Point {
  readonly step: number;
  readonly loss: number;
}

/** How many steps a point of a curve is the mean of. */
export const stepsPerPoint = (steps: number): number => Math.max(1, Math.ceil(steps / POINTS));

function pointsOf(losses: readonly number[], steps: number): readonly Point[] {
  const width = stepsPerPoint(steps);
  return Array.from({ length: Math.ceil(losses.length / width) }, (_, index) => {
    const part = losses.slice(index * width, (index + 1) * width);
    const loss = part.reduce((sum, value) => sum + value, 0) / part.length;
    return { step: index * width + (part.length + 1) / 2, loss };
  });
}

/** The plot `width` px wide. */
export function plotSvg(plot: Plot, width: number): string {
  const size = { width, height: width < 560 ? 260 : 350, right: width < 560 ? 124 : 168 };
  const curves = plot.curves.map((curve) => ({ ...curve, points: pointsOf(curve.losses, plot.steps) }));
  const range = rangeOf(plot, curves);
  const scale = scaleOf(size, range, plot.steps);
  const inside = curves.map((curve) => polyline(curve, scale)).join("");
  const { left, top, bottom } = MARGIN;
  const [innerWidth, innerHeight] = [width - left - size.right, size.height - top - bottom];
  return [
    `<svg viewBox="0 0 ${width} ${size.height}" width="${width}" height="${size.height}" role="img" aria-label="${escapeXml(plot.label)}">`,
    axes(range, plot.steps, scale, size),
    // An inner svg clips what is above the axis.
    `<svg x="${left}" y="${top}" width="${innerWidth}" height="${innerHeight}" viewBox="${left} ${top} ${innerWidth} ${innerHeight}">${inside}</svg>`,
    endsOf(plot, scale, size),
    "</svg>",
  ].join("");
}

interface Scale {
  x(step: number): number;
  y(loss: number): number;
}

type Range = readonly [low: number, high: number];

function scaleOf({ width, height, right }: Size, [low, high]: Range, steps: number): Scale {
  const { left, top, bottom } = MARGIN;
  return {
    x: (step) => rounded(left + (step / Math.max(1, steps)) * (width - left - right)),
    y: (loss) => rounded(height - bottom - ((loss - low) / (high - low)) * (height - top - bottom)),
  };
}

const rounded = (value: number): number => Number(value.toFixed(1));

interface Drawn extends Curve {
  readonly points: readonly Point[];
}

function rangeOf({ references, steps, curves }: Plot, drawn: readonly Drawn[]): Range {
  const ends = [...references.map(({ loss }) => loss), ...curves.flatMap(({ end }) => end ?? [])];
  const late = drawn.flatMap(({ points }) => points.filter(({ step }) => step > STEEP * steps));
  const values = [...ends, ...late.map(({ loss }) => loss)].filter(Number.isFinite);
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.04 * (high - low) : 0.5;
  return [low - room, high + room];
}

function axes(range: Range, steps: number, { x, y }: Scale, { width, height, right }: Size): string {
  const [start, end] = [MARGIN.left, width - right];
  const across = ticksOf(...range).map(
    ({ loss, said }) =>
      `<line class="grid" x1="${start}" x2="${end}" y1="${y(loss)}" y2="${y(loss)}"/>${text(start - 8, y(loss) + 4, said, "end")}`,
  );
  const along = Array.from({ length: TICKS + 1 }, (_, tick) => Math.round((tick * steps) / TICKS)).map(
    (step) => text(x(step), height - MARGIN.bottom + 18, formatNumber(step), "middle"),
  );
  return [...across, ...along, text((start + end) / 2, height - 4, "steps of training", "middle")].join("");
}

function polyline({ look, points, dash }: Drawn, { x, y }: Scale): string {
  const places = points.map(({ step, loss }) => `${x(step)},${y(loss)}`).join(" ");
  const pattern = dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
  return `<polyline class="${look}" points="${places}" fill="none"${pattern}/>`;
}

/** A line or a mark at the loss after training, with its name at the right. */
interface End {
  readonly name: string;
  readonly loss: number;
  readonly look: string;
  /** Its step. */
  readonly at: number;
}

/** Least distance between two names, px. */
const LINE = 16;

function endsOf({ references, curves, steps }: Plot, scale: Scale, { width, height, right }: Size): string {
  const last = width - right;
  const ends: End[] = [
    ...references.map(({ name, loss }) => ({ name, loss, look: "reference", at: steps })),
    ...curves.flatMap(({ name, end, look, losses }) =>
      end === undefined || !Number.isFinite(end) ? [] : [{ name, loss: end, look, at: losses.length }],
    ),
  ];
  const marks = ends.map(({ loss, look, at }) =>
    look === "reference"
      ? `<line class="reference" x1="${MARGIN.left}" x2="${last + 4}" y1="${scale.y(loss)}" y2="${scale.y(loss)}"/>`
      : `<circle class="${look}-end" cx="${scale.x(at)}" cy="${scale.y(loss)}" r="4"/>`,
  );
  const named = ends.filter(({ name }) => name !== "").sort((one, other) => other.loss - one.loss);
  const places = spread(
    named.map(({ loss }) => scale.y(loss)),
    height - MARGIN.bottom,
  );
  const names = named.map(({ name, loss, look }, index) => {
    const y = places[index] ?? 0;
    const leader = `<path class="leader" d="M${last + 5},${scale.y(loss)}L${last + 13},${rounded(y)}"/>`;
    const said = text(last + 16, rounded(y + 4), `${name} ${loss.toFixed(2)}`, "start", `${look}-name`);
    return leader + said;
  });
  return [...marks, ...names].join("");
}

/** Moves ascending places apart, and up where they would end below `bottom`. */
function spread(places: readonly number[], bottom: number): readonly number[] {
  const apart: number[] = [];
  for (const place of places) apart.push(Math.max(place, (apart.at(-1) ?? Number.NEGATIVE_INFINITY) + LINE));
  let most = bottom;
  for (let index = apart.length - 1; index >= 0; index--) {
    const place = Math.min(apart[index] ?? 0, most);
    apart[index] = place;
    most = place - LINE;
  }
  return apart;
}

/** Round numbers between two values, with equally many decimals. */
function ticksOf(low: number, high: number): readonly { readonly loss: number; readonly said: string }[] {
  const rough = (high - low) / TICKS;
  const power = Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((one) => one * 10 ** power >= rough) ?? 10;
  const step = factor * 10 ** power;
  const decimals = Math.max(0, factor === 10 ? -power - 1 : -power);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const loss = (first + index) * step;
    return { loss, said: formatNumber(loss, `.${decimals}f`) };
  });
}

function text(x: number, y: number, said: string, anchor: string, look?: string): string {
  const named = look === undefined ? "" : ` class="${look}"`;
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${named}>${escapeXml(said)}</text>`;
}
