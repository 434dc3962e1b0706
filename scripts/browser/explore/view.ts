/** The part of a figure that the dialog shows: its size, and zooming by keys. */

import type { ExploredFigure, Zoom } from "../../drawing/explore/explorable.ts";
import type { Ends } from "./drawing.ts";

export interface ShownSize {
  /** Size of the layout, px. */
  readonly width: number;
  readonly height: number;
  /** The enlargement of the layout on the screen, including its text. */
  readonly scale: number;
}

/** Position of the drawing on the page, px. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Most enlargement of text and lines, by the number of directions in which the plot itself can grow. */
const MOST_SCALE = [1.75, 1.6, 1.3] as const;

/** Height of a plot that can grow, as a share of its width. */
const MOST_HEIGHT = 0.7;

/** Fills the width and at most the height; no figure is laid out smaller than in the build. */
export function sizeFor(
  { width, height, growth }: Pick<ExploredFigure, "width" | "height" | "growth">,
  room: Room,
): ShownSize {
  const [isWide, isHigh] = [growth.widths.length > 0, growth.heights.length > 0];
  const most = MOST_SCALE[isWide && isHigh ? 2 : Number(isWide || isHigh)] ?? 1;
  const scale = Math.min(most, room.width / width, Math.max(1, room.height / height));
  const wide = isWide ? Math.max(width, room.width / scale) : width;
  const high = isHigh ? Math.max(height, Math.min(room.height / scale, MOST_HEIGHT * wide)) : height;
  return { width: Math.floor(wide), height: Math.floor(high), scale };
}

/** Each key halves or doubles the range. */
const FACTORS: Readonly<Record<string, number>> = { "+": 0.5, "=": 0.5, "-": 2 };

/** The range to which a key zooms, around `middle` within the axis. Null for the whole axis; undefined for other keys. */
export function zoomedByKey(
  key: string,
  { low, high, isLog }: Pick<Zoom, "low" | "high" | "isLog">,
  range: Ends | null,
  middle: number | undefined,
): Ends | null | undefined {
  if (key === "0") return null;
  const factor = FACTORS[key];
  if (factor === undefined) return undefined;
  const [toScale, fromScale] = isLog ? [Math.log, Math.exp] : [Number, Number];
  const [start, end] = [toScale(low), toScale(high)];
  const [from, to] = range === null ? [start, end] : [toScale(range[0]), toScale(range[1])];
  const length = Math.min((to - from) * factor, end - start);
  if (length >= end - start) return null;
  const centre = middle === undefined ? (from + to) / 2 : toScale(middle);
  const first = Math.min(Math.max(centre - length / 2, start), end - length);
  return [fromScale(first), fromScale(first + length)];
}
