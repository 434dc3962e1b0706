/** Zooms the horizontal axis of a figure of lines, by keys and by a drag of the mouse. */
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

/** A place in the drawing, px. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A shorter drag is a click, px of the drawing. */
const LEAST_DRAG = 8;

export interface Drags {
  placeOf(event: PointerEvent): Place | undefined;
  /** Shows how far the drag has come; both are undefined where it has ended. */
  show(from?: Place, to?: Place): void;
  done(from: Place, to: Place): void;
}

/** Reports drags of the mouse over an element. A finger that moves reads values, so it does not zoom. */
export function listenForDrags(stage: HTMLElement, { placeOf, show, done }: Drags): void {
  let from: Place | undefined;
  const isLong = (to: Place) => from !== undefined && Math.abs(to.x - from.x) >= LEAST_DRAG;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    from = placeOf(event);
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    const to = placeOf(event);
    if (from && to && isLong(to)) show(from, to);
  });
  stage.addEventListener("pointercancel", () => {
    from = undefined;
    show();
  });
  stage.addEventListener("pointerup", (event) => {
    const to = placeOf(event);
    show();
    if (from && to && isLong(to)) done(from, to);
    from = undefined;
  });
}
