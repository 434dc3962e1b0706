/** The size at which a figure is laid out and shown in the dialog. */
import type { ExploredFigure } from "../../../scripts/drawing/explorable.ts";

export interface ShownSize {
  /** Of the layout, px. */
  readonly width: number;
  readonly height: number;
  /** By how much the layout is enlarged on the screen, its text included. */
  readonly scale: number;
}

/** Where the drawing is shown, px of the page. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Most by which text and lines grow, by the number of directions in which the plot itself can grow. */
const MOST_SCALE = [1.75, 1.6, 1.3] as const;
/** Height of a plot that can grow, as a share of its width. */
const MOST_HEIGHT = 0.7;

/** Fills the width and at most the height; no figure is laid out smaller than the build does. */
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
