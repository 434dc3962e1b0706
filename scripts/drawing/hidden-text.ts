/**
 * Finds what keeps a reader from reading a text: a line across its letters, a mark or another text over them, a ground
 * too close to their colour. All that counts is where ink lies and what was painted later, so a name on a line passes
 * where its halo interrupts the line.
 */
import { colors } from "../../templates/theme.ts";
import { contrastOf, painted } from "./color-vision.ts";
import type { DrawnItem, DrawnText, Paint } from "./drawn-items.ts";
import {
  areaOf,
  type Box,
  clipPolygon,
  clipSegment,
  cornersOf,
  grown,
  inverse,
  map,
  meet,
  type Point,
} from "./plane.ts";

/** How far a line may reach into a letter's box, in whose corners there is no ink, units. */
const graze = 1;
/** The least room between two texts on one line: a little more than between two letters, units. */
const leastRoom = 1.5;
/** As much of a letter may be covered. */
const mostCovered = 0.2;
/** WCAG's least contrast of text. */
const leastContrast = 4.5;
/** Lines of less contrast to the paper, such as a grid's, do not disturb the letters over them. */
const visibleContrast = 1.5;
/** Fills of less opacity let the text below them show. */
const visibleOpacity = 0.3;

const paper = colors.paper.light;

/** The broader copy of a text in paper's colour, below it. */
export const isHalo = ({ text, stroke }: DrawnItem): boolean => text !== undefined && stroke?.color === paper;

/** An item with what is wrong with it. */
export type Complaint = readonly [item: DrawnItem, message: string];

/** Each text that cannot be read well, with what hides it. */
export function hiddenTexts(items: readonly DrawnItem[]): Complaint[] {
  return items.flatMap((item, index) => {
    if (item.text === undefined || isHalo(item)) return [];
    const reach = grown(item.box, item.text.fontSize);
    const isNear = ({ box }: DrawnItem): boolean => meet(reach, box);
    const messages = [
      ...disturbancesBelow(item, item.text, items.slice(0, index).filter(isNear)),
      ...disturbancesAbove(item.text, items.slice(index + 1).filter(isNear)),
    ];
    return [...new Set(messages)].map((message): Complaint => [item, message]);
  });
}

/** What was painted before a text, back to what hides the rest: its own halo, or a mark that it stands on as a whole. */
function disturbancesBelow(item: DrawnItem, text: DrawnText, below: readonly DrawnItem[]): string[] {
  const messages: string[] = [];
  for (const other of below.toReversed()) {
    if (isHaloOf(other, item)) break;
    if (crosses(other, text)) messages.push(`is crossed by ${nameOf(other)}`);
    const { least, most } = coverOf(other, text);
    if (most > mostCovered && other.fill !== undefined)
      messages.push(...groundProblem(item, other, other.fill));
    if (least > 1 - mostCovered && other.fill?.opacity === 1) break;
  }
  return messages;
}

function groundProblem({ fill: own }: DrawnItem, ground: DrawnItem, fill: Paint): string[] {
  const isKnown = own !== undefined && !fill.color.startsWith("url(");
  const contrast = isKnown ? contrastOf(own.color, painted(fill.color, fill.opacity, paper)) : 1;
  if (contrast >= leastContrast) return [];
  return [
    `has a contrast of ${contrast.toFixed(1)} to ${nameOf(ground)} below it; at least ${leastContrast}`,
  ];
}

function disturbancesAbove(text: DrawnText, above: readonly DrawnItem[]): string[] {
  return above.flatMap((other) => {
    if (other.text !== undefined)
      return overlaps(text, other, other.text) ? [`overlaps ${nameOf(other)}`] : [];
    if (crosses(other, text)) return [`is crossed by ${nameOf(other)}`];
    const isVisible = (other.fill?.opacity ?? 0) > visibleOpacity;
    return isVisible && coverOf(other, text).most > mostCovered ? [`is covered by ${nameOf(other)}`] : [];
  });
}

function isHaloOf(halo: DrawnItem, { text, box }: DrawnItem): boolean {
  const isSame = isHalo(halo) && halo.text?.content === text?.content;
  return isSame && Math.abs(halo.box.x1 - box.x1) + Math.abs(halo.box.y1 - box.y1) < graze;
}

/** Does a line that a reader sees run through a letter? */
function crosses({ stroke, strokes, strokeWidth }: DrawnItem, text: DrawnText): boolean {
  if (stroke === undefined || !isVisibleLine(stroke)) return false;
  const toFrame = inverse(text.frame);
  const letters = text.ink.map((letter) => grown(letter, strokeWidth / 2 - graze));
  return strokes.some(([from, to]) => {
    const segment = [map(toFrame, from), map(toFrame, to)] as const;
    return letters.some((letter) => isBox(letter) && clipSegment(segment, letter) !== undefined);
  });
}

const isBox = ({ x1, y1, x2, y2 }: Box): boolean => x1 < x2 && y1 < y2;

const isVisibleLine = ({ color, opacity }: Paint): boolean =>
  contrastOf(painted(color, opacity, paper), paper) >= visibleContrast;

/** The shares of the least and of the most covered letter. */
function coverOf({ fills }: DrawnItem, text: DrawnText): { readonly least: number; readonly most: number } {
  const toFrame = inverse(text.frame);
  const polygons = fills.map((polygon) => polygon.map((point) => map(toFrame, point)));
  const shares = text.ink.map((letter) => sharedArea(polygons, letter) / areaOf(cornersOf(letter)));
  return { least: Math.min(...shares), most: Math.max(...shares) };
}

const sharedArea = (polygons: readonly (readonly Point[])[], box: Box): number =>
  polygons.reduce((sum, polygon) => sum + areaOf(clipPolygon(polygon, box)), 0);

/** Do the letters of two texts, or of a text and another's halo, touch or all but touch? */
function overlaps(text: DrawnText, other: DrawnItem, { ink, frame }: DrawnText): boolean {
  const toFrame = inverse(text.frame);
  const halo = isHalo(other) ? other.strokeWidth / 2 - graze : 0;
  const polygons = ink.map((letter) =>
    cornersOf(grown(letter, halo)).map((corner) => map(toFrame, map(frame, corner))),
  );
  const room = isHalo(other) ? 0 : leastRoom;
  return text.ink.some(({ x1, y1, x2, y2 }) => {
    const letter = { x1: x1 - room, y1: y1 + graze / 2, x2: x2 + room, y2: y2 - graze / 2 };
    return isBox(letter) && sharedArea(polygons, letter) > graze / 2;
  });
}

/** A text by its words, a mark by its kind, its colour and its place. */
export function nameOf(item: DrawnItem): string {
  const { text, marktype, role, box, stroke, fill } = item;
  if (text !== undefined)
    return isHalo(item) ? `the halo of text "${text.content}"` : `text "${text.content}"`;
  const kind = role === "mark" || role === "" ? marktype : `${role} ${marktype}`;
  const place = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2].map(Math.round).join(", ");
  return `${kind} ${(stroke ?? fill)?.color} at ${place}`;
}
