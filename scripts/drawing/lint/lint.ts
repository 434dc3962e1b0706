/**
 * Checks that the texts and lines of a drawing are large enough, inside the picture and readable. A text is unreadable
 * where a line crosses its letters, a mark or another text covers them, or their contrast to the ground is too low. The
 * order of painting counts: a name on a line passes if its halo interrupts the line.
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

export interface LintProblem {
  readonly figure: string;
  /** The part of the figure, e.g. `text "large steps"`. */
  readonly element: string;
  readonly message: string;
}

export const showProblem = ({ figure, element, message }: LintProblem): string =>
  `${figure}: ${element}: ${message}`;

/** The size of the smallest text and the width of the thinnest line, pt; undefined if there is none. */
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

/** An item and what is wrong with it. */
type Complaint = readonly [item: DrawnItem, message: string];

/** Smaller differences of size cannot be seen, pt. */
const tolerance = 0.02;

/** How far a mark may reach beyond the edge, pt. */
const edgeSlack = 1.2;

/** How far a line may reach into a letter's box, in whose corners there is no ink, units. */
const graze = 1;

/** The least room between two texts in a row, units: a little more than between two letters. */
const leastRoom = 1.5;

/** The share of a letter that may be covered. */
const mostCovered = 0.2;

/** WCAG's least contrast of text. */
const leastContrast = 4.5;

/** Lines with less contrast to the paper, such as a grid's, do not disturb the letters over them. */
const visibleContrast = 1.5;

/** A text shows through fills of less opacity. */
const visibleOpacity = 0.3;

const paper = colors.paper.light;

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
  text === undefined && stroke !== undefined && stroke.color !== paper;

/** A halo is the broader copy of a text, in the paper's colour, below it. */
const isHalo = ({ text, stroke }: DrawnItem): boolean => text !== undefined && stroke?.color === paper;

const round = (value: number): number => Math.round(value * 100) / 100;

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

/** Goes back through the items painted before a text, to one that hides the rest: its halo, or a mark below all of it. */
function disturbancesBelow(item: DrawnItem, text: DrawnText, below: readonly DrawnItem[]): string[] {
  const messages: string[] = [];
  for (const ground of below.toReversed()) {
    if (isHaloOf(ground, item)) break;
    if (crosses(ground, text)) messages.push(`is crossed by ${nameOf(ground)}`);
    const { least, most } = coverOf(ground, text);
    if (most > mostCovered && ground.fill !== undefined)
      messages.push(...groundProblem(item, ground, ground.fill));
    if (least > 1 - mostCovered && ground.fill?.opacity === 1) break;
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
  return above.flatMap((item) => {
    if (item.text !== undefined) return overlaps(text, item, item.text) ? [`overlaps ${nameOf(item)}`] : [];
    if (crosses(item, text)) return [`is crossed by ${nameOf(item)}`];
    const isVisible = (item.fill?.opacity ?? 0) > visibleOpacity;
    return isVisible && coverOf(item, text).most > mostCovered ? [`is covered by ${nameOf(item)}`] : [];
  });
}

function isHaloOf(halo: DrawnItem, { text, box }: DrawnItem): boolean {
  const isSame = isHalo(halo) && halo.text?.content === text?.content;
  return isSame && Math.abs(halo.box.x1 - box.x1) + Math.abs(halo.box.y1 - box.y1) < graze;
}

/** True if a visible line runs through a letter. */
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

/** The covered shares of the least and the most covered letter. */
function coverOf({ fills }: DrawnItem, text: DrawnText): { readonly least: number; readonly most: number } {
  const toFrame = inverse(text.frame);
  const polygons = fills.map((polygon) => polygon.map((point) => map(toFrame, point)));
  const shares = text.ink.map((letter) => sharedArea(polygons, letter) / areaOf(cornersOf(letter)));
  return { least: Math.min(...shares), most: Math.max(...shares) };
}

const sharedArea = (polygons: readonly (readonly Point[])[], box: Box): number =>
  polygons.reduce((sum, polygon) => sum + areaOf(clipPolygon(polygon, box)), 0);

/** True if the letters of two texts, or of a text and another's halo, touch or nearly touch. */
function overlaps(text: DrawnText, above: DrawnItem, { ink, frame }: DrawnText): boolean {
  const toFrame = inverse(text.frame);
  const halo = isHalo(above) ? above.strokeWidth / 2 - graze : 0;
  const polygons = ink.map((letter) =>
    cornersOf(grown(letter, halo)).map((corner) => map(toFrame, map(frame, corner))),
  );
  const room = isHalo(above) ? 0 : leastRoom;
  return text.ink.some(({ x1, y1, x2, y2 }) => {
    const letter = { x1: x1 - room, y1: y1 + graze / 2, x2: x2 + room, y2: y2 - graze / 2 };
    return isBox(letter) && sharedArea(polygons, letter) > graze / 2;
  });
}

/** Names a text by its content, and a mark by its kind, colour and position. */
function nameOf(item: DrawnItem): string {
  const { text, marktype, role, box, stroke, fill } = item;
  if (text !== undefined)
    return isHalo(item) ? `the halo of text "${text.content}"` : `text "${text.content}"`;
  const kind = role === "mark" || role === "" ? marktype : `${role} ${marktype}`;
  const place = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2].map(Math.round).join(", ");
  return `${kind} ${(stroke ?? fill)?.color} at ${place}`;
}
