/** The marks of a drawn figure that belong to rows of its data: their places, neighbours and values. */

import type { Cell, Row } from "../../../experiments/kit/experiment.ts";
import { type ExploredFigure, ROW_FIELD } from "../../drawing/explore/explorable.ts";
import { formatNumber } from "../../text/typography.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A mark in the coordinates of the drawing, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** The area of a bar or a cell; null for a point. */
  readonly box: Box | null;
  readonly panel: Box;
  readonly mark: string;
  /** Index of its row among the rows of all the figure's tables. */
  readonly row: number;
  readonly datum: Row;
  /** The left and right keys move along this: a line, or the marks at one height. */
  readonly series: string;
}

/** A mark or a group in Vega's scene. */
export interface SceneMark {
  readonly marktype: string;
  readonly role?: string;
  readonly name?: string;
  readonly items: readonly SceneItem[];
}

interface SceneItem {
  readonly x?: number;
  readonly y?: number;
  readonly x2?: number;
  readonly y2?: number;
  readonly width?: number;
  readonly height?: number;
  readonly datum?: Row;
  readonly items?: readonly SceneMark[];
}

/** Kinds of marks that can represent a row, in order of preference. */
const KINDS = ["symbol", "line", "rect", "rule"];

/** A mark before it is known which one represents its row. */
type Candidate = Omit<Point, "series"> & { readonly kind: number };

/**
 * The points of a scene. In a figure of lines, the fields in `lines` identify a point's line in its panel; otherwise
 * `lines` is null.
 */
export function pointsOf(scene: SceneMark, lines: readonly string[] | null): Point[] {
  const candidates = candidatesIn(scene, { x: 0, y: 0, width: 0, height: 0 });
  const best = new Map<string, number>();
  const keyOf = ({ panel, row }: Candidate) => `${panel.x},${panel.y},${row}`;
  for (const one of candidates) {
    best.set(keyOf(one), Math.min(one.kind, best.get(keyOf(one)) ?? KINDS.length));
  }
  return candidates
    .filter((one) => one.kind === best.get(keyOf(one)))
    .map(({ kind: _kind, ...point }) => ({ ...point, series: seriesOf(point, lines) }));
}

function seriesOf({ panel, y, datum }: Omit<Point, "series">, lines: readonly string[] | null): string {
  const own = lines?.map((field) => datum[field]) ?? [Math.round(y)];
  return JSON.stringify([panel.x, panel.y, ...own]);
}

function candidatesIn(mark: SceneMark, panel: Box): Candidate[] {
  if (mark.marktype === "group") return mark.items.flatMap((group) => candidatesInGroup(group, panel));
  const kind = KINDS.indexOf(mark.marktype);
  if (kind < 0 || mark.role !== "mark" || mark.name === undefined) return [];
  const { name } = mark;
  return mark.items.flatMap((item) => {
    const row = item.datum?.[ROW_FIELD];
    if (item.datum === undefined || typeof row !== "number") return [];
    return [{ ...placeOf(item, mark.marktype, panel), panel, mark: name, row, datum: item.datum, kind }];
  });
}

function candidatesInGroup(group: SceneItem, { x, y }: Box): Candidate[] {
  const { width = 0, height = 0 } = group;
  const panel = { x: x + (group.x ?? 0), y: y + (group.y ?? 0), width, height };
  return (group.items ?? [])
    .filter(({ role = "" }) => !/^(?:axis|legend|title)/.test(role))
    .flatMap((inner) => candidatesIn(inner, panel));
}

function placeOf(item: SceneItem, kind: string, panel: Box): Pick<Point, "x" | "y" | "box"> {
  const x = panel.x + (item.x ?? 0);
  const y = panel.y + (item.y ?? 0);
  if (kind === "rect") {
    const { width = 0, height = 0 } = item;
    return { x: x + width / 2, y: y + height / 2, box: { x, y, width, height } };
  }
  if (kind !== "rule") return { x, y, box: null };
  const [x2, y2] = [panel.x + (item.x2 ?? item.x ?? 0), panel.y + (item.y2 ?? item.y ?? 0)];
  return { x: (x + x2) / 2, y: (y + y2) / 2, box: null };
}

/** The point nearest to a place; a bar or cell that contains the place is nearest. */
export function nearest(points: readonly Point[], x: number, y: number): Point | undefined {
  const beyond = (place: number, start: number, size: number) =>
    Math.max(start - place, place - start - size, 0);
  const distance = ({ x: left, y: top, box }: Point) =>
    box === null
      ? Math.hypot(left - x, top - y)
      : Math.hypot(beyond(x, box.x, box.width), beyond(y, box.y, box.height));
  return least(points, distance);
}

