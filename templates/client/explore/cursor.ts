/** The mark around the current point of a drawing, and the band that shows what a drag would zoom to. */
import type { Point } from "./points.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Of the ring around a point, px. */
const RADIUS = 8;

function shape(name: string, className: string, attributes: Readonly<Record<string, number>>): Element {
  const made = document.createElementNS(SVG, name);
  made.setAttribute("class", className);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

const outline = (name: string, attributes: Readonly<Record<string, number>>): Element[] =>
  ["explore-halo", "explore-ring"].map((className) => shape(name, className, attributes));

/** Marks a point: a ring with a line down to the axis, or the outline of a bar or a cell. */
export function pointMark({ x, y, box, panel }: Point): Element[] {
  if (box !== null) {
    const { width, height } = box;
    return outline("rect", { x: box.x, y: box.y, width, height });
  }
  return [
    shape("line", "explore-plumb", { x1: x, x2: x, y1: panel.y, y2: panel.y + panel.height }),
    ...outline("circle", { cx: x, cy: y, r: RADIUS }),
  ];
}

/** The part of a panel between two places. */
export function dragBand({ panel }: Point, from: number, to: number): Element[] {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  return [shape("rect", "explore-band", { x: left, width: right - left, y: panel.y, height: panel.height })];
}
