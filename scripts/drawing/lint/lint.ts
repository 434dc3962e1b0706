/**
 * Lints a drawing: text and lines are large enough, inside the picture and readable. A text is unreadable where a line
 * crosses its letters, a mark or another text covers them, or the ground is too close to their colour; what was painted
 * later counts, so a name on a line passes where its halo interrupts the line.
 */

import { colors } from "../../../experiments/kit/theme.ts";
import type { Box } from "../fonts/text-metrics.ts";
import { contrastOf, painted } from "./color-vision.ts";
import {
  areaOf,
  clipPolygon,
  clipSegment,
  cornersOf,
  grown,
  inverse,
  isInside,
  map,
  meet,
  type Point,
} from "./geometry.ts";
import { type DrawnItem, type DrawnText, drawnItems, type Paint } from "./items.ts";

/** Minimum width of a line in a paper, pt. */
export const thinnestLine = 0.5;

/** A problem that a lint found in a figure. */
export interface LintProblem {
  readonly figure: string;
  /** The part of the figure, e.g. `text "LoRA r = 4"`. */
  readonly element: string;
  readonly message: string;
}

/** The problem as one line of text. */
export const showProblem = ({ figure, element, message }: LintProblem): string =>
  `${figure}: ${element}: ${message}`;

/** The smallest text and the thinnest line of a figure, pt; undefined where it has none. */
export interface Smallest {
  readonly text: number | undefined;
  readonly line: number | undefined;
}

/** A drawing and its size in the SVG's units. */
export interface SizedDrawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Smaller differences are invisible, pt. */
const tolerance = 0.02;

/** A mark may reach beyond the edge by this much, pt. */
const edgeSlack = 1.2;

/** Measures the smallest text and the thinnest line of a drawing. */
export function smallestOf(svg: string): Smallest {
  const items = drawnItems(svg);
  return {
    text: least(items.flatMap(({ text }) => text?.fontSize ?? [])),
    line: least(items.filter(isStroked).map(({ strokeWidth }) => strokeWidth)),
  };
}

const least = (sizes: readonly number[]): number | undefined =>
  sizes.length === 0 ? undefined : Math.min(...sizes);

/** Lists the texts that a reader cannot read, and what the edge of the drawing cuts off. */
export function lintReading(figure: string, drawing: SizedDrawing): LintProblem[] {
  return problemsOf(figure, readingComplaints(drawnItems(drawing.svg), drawing));
}

/** Lists the problems of a drawing in a paper, where no text may be smaller than `small` pt. */
export function lintPrint(figure: string, drawing: SizedDrawing, small: number): LintProblem[] {
  const items = drawnItems(drawing.svg);
  return problemsOf(figure, [
    ...items.flatMap((item) => tooSmall(item, small)),
    ...items.filter((item) => isStroked(item) && item.strokeWidth < thinnestLine - tolerance).map(tooThin),
    ...readingComplaints(items, drawing),
  ]);
}

const problemsOf = (figure: string, complaints: readonly Complaint[]): LintProblem[] =>
  complaints.map(([item, message]) => ({ figure, element: nameOf(item), message }));

function readingComplaints(items: readonly DrawnItem[], { width, height }: SizedDrawing): Complaint[] {
  const page: Box = { x1: 0, y1: 0, x2: width, y2: height };
  return [
    ...items.filter((item) => !isHalo(item)).flatMap((item) => cutOff(item, page)),
    ...hiddenTexts(items),
    ...items.flatMap((item) => leavesItsBox(item, items)),
  ];
}

function tooSmall(item: DrawnItem, small: number): Complaint[] {
  const { text } = item;
  if (text === undefined || isHalo(item) || text.fontSize >= small - tolerance) return [];
  return [[item, `its size of ${round(text.fontSize)} pt is below the venue's minimum of ${small} pt`]];
}

const tooThin = (item: DrawnItem): Complaint => [
  item,
  `its width of ${round(item.strokeWidth)} pt is below the minimum of ${thinnestLine} pt`,
];

/** Reports an item that reaches beyond the figure, and a text that reaches beyond its plot. */
function cutOff(item: DrawnItem, page: Box): Complaint[] {
  if (!isInside(item.box, grown(page, item.text === undefined ? edgeSlack : tolerance)))
    return [[item, "is cut off by the edge of the figure"]];
  const isClipped = item.text !== undefined && !isInside(item.box, item.clip);
  return isClipped ? [[item, "is cut off by the edge of its plot"]] : [];
}

/** Reports a text that is wider than the box around it. */
function leavesItsBox(item: DrawnItem, items: readonly DrawnItem[]): Complaint[] {
  if (item.text === undefined || item.role !== "mark" || isHalo(item)) return [];
  const middle = { x: (item.box.x1 + item.box.x2) / 2, y: (item.box.y1 + item.box.y2) / 2 };
  const around = items.filter(
    ({ marktype, role, box }) =>
      marktype === "rect" &&
      role === "mark" &&
      box.x1 < middle.x &&
      middle.x < box.x2 &&
      box.y1 < middle.y &&
      middle.y < box.y2,
  );
  const isWider = around.some(({ box }) => item.box.x1 < box.x1 || item.box.x2 > box.x2);
  return isWider ? [[item, "is wider than the box around it"]] : [];
}

const isStroked = ({ text, stroke }: DrawnItem): boolean =>
  text === undefined && stroke !== undefined && stroke.color !== colors.paper.light;

const round = (value: number): number => Math.round(value * 100) / 100;

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
const isHalo = ({ text, stroke }: DrawnItem): boolean => text !== undefined && stroke?.color === paper;

/** An item with what is wrong with it. */
type Complaint = readonly [item: DrawnItem, message: string];

/** Each text that cannot be read well, with what hides it. */
function hiddenTexts(items: readonly DrawnItem[]): Complaint[] {
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
function nameOf(item: DrawnItem): string {
  const { text, marktype, role, box, stroke, fill } = item;
  if (text !== undefined)
    return isHalo(item) ? `the halo of text "${text.content}"` : `text "${text.content}"`;
  const kind = role === "mark" || role === "" ? marktype : `${role} ${marktype}`;
  const place = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2].map(Math.round).join(", ");
  return `${kind} ${(stroke ?? fill)?.color} at ${place}`;
}
