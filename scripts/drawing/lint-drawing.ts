/** Lints a drawing: text and lines must be large enough, lie inside the picture and be readable. */
import { colors } from "../../templates/theme.ts";
import { type DrawnItem, drawnItems } from "./drawn-items.ts";
import { type Complaint, hiddenTexts, isHalo, nameOf } from "./hidden-text.ts";
import { type Box, grown, isInside } from "./plane.ts";

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
