/** Plane geometry of a drawing: points, boxes, affine maps, clipping to a box, and path data as polylines. */
import type { Box } from "../fonts/text-metrics.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Segment = readonly [from: Point, to: Point];

/** An affine map, with its numbers in the order of SVG's matrix(). */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

export const translation = (x: number, y: number): Matrix => [1, 0, 0, 1, x, y];

export function rotation(degrees: number): Matrix {
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return [cos, sin, -sin, cos, 0, 0];
}

/** `outer` after `inner`. */
export function compose(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d] = outer;
  const [p, q, r, s, t, u] = inner;
  const { x, y } = map(outer, { x: t, y: u });
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, x, y];
}

export function map([a, b, c, d, e, f]: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

export function inverse([a, b, c, d, e, f]: Matrix): Matrix {
  const determinant = a * d - b * c;
  const [p, q, r, s] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [p, q, r, s, -(p * e + r * f), -(q * e + s * f)];
}

export const cornersOf = ({ x1, y1, x2, y2 }: Box): Point[] => [
  { x: x1, y: y1 },
  { x: x2, y: y1 },
  { x: x2, y: y2 },
  { x: x1, y: y2 },
];

export const boxAround = (points: readonly Point[]): Box => ({
  x1: Math.min(...points.map(({ x }) => x)),
  y1: Math.min(...points.map(({ y }) => y)),
  x2: Math.max(...points.map(({ x }) => x)),
  y2: Math.max(...points.map(({ y }) => y)),
});

/** The box with each side moved outwards, or inwards where `by` is negative. */
export const grown = ({ x1, y1, x2, y2 }: Box, by: number): Box => ({
  x1: x1 - by,
  y1: y1 - by,
  x2: x2 + by,
  y2: y2 + by,
});

export const meet = (a: Box, b: Box): boolean => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;

export const isInside = (inner: Box, outer: Box): boolean =>
  inner.x1 >= outer.x1 && inner.y1 >= outer.y1 && inner.x2 <= outer.x2 && inner.y2 <= outer.y2;

/** The part of a segment in the box, by Liang and Barsky; undefined if there is none. */
export function clipSegment([from, to]: Segment, { x1, y1, x2, y2 }: Box): Segment | undefined {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [start, end] = [0, 1];
  const edges = [
    [-dx, from.x - x1],
    [dx, x2 - from.x],
    [-dy, from.y - y1],
    [dy, y2 - from.y],
  ] as const;
  for (const [outwards, room] of edges) {
    if (outwards === 0 && room < 0) return undefined;
    if (outwards < 0) start = Math.max(start, room / outwards);
    if (outwards > 0) end = Math.min(end, room / outwards);
  }
  if (start > end) return undefined;
  const at = (share: number): Point => ({ x: from.x + share * dx, y: from.y + share * dy });
  return [at(start), at(end)];
}

/** The part of a polygon in the box, by Sutherland and Hodgman. */
export function clipPolygon(polygon: readonly Point[], { x1, y1, x2, y2 }: Box): readonly Point[] {
  const depths: readonly ((point: Point) => number)[] = [
    ({ x }) => x - x1,
    ({ x }) => x2 - x,
    ({ y }) => y - y1,
    ({ y }) => y2 - y,
  ];
  return depths.reduce(clipByEdge, polygon);
}

/** The part of a polygon where `depth`, a linear function, is not negative. */
function clipByEdge(polygon: readonly Point[], depth: (point: Point) => number): readonly Point[] {
  return polygon.flatMap((point, index) => {
    const before = polygon.at(index - 1) ?? point;
    const [here, there] = [depth(point), depth(before)];
    const inside = here >= 0 ? [point] : [];
    if (here >= 0 === there >= 0) return inside;
    const share = there / (there - here);
    return [
      { x: before.x + share * (point.x - before.x), y: before.y + share * (point.y - before.y) },
      ...inside,
    ];
  });
}

export function areaOf(polygon: readonly Point[]): number {
  const twice = polygon.reduce((sum, { x, y }, index) => {
    const before = polygon.at(index - 1) ?? { x, y };
    return sum + before.x * y - x * before.y;
  }, 0);
  return Math.abs(twice) / 2;
}

export interface Polyline {
  readonly points: readonly Point[];
  readonly isClosed: boolean;
}

/** Straight pieces in place of one curve. */
const pieces = 8;

/** How many numbers each command takes. */
const arity: Readonly<Record<string, number>> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  h: 1,
  v: 1,
  Q: 4,
  C: 6,
  A: 7,
  Z: 0,
};

