/** The mark around the current point of a drawing, and the band that shows what a drag would zoom to. */
import { svgElement } from "../svg-element.ts";
import type { Point } from "./points.ts";

/** Of the ring around a point, px. */
const RADIUS = 8;

type Attributes = Readonly<Record<string, number>>;

const outline = (name: "rect" | "circle", attributes: Attributes): Element[] =>
  ["explore-halo", "explore-ring"].map((look) => svgElement(name, { class: look, ...attributes }));

/** Marks a point: a ring with a line down to the axis, or the outline of a bar or a cell. */
export function pointMark({ x, y, box, panel }: Point): Element[] {
  if (box !== null) {
    const { width, height } = box;
    return outline("rect", { x: box.x, y: box.y, width, height });
  }
  return [
    svgElement("line", { class: "explore-plumb", x1: x, x2: x, y1: panel.y, y2: panel.y + panel.height }),
    ...outline("circle", { cx: x, cy: y, r: RADIUS }),
  ];
}

/** The part of a panel between two places. */
export function dragBand({ panel }: Point, from: number, to: number): Element[] {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  return [
    svgElement("rect", {
      class: "explore-band",
      x: left,
      width: right - left,
      y: panel.y,
      height: panel.height,
    }),
  ];
}
