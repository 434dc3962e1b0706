/** Drags of the mouse over a drawing, which choose a part of its horizontal axis. */

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
    // To measure the drawing at each move would cost more than to mark its points.
    if (from === undefined) return;
    const to = placeOf(event);
    if (to && isLong(to)) show(from, to);
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
