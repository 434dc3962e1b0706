/** Reads the texts and marks of an SVG in the order in which they are painted, each with its outline in the picture. */
import { type Element, isTag } from "domhandler";
import { DomUtils, parseDocument } from "htmlparser2";
import { type Box, inkOf, measureText } from "../fonts/text-metrics.ts";
import {
  boxAround,
  clipPolygon,
  clipSegment,
  compose,
  cornersOf,
  grown,
  identity,
  type Matrix,
  map,
  type Point,
  type Polyline,
  polylinesOf,
  rotation,
  type Segment,
  translation,
} from "./geometry.ts";

export interface Paint {
  /** As the SVG names it; `url(…)` for a gradient. */
  readonly color: string;
  readonly opacity: number;
}

/** Lengths are user units of the picture, whose top left is 0, 0. */
export interface DrawnItem {
  /** Vega's name of its kind: "text", "rect", "symbol" ... */
  readonly marktype: string;
  /** Vega's word for what it belongs to: "mark", "axis-label", "legend-label", "title-text" ... */
  readonly role: string;
  /** Around everything that it paints. */
  readonly box: Box;
  /** Nothing is painted outside of it. */
  readonly clip: Box;
  readonly text: DrawnText | undefined;
  readonly fill: Paint | undefined;
  readonly stroke: Paint | undefined;
  readonly strokeWidth: number;
  /** What is stroked and what is filled; empty for a text. */
  readonly strokes: readonly Segment[];
  readonly fills: readonly (readonly Point[])[];
}

export interface DrawnText {
  readonly content: string;
  readonly fontSize: number;
  /** A box for each letter, upright in the text's own frame. */
  readonly ink: readonly Box[];
  /** From that frame into the picture. */
  readonly frame: Matrix;
}

/** What an element inherits from those around it. */
interface Surroundings {
  readonly frame: Matrix;
  readonly clip: Box;
  readonly marktype: string;
  readonly role: string;
  readonly clips: ReadonlyMap<string, Box>;
}

const everywhere: Box = { x1: -1e6, y1: -1e6, x2: 1e6, y2: 1e6 };

/** All items that can be seen, in the order in which they are painted. */
export function drawnItems(svg: string): DrawnItem[] {
  const document = parseDocument(svg, { xmlMode: true });
  const clips = new Map(
    DomUtils.getElementsByTagName("clipPath", document).map((element) => {
      const [rect] = DomUtils.getElementsByTagName("rect", element);
      return [`url(#${element.attribs.id})`, rect ? boxOf(rect) : everywhere] as const;
    }),
  );
  const picture = { frame: identity, clip: everywhere, marktype: "", role: "", clips };
  return DomUtils.getElementsByTagName("svg", document).flatMap((root) => itemsIn(root, picture));
}

function itemsIn(parent: Element, around: Surroundings): DrawnItem[] {
  return parent.children.filter(isTag).flatMap((element) => {
    const { attribs, name } = element;
    if (attribs.display === "none" || attribs.opacity === "0" || name === "defs") return [];
    const inner = { ...around, frame: compose(around.frame, matrixOf(attribs.transform)) };
    if (name === "g") return itemsIn(element, { ...inner, ...markOf(attribs), clip: clipOf(attribs, inner) });
    if (name === "text") return textItem(element, inner);
    const lines = outlineOf(element);
    return lines.length === 0 ? [] : shapeItem(attribs, lines, inner);
  });
}

/** Vega's classes say what a group of the SVG holds. */
function markOf({ class: classes = "" }: Element["attribs"]): Partial<Surroundings> {
  const [, marktype, role] = /mark-(\S+) role-(\S+)/.exec(classes) ?? [];
  return marktype === undefined || role === undefined ? {} : { marktype, role };
}

function clipOf({ "clip-path": name }: Element["attribs"], { clips, clip, frame }: Surroundings): Box {
  const own = name === undefined ? undefined : clips.get(name);
  if (own === undefined) return clip;
  const placed = boxAround(cornersOf(own).map((corner) => map(frame, corner)));
  return {
    x1: Math.max(clip.x1, placed.x1),
    y1: Math.max(clip.y1, placed.y1),
    x2: Math.min(clip.x2, placed.x2),
    y2: Math.min(clip.y2, placed.y2),
  };
}

/** The map of a `transform` made of shifts and turns. */
function matrixOf(transform = ""): Matrix {
  return [...transform.matchAll(/(translate|rotate)\(([^)]*)\)/g)].reduce<Matrix>(
    (frame, [, kind, values = ""]) => {
      const [first = 0, second = 0] = values.split(/[\s,]+/).map(Number);
      return compose(frame, kind === "rotate" ? rotation(first) : translation(first, second));
    },
    identity,
  );
}

