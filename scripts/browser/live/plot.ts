/** Draws losses against steps during a run: the published curve wide and pale, curves from this browser on top. */
import { svgElement } from "../dom.ts";

export interface Curve {
  /** A class of live.css: "published", "here" or "own". */
  readonly look: string;
  readonly losses: readonly number[];
}

const HEIGHT = 240;
const MARGIN = { top: 24, right: 16, bottom: 36, left: 48 };
const TICKS = 4;
/** Most points of a curve. With more steps, each point is a mean, because a batch's loss is noisy. */
const POINTS = 200;

const legend: Readonly<Record<string, string>> = { published: "published", here: "here", own: "yours" };

interface Point {
  readonly step: number;
  readonly loss: number;
}

/** The curve with at most POINTS points, each the mean of equally many steps. */
function pointsOf(losses: readonly number[], steps: number): readonly Point[] {
  const width = Math.max(1, Math.ceil(steps / POINTS));
  return Array.from({ length: Math.ceil(losses.length / width) }, (_, index) => {
    const part = losses.slice(index * width, (index + 1) * width);
    const loss = part.reduce((sum, value) => sum + value, 0) / part.length;
    return { step: index * width + (part.length + 1) / 2, loss };
  });
}

/** Redraws the plot at its container's width. `steps` is the length of the axis. */
export function drawPlot(place: HTMLElement, curves: readonly Curve[], steps: number): void {
  const width = Math.max(280, place.clientWidth);
  const drawn = curves.map(({ look, losses }) => ({ look, points: pointsOf(losses, steps) }));
  const [low, high] = rangeOf(drawn.flatMap(({ points }) => points.map(({ loss }) => loss)));
  const x = (step: number) =>
    MARGIN.left + (step / Math.max(1, steps)) * (width - MARGIN.left - MARGIN.right);
  const y = (loss: number) =>
    HEIGHT - MARGIN.bottom - ((loss - low) / (high - low)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const svg = svgElement("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img" });
  svg.setAttribute("aria-label", "Loss of each step’s batch: published, and computed here");
  for (const loss of ticksOf(low, high)) {
    svg.append(
      svgElement("line", {
        class: "grid",
        x1: MARGIN.left,
        x2: width - MARGIN.right,
        y1: y(loss),
        y2: y(loss),
      }),
      label(MARGIN.left - 8, y(loss) + 4, shorten(loss), "end"),
    );
  }
  for (let tick = 0; tick <= TICKS; tick++) {
    const step = Math.round((tick * steps) / TICKS);
    const anchor = tick === TICKS ? "end" : "middle";
    svg.append(label(x(step), HEIGHT - MARGIN.bottom + 18, step.toLocaleString("en"), anchor));
  }
  svg.append(
    label(MARGIN.left, 12, "loss of a step’s batch", "start"),
    label(width - MARGIN.right, HEIGHT - 4, "step", "end"),
  );
  for (const { look, points } of drawn) {
    const places = points.map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`);
    svg.append(svgElement("polyline", { class: look, points: places.join(" "), fill: "none" }));
  }
  svg.append(...legendOf(new Set(drawn.map(({ look }) => look)), width - MARGIN.right));
  place.replaceChildren(svg);
}

/** A line and a word for each style of curve, from the right. */
function legendOf(looks: ReadonlySet<string>, right: number): SVGElement[] {
  return [...looks].flatMap((look, index) => {
    const end = right - index * 88;
    const line = svgElement("line", { class: look, x1: end - 72, x2: end - 56, y1: 8, y2: 8 });
    return [line, label(end - 50, 12, legend[look] ?? look, "start")];
  });
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

/** Round numbers between two values. */
function ticksOf(low: number, high: number): readonly number[] {
  const rough = (high - low) / TICKS;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((factor) => factor * unit >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

const shorten = (value: number): string => String(Number(value.toPrecision(3)));

function label(x: number, y: number, text: string, anchor: string): SVGElement {
  return svgElement("text", { x, y, "text-anchor": anchor }, text);
}
