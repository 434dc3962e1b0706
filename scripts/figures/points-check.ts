/** A point beyond its axes stands on a label or in the next panel: it tells something else than its value. */
import { ReportError } from "../errors.ts";

interface Mark {
  readonly marktype: string;
  readonly role?: string;
  readonly items: readonly Item[];
}

/** An item of a scene: a point, or a group with marks of its own. */
interface Item {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly items?: readonly Mark[];
}

/** Half the size of a point may hang over the edge, px. */
const tolerance = 1;

/** Fails where a point lies beyond the axes of its view. */
export function checkPoints(id: string, mark: unknown): void {
  for (const view of (mark as Mark).items) {
    for (const inner of view.items ?? []) {
      if (inner.marktype === "group" && inner.role === "scope") checkPoints(id, inner);
      if (inner.marktype === "symbol" && inner.role === "mark") checkView(id, view, inner.items);
    }
  }
}

function checkView(id: string, { width = 0, height = 0 }: Item, points: readonly Item[]): void {
  // Where a view is fitted into a width, a point far out leaves it none.
  const isWithin = (place: number, end: number): boolean =>
    end > 0 && place >= -tolerance && place <= end + tolerance;
  if (points.every(({ x = 0, y = 0 }) => isWithin(x, width) && isWithin(y, height))) return;
  throw new ReportError(`a point of figure ${id} lies beyond its axes`, {
    help: "widen the domain of its scale, or leave the domain to the data",
  });
}
