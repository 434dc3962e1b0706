/** Zooms the horizontal axis of a figure of lines by keys. */
import type { Zoom } from "../../../scripts/drawing/explorable.ts";
import type { Ends } from "./drawing.ts";

/** The range becomes half or twice as long. */
const FACTORS: Readonly<Record<string, number>> = { "+": 0.5, "=": 0.5, "-": 2 };

/**
 * The range to which a key zooms, around `middle` as far as the axis reaches. Null is the whole axis; undefined says that
 * the key does not zoom.
 */
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
