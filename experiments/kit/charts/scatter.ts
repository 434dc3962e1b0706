/** Points with names, and lines for intervals. */

import type { Row } from "../experiment.ts";
import { colors, figureSizes } from "../theme.ts";
import {
  type ArmStyle,
  armScales,
  type Ends,
  inline,
  type Layer,
  type LayeredSpec,
  pointLayers,
  type Quantity,
  quantityChannel,
  withHalo,
} from "./parts.ts";

/** A line through rows, in their order. */
interface Path {
  readonly rows: readonly Row[];
  readonly color: string;
  readonly dash: readonly number[];
}

export interface ScatterOptions {
  readonly table: string;
  readonly rows: readonly Row[];
  /** Both need a domain, which determines the distances between names. */
  readonly x: Quantity & { readonly domain: readonly [number, number] };
  readonly y: Quantity & { readonly domain: readonly [number, number] };
  readonly name: string;
  /** Draws each point in the colour and shape of the arm that this field names. */
  readonly arm?: { readonly field: string; readonly styles: readonly ArmStyle[] };
  readonly width: number;
  readonly height: number;
  readonly title?: string;
  /** Intervals of a point along each axis. A row whose ends are missing has none. */
  readonly whiskers?: { readonly x?: Ends; readonly y?: Ends };
  /** Lines below the points. Names keep clear of them. */
  readonly paths?: readonly Path[];
  /** Lines through the origin. */
  readonly origin?: boolean;
  /** Drawn below the points. Names may lie on them. */
  readonly below?: readonly Layer[];
  /** A field that is true where a point is hollow: results that are not this build's. */
  readonly hollow?: string;
}

/** Points with their names, each on the side with the smallest overlap. */
export function labelledScatter(options: ScatterOptions): LayeredSpec {
  const { table, x, y, width, height, title, origin = false, below = [] } = options;
  const encoding = channels(x, y);
  return {
    data: { name: table },
    ...(title === undefined ? {} : { title }),
    width,
    height,
    layer: [
      ...(origin ? originLines(x.field, y.field) : []),
      ...below,
      ...pathLayers(options),
      ...whiskerLayers(options),
      ...pointLayers(
        { color: colors.blue.light },
        { ...encoding, ...styleChannels(options) },
        hollowField(options),
      ),
      nameLayer(options, encoding),
    ],
  };
}

/** A layer without rows would have no extent. */
const hollowField = ({ rows, hollow }: ScatterOptions): string | undefined =>
  hollow !== undefined && rows.some((row) => row[hollow] === true) ? hollow : undefined;

const byArm = (field: string) => ({ field, type: "nominal" as const, legend: null });

/** The colour of an arm's point and name. */
function colorOf({ arm }: ScatterOptions) {
  if (arm === undefined) return {};
  return { color: { ...byArm(arm.field), scale: armScales(arm.styles).color } };
}

function styleChannels(options: ScatterOptions) {
  const { arm } = options;
  if (arm === undefined) return {};
  return { ...colorOf(options), shape: { ...byArm(arm.field), scale: armScales(arm.styles).shape } };
}

const originLines = (x: string, y: string): Layer[] => [
  { data: inline([{ [x]: 0 }]), mark: hairline, encoding: { x: { field: x, type: "quantitative" } } },
  { data: inline([{ [y]: 0 }]), mark: hairline, encoding: { y: { field: y, type: "quantitative" } } },
];

const pathLayers = ({ paths = [], x, y }: ScatterOptions): Layer[] =>
  paths.map(({ rows, color, dash }) => ({
    data: inline(rows.map((row, step) => ({ step, [x.field]: row[x.field], [y.field]: row[y.field] }))),
    mark: { type: "line", color, strokeWidth: figureSizes.thinLine, strokeDash: [...dash] },
    encoding: { ...channels(x, y), order: { field: "step", type: "quantitative" } },
  }));

function whiskerLayers({ whiskers = {}, x, y }: ScatterOptions): Layer[] {
  const encoding = channels(x, y);
  const layer = ({ low }: Ends, ends: object): Layer => ({
    transform: [{ filter: `isValid(datum[${JSON.stringify(low)}])` }],
    mark: { type: "rule", color: colors.muted.light },
    encoding: { ...encoding, ...ends },
  });
  const [along, up] = [whiskers.x, whiskers.y];
  return [
    ...(along ? [layer(along, { x: { ...encoding.x, field: along.low }, x2: { field: along.high } })] : []),
    ...(up ? [layer(up, { y: { ...encoding.y, field: up.low }, y2: { field: up.high } })] : []),
  ];
}

const hairline = { type: "rule" as const, color: colors.line.light, strokeWidth: figureSizes.hairline };

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Possible places of a name, as a shift in px and an alignment, in order of preference. */
const sides = [
  { align: "left", dx: 7, dy: 0 },
  { align: "right", dx: -7, dy: 0 },
  { align: "center", dx: 0, dy: -12 },
  { align: "center", dx: 0, dy: 13 },
  { align: "left", dx: 5, dy: -10 },
  { align: "left", dx: 5, dy: 11 },
  { align: "right", dx: -5, dy: -10 },
  { align: "right", dx: -5, dy: 11 },
  { align: "left", dx: 5, dy: -18 },
  { align: "left", dx: 5, dy: 18 },
  { align: "right", dx: -5, dy: -18 },
  { align: "right", dx: -5, dy: 18 },
  { align: "center", dx: 0, dy: -26 },
  { align: "center", dx: 0, dy: 26 },
] as const;

