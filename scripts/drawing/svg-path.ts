/** Path data as Vega writes it, flattened to polylines. */
import type { Point } from "./plane.ts";

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

/** The subpaths of an SVG path. Arcs are circular, as all that Vega draws are. */
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

/** Each command with the numbers of one step; a letter may be followed by the numbers of several. */
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

/** Shares of the way along a curve, its start left out. */
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
  // The centre lies to the right of the way from `from` to `to` where the arc turns clockwise and is the lesser one.
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