function least(points: readonly Point[], cost: (point: Point) => number): Point | undefined {
  let best: Point | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const own = cost(point);
    if (best !== undefined && own >= lowest) continue;
    [best, lowest] = [point, own];
  }
  return best;
}

/** The point to which a key leads; undefined for other keys. */
export function pointAfter(key: string, from: Point, points: readonly Point[]): Point | undefined {
  const along = alongside(from, points);
  const place = along.indexOf(from);
  switch (key) {
    case "ArrowRight":
      return along[place + 1] ?? from;
    case "ArrowLeft":
      return along[place - 1] ?? from;
    case "Home":
      return along[0];
    case "End":
      return along.at(-1);
    case "ArrowUp":
    case "ArrowDown":
      return across(key === "ArrowUp" ? -1 : 1, from, points);
    default:
      return undefined;
  }
}

/** The point's series from left to right; if it has no other point, all points of its panel. */
function alongside(from: Point, points: readonly Point[]): Point[] {
  const own = points.filter(({ series }) => series === from.series);
  const all =
    own.length > 1 ? own : points.filter(({ panel }) => panel.x === from.panel.x && panel.y === from.panel.y);
  return all.sort((one, other) => one.x - other.x);
}

/** The point above or below: candidates are this one and the nearest point of each other series. */
function across(direction: 1 | -1, from: Point, points: readonly Point[]): Point {
  const others = new Map<string, Point>();
  for (const point of points) {
    const best = others.get(point.series);
    const isNearer = best === undefined || Math.abs(point.x - from.x) < Math.abs(best.x - from.x);
    if (isNearer) others.set(point.series, point);
  }
  others.set(from.series, from);
  const upright = [...others.values()].sort((one, other) => one.y - other.y);
  return upright[upright.indexOf(from) + direction] ?? from;
}

export interface Readout {
  /** For example the arm; empty if the mark has no name. */
  readonly name: string;
  readonly values: readonly { readonly title: string; readonly text: string }[];
}

/** Columns that figures rarely draw, and whose names any reader knows. */
const KNOWN = ["seed", "seeds", "n"];

/** The values of a point: those in the figure, its interval if that has a width, and its seed or how many there are. */
export function readoutOf(figure: ExploredFigure, { datum, row }: Pick<Point, "datum" | "row">): Readout {
  const { names, quantities, ends } = figure;
  const text = (field: string, cell: Cell | undefined) => cellText(cell, figure.shares.includes(field));
  const columns = Object.values(figure.tables).flat()[row] ?? {};
  const named = names.filter(({ field }) => typeof datum[field] === "string");
  const drawn = quantities.filter(({ field }) => field in datum);
  const pairs = ends.filter((pair) => pair.every((field) => isShown(columns[field])));
  const told = new Set([...[...named, ...drawn].map(({ field }) => field), ...pairs.flat()]);
  const untitled = named.filter(({ title }) => title === "").map(({ field }) => String(datum[field]));
  const name = [...new Set(untitled)].join(", ");
  const others = KNOWN.filter((field) => field in columns && !told.has(field));
  return {
    name,
    values: [
      ...[...named.filter(({ title }) => title !== ""), ...drawn].map(({ field, title }) => ({
        title,
        text: text(field, datum[field]),
      })),
      ...pairs
        .filter(([low, high]) => columns[low] !== columns[high])
        .map(([low, high]) => ({
          title: low === "low" ? "interval" : `${words(low)} to ${words(high)}`,
          text: `${text(low, columns[low])} to ${text(high, columns[high])}`,
        })),
      ...others
        .filter((field) => isShown(columns[field]))
        .map((field) => ({ title: words(field), text: text(field, columns[field]) })),
    ],
  };
}

const isShown = (cell: Cell | undefined): boolean => cell !== null && cell !== undefined && cell !== "";

/** Percentages have three significant digits, so that 0.016% is not shown as zero. */
const PER_CENT = ".3~p";

function cellText(cell: Cell | undefined, isShare: boolean): string {
  if (typeof cell !== "number") return String(cell ?? "");
  return isShare ? formatNumber(cell, PER_CENT) : formatNumber(cell);
}

/** `lowerQuartile` -> `lower quartile` */
const words = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