type Side = (typeof sides)[number];

/** One layer per side in use, because shift and alignment are properties of the mark. */
function nameLayer(options: ScatterOptions, encoding: ReturnType<typeof channels>): Layer {
  const { rows, x, y, name } = options;
  const chosen = chooseSides(options);
  const fields = [x.field, y.field, name, ...(options.arm === undefined ? [] : [options.arm.field])];
  const layer = sides.flatMap((side) => {
    const names = rows
      .filter((_, index) => chosen[index] === side)
      .map((row) => Object.fromEntries(fields.map((field) => [field, row[field]])));
    if (names.length === 0) return [];
    return withHalo({
      data: inline(names),
      mark: { type: "text", baseline: "middle", ...side },
      encoding: { ...encoding, ...colorOf(options), text: { field: name, type: "nominal" } },
    });
  });
  return { layer };
}

/** How often each name may move after all names have a place. */
const ROUNDS = 4;

/** For each row, the side where its name overlaps least with points, whiskers, paths and other names. */
function chooseSides(options: ScatterOptions): Side[] {
  const { rows, x, y, name } = options;
  const points = rows.map((row) => toPixels(options, Number(row[x.field]), Number(row[y.field])));
  const marks = points.map((point) => boxAbout([point], 5));
  const lines = linesIn(options);
  const chosen = new Map<number, { readonly side: Side; readonly box: Box }>();
  const choose = (index: number, point: Pixel) => {
    const names = [...chosen].filter(([named]) => named !== index).map(([, { box }]) => box);
    const taken = [...marks.filter((_, marked) => marked !== index), ...lines, ...names];
    const places = sides.map((side) => ({
      side,
      box: labelBox(point, side, String(rows[index]?.[name])),
    }));
    const costs = places.map(({ box }) => costOf(box, taken, options));
    const best = places[costs.indexOf(Math.min(...costs))];
    if (best !== undefined) chosen.set(index, best);
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, point] of points.entries()) choose(index, point);
  }
  return points.map((_, index) => chosen.get(index)?.side ?? sides[0]);
}

/** Half the width that a line takes, px. */
const lineRoom = 2;
/** Number of boxes between two points of a path. */
const PATH_PIECES = 40;

/** The whiskers, and the paths in short pieces, as boxes. */
function linesIn(options: ScatterOptions): Box[] {
  const { rows, paths = [], whiskers = {}, x, y } = options;
  const at = (row: Row, fieldX = x.field, fieldY = y.field) =>
    toPixels(options, Number(row[fieldX]), Number(row[fieldY]));
  const [along, up] = [whiskers.x, whiskers.y];
  const spans = rows.flatMap((row) => [
    ...(along && row[along.low] !== null ? [[at(row, along.low), at(row, along.high)]] : []),
    ...(up && row[up.low] !== null ? [[at(row, x.field, up.low), at(row, x.field, up.high)]] : []),
  ]);
  const pieces = paths.flatMap((path) =>
    path.rows.slice(1).flatMap((row, index) => {
      const [from, to] = [at(path.rows[index] ?? row), at(row)];
      return Array.from({ length: PATH_PIECES + 1 }, (_, piece) => {
        const share = piece / PATH_PIECES;
        return [{ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) }];
      });
    }),
  );
  return [...spans, ...pieces].map((points) => boxAbout(points, lineRoom));
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

function boxAbout(points: readonly Pixel[], room: number): Box {
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))];
  return { x: left - room, y: top - room, width: right - left + 2 * room, height: bottom - top + 2 * room };
}

const channels = (x: Quantity, y: Quantity) => ({ x: quantityChannel(x), y: quantityChannel(y) });

function toPixels({ x, y, width, height }: ScatterOptions, valueX: number, valueY: number) {
  return {
    x: ((valueX - x.domain[0]) / (x.domain[1] - x.domain[0])) * width,
    y: (1 - (valueY - y.domain[0]) / (y.domain[1] - y.domain[0])) * height,
  };
}

/** Average width of a letter at the size of labels, px: enough to choose a side. */
const letterWidth = 6.5;

function labelBox(point: Pixel, side: Side, text: string): Box {
  const width = text.length * letterWidth;
  const left = { left: 0, center: -width / 2, right: -width }[side.align];
  return { x: point.x + side.dx + left, y: point.y + side.dy - 8, width, height: 16 };
}

/** Area of the overlap with the taken boxes, plus the area outside the plot. */
function costOf(box: Box, taken: readonly Box[], { width, height }: ScatterOptions): number {
  const plot = { x: 0, y: 0, width, height };
  const outside = box.width * box.height - overlap(box, plot);
  return taken.reduce((sum, there) => sum + overlap(box, there), outside);
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
