/** Lints a drawing: text and lines must be large enough, lie inside the picture and not cover each other. */
import { colors } from "../../templates/theme.ts";
import type { Scene } from "./draw-scene.ts";
import { type Box, type PlacedItem, placedItems } from "./scene-items.ts";
import { measureText } from "./text-metrics.ts";

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

/** Smaller differences are invisible, pt. */
const tolerance = 0.02;
/** Text boxes are larger than the glyphs in them, so they may overlap by this much, pt. */
const textSlack = 1.2;

/** Measures the smallest text and the thinnest line of a drawing. */
export function smallestOf(scene: Pick<Scene, "root" | "origin">): Smallest {
  const items = placedItems(scene);
  return {
    text: least(items.flatMap(({ text, fontSize = 11 }) => (text === undefined ? [] : [fontSize]))),
    line: least(items.filter(isStroked).map(({ strokeWidth }) => strokeWidth)),
  };
}

const least = (sizes: readonly number[]): number | undefined =>
  sizes.length === 0 ? undefined : Math.min(...sizes);

/** Lists the problems of a drawing of `width` by `height` pt in which no text may be smaller than `small` pt. */
export function lintScene(
  figure: string,
  scene: Pick<Scene, "root" | "origin"> & { readonly height: number },
  { width, small }: { readonly width: number; readonly small: number },
): LintProblem[] {
  const items = placedItems(scene);
  const texts = items.filter((item) => item.text !== undefined && !isHalo(item));
  const page: Box = { x1: 0, y1: 0, x2: width, y2: scene.height };
  const problems: [PlacedItem, string][] = [
    ...texts.filter(({ fontSize = 11 }) => fontSize < small - tolerance).map(tooSmall(small)),
    ...items.filter((item) => isStroked(item) && item.strokeWidth < thinnestLine - tolerance).map(tooThin),
    ...items
      .filter((item) => !isHalo(item) && !isInside(item.box, page, textSlack))
      .map((item): [PlacedItem, string] => [item, "is cut off by the edge of the figure"]),
    ...overlaps(texts),
    ...covered(items),
    ...texts.flatMap((text) => leavesItsBox(text, items)),
  ];
  return problems.map(([item, message]) => ({ figure, element: nameOf(item), message }));
}

const tooSmall =
  (small: number) =>
  (item: PlacedItem): [PlacedItem, string] => [
    item,
    `its size of ${round(item.fontSize ?? 11)} pt is below the venue's minimum of ${small} pt`,
  ];

const tooThin = (item: PlacedItem): [PlacedItem, string] => [
  item,
  `its width of ${round(item.strokeWidth)} pt is below the minimum of ${thinnestLine} pt`,
];

/** Pairs of texts that overlap. */
function overlaps(texts: readonly PlacedItem[]): [PlacedItem, string][] {
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter((other) => meet(...alongOneLine(one, other)))
      .map((other): [PlacedItem, string] => [one, `overlaps ${nameOf(other)}`]),
  );
}

/** Texts covered by a point, which was drawn after them. */
function covered(items: readonly PlacedItem[]): [PlacedItem, string][] {
  return items.flatMap((text, index) => {
    if (text.text === undefined || isHalo(text)) return [];
    const above = items
      .slice(index + 1)
      .filter(({ marktype, role }) => marktype === "symbol" && role === "mark");
    const isCovered = above.some(({ box }) => meet(text.box, box));
    return isCovered ? [[text, "is covered by a point"] as [PlacedItem, string]] : [];
  });
}

/** The boxes of two texts. Texts at the same angle are turned back: their upright boxes overlap where they do not. */
function alongOneLine(one: PlacedItem, other: PlacedItem): [Box, Box] {
  if (one.angle === 0 || one.angle !== other.angle) return [one.box, other.box];
  return [turnedBack(one), turnedBack(other)];
}

function turnedBack({ text = "", fontSize = 11, fontWeight, angle, box }: PlacedItem): Box {
  const turn = (-angle * Math.PI) / 180;
  const [x, y] = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2];
  const [along, across] = [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
  const width = measureText(text, fontSize, fontWeight);
  return {
    x1: along - width / 2,
    x2: along + width / 2,
    y1: across - fontSize / 2,
    y2: across + fontSize / 2,
  };
}

/** Reports a text that is wider than the box around it. */
function leavesItsBox(text: PlacedItem, items: readonly PlacedItem[]): [PlacedItem, string][] {
  const middle = { x: (text.box.x1 + text.box.x2) / 2, y: (text.box.y1 + text.box.y2) / 2 };
  const around = items.filter(
    ({ marktype, role, box }) =>
      marktype === "rect" &&
      role === "mark" &&
      box.x1 < middle.x &&
      middle.x < box.x2 &&
      box.y1 < middle.y &&
      middle.y < box.y2,
  );
  const isWider = around.some(({ box }) => text.box.x1 < box.x1 || text.box.x2 > box.x2);
  return isWider && text.role === "mark" ? [[text, "is wider than the box around it"]] : [];
}

/** True for the halo of a text: a copy below it with a wide stroke in the paper's colour. */
const isHalo = ({ text, stroke }: PlacedItem): boolean => text !== undefined && stroke === colors.paper.light;

const isStroked = ({ marktype, stroke, text, strokeWidth }: PlacedItem): boolean =>
  text === undefined &&
  marktype !== "image" &&
  stroke !== undefined &&
  stroke !== "transparent" &&
  stroke !== colors.paper.light &&
  strokeWidth > 0;

const isInside = (inner: Box, outer: Box, slack: number): boolean =>
  inner.x1 >= outer.x1 - slack &&
  inner.y1 >= outer.y1 - slack &&
  inner.x2 <= outer.x2 + slack &&
  inner.y2 <= outer.y2 + slack;

const meet = (one: Box, other: Box): boolean =>
  Math.min(one.x2, other.x2) - Math.max(one.x1, other.x1) > textSlack &&
  Math.min(one.y2, other.y2) - Math.max(one.y1, other.y1) > 2 * textSlack;

const nameOf = ({ text, marktype, role }: PlacedItem): string =>
  text === undefined ? `${role === "mark" ? "" : `${role} `}${marktype}` : `text "${text}"`;

const round = (value: number): number => Math.round(value * 100) / 100;
