/** Plane geometry of a drawing: points, boxes, affine maps, and clipping to a box. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Segment = readonly [from: Point, to: Point];

export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** An affine map, its numbers in the order of SVG's matrix(). */
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

/** The box with each side moved outwards; inwards where `by` is negative. */
export const grown = ({ x1, y1, x2, y2 }: Box, by: number): Box => ({
  x1: x1 - by,
  y1: y1 - by,
  x2: x2 + by,
  y2: y2 + by,
});

export const meet = (one: Box, other: Box): boolean =>
  one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2;

export const isInside = (inner: Box, outer: Box): boolean =>
  inner.x1 >= outer.x1 && inner.y1 >= outer.y1 && inner.x2 <= outer.x2 && inner.y2 <= outer.y2;

/** The part of a segment that lies in the box (Liang and Barsky); undefined where there is none. */
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

/** The part of a polygon that lies in the box (Sutherland and Hodgman). */
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
