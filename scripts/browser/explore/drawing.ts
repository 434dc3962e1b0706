/** Lays out a figure with Vega for a size, some hidden arms and a part of its axis, and finds its points. */
import type { Spec, View } from "vega";
import {
  type ExploredFigure,
  endsSignal,
  type Growth,
  OFF_SIGNAL,
  type Panel,
  RANGE_SIGNAL,
  ROW_FIELD,
} from "../../drawing/explore/explorable.ts";
import { cleanSvg, inlineSvg } from "../../drawing/svg/svg.ts";
import { type Point, pointsOf, type SceneMark } from "./points.ts";

/** What is shown of a figure. */
export interface Shown {
  /** Names of the arms that are switched off. */
  readonly off: readonly string[];
  /** The part of the horizontal axis; null for all of it. */
  readonly range: Ends | null;
}

export type Ends = readonly [low: number, high: number];

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly svg: string;
  readonly points: readonly Point[];
  /** The value at a horizontal position in a panel with lines. */
  valueAt(x: number, panel: Panel, left: number): number;
}

/** Makes a view of a compiled spec. */
export type CreateView = (spec: Spec) => View;

/** Draws the figure, laid out for `size`; each call waits for the previous one. */
export type Draw = (shown: Shown, size: Size) => Promise<Drawing>;

export function createDraw(figure: ExploredFigure, createView: CreateView): Draw {
  let last: Promise<unknown> = Promise.resolve();
  return (shown, size) => {
    const drawing = last.then(() => draw(figure, createView, shown, size));
    last = drawing.catch(() => undefined);
    return drawing;
  };
}

/** A new view each time: rows that return to an old view would be drawn above all others. */
async function draw(
  figure: ExploredFigure,
  createView: CreateView,
  shown: Shown,
  size: Size,
): Promise<Drawing> {
  const view = createView(figure.vega as object);
  addRows(view, figure);
  const { zoom, alt, description } = figure;
  grow(view, figure.growth, { width: size.width - figure.width, height: size.height - figure.height });
  view.signal(OFF_SIGNAL, shown.off);
  if (zoom !== null) view.signal(RANGE_SIGNAL, shown.range);
  await view.runAsync();
  if (zoom !== null && (shown.range !== null || shown.off.length > 0)) {
    const points = pointsIn(figure, view);
    for (const panel of zoom.panels) view.signal(endsSignal(panel.y), endsOf(panel, points));
  }
  const svg = await view.toSVG();
  const texts = { id: "explored", alt, description };
  const drawing = {
    svg: inlineSvg(cleanSvg(svg, texts)),
    points: pointsIn(figure, view),
    valueAt: (x: number, panel: Panel, left: number) => view.scale(panel.x).invert(x - left),
  };
  view.finalize();
  return drawing;
}

function addRows(view: View, { tables }: ExploredFigure): void {
  let row = 0;
  for (const [name, rows] of Object.entries(tables)) {
    view.data(
      name,
      rows.map((cells) => ({ ...cells, [ROW_FIELD]: row++ })),
    );
  }
}

/** Adds the growth of the whole drawing to the sizes of the panels. */
function grow(view: View, { columns, rows, widths, heights }: Growth, gain: Size): void {
  for (const { signal, value } of widths) view.signal(signal, value + gain.width / columns);
  for (const { signal, value } of heights) view.signal(signal, value + gain.height / rows);
}

/** Vega's declared types are wrong here. */
interface Scenegraph {
  readonly root: SceneMark;
}

/** The points of a figure with named or titled values, in coordinates of the whole drawing. */
function pointsIn({ names, quantities, arms, zoom }: ExploredFigure, view: View): Point[] {
  if (names.length + quantities.length === 0) return [];
  const { root } = view.scenegraph() as unknown as Scenegraph;
  const lines = zoom === null && arms === null ? null : [arms?.field ?? []].flat();
  const [left = 0, top = 0] = view.origin();
  const { left: padLeft, top: padTop } = view.padding() as { left: number; top: number };
  return pointsOf(root, lines).map((point) => shifted(point, left + padLeft, top + padTop));
}

function shifted(point: Point, x: number, y: number): Point {
  const move = <Place extends { readonly x: number; readonly y: number }>(place: Place): Place => ({
    ...place,
    x: place.x + x,
    y: place.y + y,
  });
  return { ...move(point), box: point.box && move(point.box), panel: move(point.panel) };
}

/** Margin between the values and the ends of the axis, as a share of their range. */
const ROOM = 0.06;

/** The ends of a vertical axis for the values of these points; null if all are equal. */
function endsOf({ marks, fields, isLog }: Panel, points: readonly Point[]): Ends | null {
  const toScale = isLog ? Math.log : Number;
  const values = points
    .filter(({ mark }) => marks.includes(mark))
    .flatMap(({ datum }) => fields.map((field) => toScale(Number(datum[field] ?? Number.NaN))))
    .filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(low < high)) return null;
  const room = ROOM * (high - low);
  const fromScale = isLog ? Math.exp : Number;
  return [fromScale(low - room), fromScale(high + room)];
}