/** The subpaths of an SVG path. Arcs must be circular, as all of Vega's are. */
export function polylinesOf(path: string): Polyline[] {
  const lines: { points: Point[]; isClosed: boolean }[] = [];
  for (const [command, numbers] of commandsOf(path)) {
    if (command === "M") lines.push({ points: [], isClosed: false });
    const line = lines.at(-1);
    if (line === undefined) throw new Error(`a path does not begin with M: ${path.slice(0, 40)}`);
    if (command === "Z") line.isClosed = true;
    else line.points.push(...pointsAlong(command, numbers, line.points.at(-1) ?? { x: 0, y: 0 }));
  }
  return lines;
}

/** The steps of a path; one letter may precede the numbers of several. */
function commandsOf(path: string): [command: string, numbers: readonly number[]][] {
  return [...path.matchAll(/([a-zA-Z])([^a-df-zA-DF-Z]*)/g)].flatMap(([, command = "", text = ""]) => {
    const numbers = (text.match(/-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g) ?? []).map(Number);
    const count = arity[command];
    if (count === undefined) throw new Error(`unknown command in a path: ${command}`);
    if (count === 0) return [[command, []] as [string, number[]]];
    return Array.from({ length: numbers.length / count }, (_, step): [string, number[]] => [
      command,
      numbers.slice(step * count, (step + 1) * count),
    ]);
  });
}

function pointsAlong(command: string, numbers: readonly number[], from: Point): Point[] {
  const [first = 0] = numbers;
  const [x = 0, y = 0] = numbers.slice(-2);
  const to = { x, y };
  if (command === "H") return [{ x: first, y: from.y }];
  if (command === "V") return [{ x: from.x, y: first }];
  if (command === "h") return [{ x: from.x + first, y: from.y }];
  if (command === "v") return [{ x: from.x, y: from.y + first }];
  if (command === "A") return arc(from, first, numbers[3] === 1, numbers[4] === 1, to);
  if (command === "Q" || command === "C") return bezier([from, ...pairs(numbers)]);
  return [to];
}

const pairs = (numbers: readonly number[]): Point[] =>
  Array.from({ length: numbers.length / 2 }, (_, index) => ({
    x: numbers[2 * index] ?? 0,
    y: numbers[2 * index + 1] ?? 0,
  }));

/** Shares of the way along a curve, without its start. */
const shares = Array.from({ length: pieces }, (_, index) => (index + 1) / pieces);

/** De Casteljau's construction, for any degree. */
function bezier(controls: readonly Point[]): Point[] {
  return shares.map((share) => {
    let points = controls;
    while (points.length > 1) {
      points = points.slice(1).map((point, index) => {
        const before = points[index] ?? point;
        return { x: before.x + share * (point.x - before.x), y: before.y + share * (point.y - before.y) };
      });
    }
    return points[0] ?? { x: 0, y: 0 };
  });
}

/** Points on a circle of this radius from one point to another. */
function arc(from: Point, radius: number, isLarge: boolean, isClockwise: boolean, to: Point): Point[] {
  const chord = Math.hypot(to.x - from.x, to.y - from.y);
  if (chord === 0) return [];
  const height = Math.sqrt(Math.max(0, radius * radius - (chord * chord) / 4));
  // The centre is on the right, seen from `from` towards `to`, of a small arc that turns clockwise.
  const side = isLarge === isClockwise ? -1 : 1;
  const centre = {
    x: (from.x + to.x) / 2 - (side * height * (to.y - from.y)) / chord,
    y: (from.y + to.y) / 2 + (side * height * (to.x - from.x)) / chord,
  };
  const start = Math.atan2(from.y - centre.y, from.x - centre.x);
  const end = Math.atan2(to.y - centre.y, to.x - centre.x);
  const turn = 2 * Math.PI;
  const clockwise = (((end - start) % turn) + turn) % turn;
  const sweep = isClockwise ? clockwise : clockwise - turn;
  const reach = Math.max(radius, chord / 2);
  return shares.map((share) => ({
    x: centre.x + reach * Math.cos(start + share * sweep),
    y: centre.y + reach * Math.sin(start + share * sweep),
  }));
}