const numberOf = (text: string | undefined, missing = 0): number =>
  text === undefined ? missing : Number.parseFloat(text);

function boxOf({ attribs: { x, y, width, height } }: Element): Box {
  const [left, top] = [numberOf(x), numberOf(y)];
  return { x1: left, y1: top, x2: left + numberOf(width), y2: top + numberOf(height) };
}

/** The lines of a path, a rule or an image in their own frame. A bare rectangle is the paper. */
function outlineOf(element: Element): Polyline[] {
  const { name, attribs } = element;
  if (name === "path") return polylinesOf(attribs.d ?? "");
  if (name === "image") return [{ points: cornersOf(boxOf(element)), isClosed: true }];
  if (name !== "line") return [];
  const end = { x: numberOf(attribs.x2), y: numberOf(attribs.y2) };
  return [{ points: [{ x: 0, y: 0 }, end], isClosed: false }];
}

function shapeItem(
  attribs: Element["attribs"],
  lines: readonly Polyline[],
  { frame, clip, marktype, role }: Surroundings,
): DrawnItem[] {
  const fill = paintOf(marktype === "image" ? "url(image)" : attribs.fill, attribs, "fill-opacity");
  const strokeWidth = numberOf(attribs["stroke-width"], 1);
  const stroke = strokeWidth > 0 ? paintOf(attribs.stroke, attribs, "stroke-opacity") : undefined;
  const placed = lines.map(({ points, isClosed }) => ({
    points: points.map((point) => map(frame, point)),
    isClosed,
  }));
  const segments = stroke ? placed.flatMap(segmentsOf).map((segment) => clipSegment(segment, clip)) : [];
  const strokes = segments.filter((segment) => segment !== undefined);
  const fills = fill
    ? placed.map(({ points }) => clipPolygon(points, clip)).filter(({ length }) => length > 2)
    : [];
  const painted = [...strokes.flat(), ...fills.flat()];
  if (painted.length === 0) return [];
  const box = grown(boxAround(painted), stroke ? strokeWidth / 2 : 0);
  return [{ marktype, role, box, clip, text: undefined, fill, stroke, strokeWidth, strokes, fills }];
}

const segmentsOf = ({ points, isClosed }: Polyline): Segment[] =>
  points.flatMap((point, index) => {
    const before = points[index - 1] ?? (isClosed ? points.at(-1) : undefined);
    return before === undefined ? [] : [[before, point] as Segment];
  });

function paintOf(
  color: string | undefined,
  attribs: Element["attribs"],
  share: "fill-opacity" | "stroke-opacity",
): Paint | undefined {
  if (color === undefined || color === "none" || color === "transparent") return undefined;
  const opacity = numberOf(attribs.opacity, 1) * numberOf(attribs[share], 1);
  return opacity > 0 ? { color, opacity } : undefined;
}

function textItem(element: Element, { frame, clip, marktype, role }: Surroundings): DrawnItem[] {
  const { attribs } = element;
  const fontSize = numberOf(attribs["font-size"], 11);
  const lines = linesOf(element);
  const shares: Readonly<Record<string, number>> = { middle: 0.5, end: 1 };
  const ink = lines.flatMap(({ content, y }) => {
    const width = measureText(content, fontSize, attribs["font-weight"]);
    const x = -width * (shares[attribs["text-anchor"] ?? ""] ?? 0);
    return inkOf(content, fontSize, attribs["font-weight"]).map((letter) => ({
      x1: letter.x1 + x,
      y1: letter.y1 + y,
      x2: letter.x2 + x,
      y2: letter.y2 + y,
    }));
  });
  if (ink.length === 0) return [];
  const stroke = paintOf(attribs.stroke, attribs, "stroke-opacity");
  const strokeWidth = numberOf(attribs["stroke-width"], 1);
  return [
    {
      marktype,
      role,
      box: boxAround(ink.flatMap(cornersOf).map((corner) => map(frame, corner))),
      clip,
      text: { content: lines.map(({ content }) => content).join(" "), fontSize, ink, frame },
      fill: paintOf(attribs.fill, attribs, "fill-opacity"),
      stroke,
      strokeWidth: stroke ? strokeWidth : 0,
      strokes: [],
      fills: [],
    },
  ];
}

/** The lines of a text, each with its shift below the first. */
function linesOf(element: Element): { readonly content: string; readonly y: number }[] {
  const spans = element.children.filter(isTag);
  if (spans.length === 0) return [{ content: DomUtils.textContent(element), y: 0 }];
  let y = 0;
  return spans.map((span) => {
    y += numberOf(span.attribs.dy);
    return { content: DomUtils.textContent(span), y };
  });
}
