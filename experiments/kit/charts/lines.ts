/**
 * Lines over a quantity, one per arm, with ribbons for intervals. Names are at their ends, moved apart if they would overlap.
 */

import { log } from "../exact-math.ts";
import type { Row } from "../experiment.ts";
import { figureSizes } from "../theme.ts";
import {
  type ArmStyle,
  armScales,
  type Ends,
  horizontalRules,
  inline,
  interval,
  type Layer,
  type LayeredSpec,
  labelledByDecades,
  labelMark,
  type MarkEncoding,
  pointLayers,
  type Quantity,
  quantityChannel,
  type ReferenceLine,
  withHalo,
} from "./parts.ts";

export interface LinesOptions {
  /** The table's name and rows: one per arm and x, in order of x. The field `arm` has the arm's name. */
  readonly table: string;
  readonly rows: readonly Row[];
  readonly x: Quantity;
  readonly y: Quantity;
  readonly arms: readonly ArmStyle[];
  /** Fields of the ribbon's edges, by default an interval's. A ribbon without width, as of one seed, is not drawn. */
  readonly ribbon?: Ends | "none";
  /** Marks each row: for few measured points that lines join. */
  readonly points?: boolean;
  /** With `points`, a field that is true where a row's mark is hollow: results that are not this build's. */
  readonly hollow?: string;
  /** Thinner lines, for many points with noise. */
  readonly thin?: boolean;
  readonly height?: number;
  /** Horizontal reference lines, with names on the right, among the arms'. */
  readonly references?: readonly ReferenceLine[];
  /** Drawn below the lines: pale lines for reference. */
  readonly below?: readonly Layer[];
  /** Drawn over the lines: names of points. */
  readonly above?: readonly Layer[];
}

/** Lines, their ribbons, and the names of arms and references on the right. */
export function lines(options: LinesOptions): LayeredSpec {
  const ribbon = ribbonOf(options);
  const x = labelledByDecades(options.x, valuesOf(options.rows, [options.x.field]));
  const shown = verticalValues(options);
  const y = labelledByDecades(options.y, shown);
  const { table, arms, points = false, thin = false, height = figureSizes.height } = options;
  const { references = [], below = [], above = [] } = options;
  const scales = armScales(arms);
  const arm = { field: "arm", type: "nominal" as const, legend: null };
  const color = { ...arm, scale: scales.color };
  const encoding = { x: quantityChannel(x), y: quantityChannel(y) };
  const area: Layer | undefined = ribbon && {
    ...(y.scale === "log" && cutAt(Math.min(...shown), ribbon.low, options.rows)),
    mark: { type: "area" },
    encoding: {
      ...encoding,
      y: { ...encoding.y, field: ribbon.low },
      y2: { field: ribbon.high },
      color,
    },
  };
  const line: Layer = {
    mark: { type: "line", strokeWidth: thin ? figureSizes.thinLine : figureSizes.line },
    encoding: { ...encoding, color, strokeDash: { ...arm, scale: scales.dash } },
  };
  return {
    data: { name: table },
    height,
    layer: [
      ...(references.length > 0 ? [horizontalRules(y.field, references)] : []),
      ...below,
      ...(area ? [area] : []),
      line,
      ...(points ? marks(options, { ...encoding, color, shape: { ...arm, scale: scales.shape } }) : []),
      ...above,
      ...endNames({ ...options, x, y }, height),
    ],
  };
}

/** The marks of the rows; a hollow kind only where some row has it, because an empty layer has no extent. */
const marks = ({ rows, hollow }: LinesOptions, encoding: MarkEncoding): Layer[] =>
  hollow !== undefined && rows.some((row) => row[hollow] === true)
    ? pointLayers({}, encoding, hollow)
    : [{ mark: "point", encoding }];

const valuesOf = (rows: readonly Row[], fields: readonly string[]): number[] =>
  fields.flatMap((field) => rows.map((row) => Number(row[field])));

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A ribbon, if any row has an interval with width. */
function ribbonOf({ rows, ribbon = interval }: LinesOptions): Ends | undefined {
  if (ribbon === "none") return undefined;
  return rows.some((row) => Number(row[ribbon.low]) < Number(row[ribbon.high])) ? ribbon : undefined;
}

/** A logarithmic axis cannot show a lower end of zero or less: the ribbon is cut at the lowest value shown. */
function cutAt(lowest: number, field: string, rows: readonly Row[]): Pick<Layer, "transform"> {
  if (valuesOf(rows, [field]).every((low) => low > 0)) return {};
  return { transform: [{ calculate: `max(datum["${field}"], ${lowest})`, as: field }] };
}

/** The values on the vertical axis: the lines, and the ends of their ribbons if the axis can show them. */
function verticalValues(options: LinesOptions): number[] {
  const ribbon = ribbonOf(options);
  const ends = ribbon === undefined ? [] : valuesOf(options.rows, [ribbon.low, ribbon.high]);
  const isPlaced = (value: number): boolean => options.y.scale !== "log" || value > 0;
  return [...valuesOf(options.rows, [options.y.field]), ...ends.filter(isPlaced)];
}

/** Line height of a label, px; rounding the scale outwards may bring labels closer together. */
const labelGap = 17;

/** How strongly a name moves towards the middle of its line: this orders the names of lines that end in one place. */
const towardsMean = 0.01;

/** The names of arms at the ends of their lines, and of references at the right edge, without overlaps. */
function endNames(options: LinesOptions, height: number): Layer[] {
  const { rows, x, y, arms, references = [] } = options;
  const toScale = (value: number): number => (y.scale === "log" ? log(value) : value);
  const named = arms.flatMap(({ name }) => {
    const line = rows.filter((row) => row.arm === name);
    const last = line.at(-1);
    return last === undefined ? [] : [{ last, middle: meanOf(valuesOf(line, [y.field]).map(toScale)) }];
  });
  const levels = references.map(({ value }) => value);
  const seen = [...verticalValues(options), ...levels, ...(y.zero ? [0] : [])];
  const [low, high] = y.domain ?? [Math.min(...seen), Math.max(...seen)];
  const pixel = (toScale(high) - toScale(low)) / height;
  const toPixels = (place: number): number => (place - toScale(low)) / pixel;
  const wanted = [
    ...named.map(({ last, middle }) => {
      const end = toScale(Number(last[y.field]));
      return toPixels(end + towardsMean * (middle - end));
    }),
    ...levels.map((level) => toPixels(toScale(level))),
  ];
  const places = spreadApart(wanted, labelGap, [0, height]);
  const shifts = wanted.map((place, index) => Math.round(place - (places[index] ?? 0)));
  const ends = named.map(({ last }) => ({
    arm: last.arm,
    [x.field]: last[x.field],
    [y.field]: last[y.field],
  }));
  const edges = references.map(({ value, label }) => ({ label, [y.field]: value }));
  return [
    ...byShift(edges, shifts.slice(ends.length)).flatMap(([dy, level]) => referenceNames(level, dy, y)),
    ...byShift(ends, shifts).flatMap(([dy, end]) => armNames(end, dy, { x, y, arms })),
  ];
}

/** The rows of each shift: one layer draws them, because a shift in pixels is a property of the mark. */
function byShift<Named>(rows: readonly Named[], shifts: readonly number[]): [number, Named[]][] {
  const places = rows.map((row, index) => [shifts[index] ?? 0, row] as const);
  return [...new Set(places.map(([shift]) => shift))].map((shift) => [
    shift,
    places.filter(([placed]) => placed === shift).map(([, row]) => row),
  ]);
}

const nameMark = { type: "text", align: "left", baseline: "middle", dx: 7 } as const;

const armNames = (
  rows: readonly object[],
  dy: number,
  { x, y, arms }: Pick<LinesOptions, "x" | "y" | "arms">,
) =>
  withHalo({
    data: inline(rows),
    mark: { ...nameMark, dy },
    encoding: {
      x: quantityChannel(x),
      y: quantityChannel(y),
      text: { field: "arm" },
      color: { field: "arm", type: "nominal", legend: null, scale: armScales(arms).color },
    },
  });

const referenceNames = (rows: readonly object[], dy: number, y: Quantity) =>
  withHalo({
    data: inline(rows),
    mark: { ...labelMark, ...nameMark, dy },
    encoding: { x: { value: "width" }, y: quantityChannel(y), text: { field: "label" } },
  });

/**
 * Positions at least `gap` apart, in the same order. Neighbours that are too close form a block, which is centred on
 * the mean of their positions; blocks that then touch merge. Positions stay within the limits if there is enough room.
 */
export function spreadApart(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const blocks: { sum: number; members: number[] }[] = [];
  for (const index of order) {
    let block = { sum: wanted[index] ?? 0, members: [index] };
    let before = blocks.at(-1);
    while (before !== undefined && startOf(block, gap) - endOf(before, gap) < gap) {
      blocks.pop();
      block = { sum: before.sum + block.sum, members: [...before.members, ...block.members] };
      before = blocks.at(-1);
    }
    blocks.push(block);
  }
  const sorted = blocks.flatMap((block) =>
    block.members.map((_, place) => startOf(block, gap) + place * gap),
  );
  const last = sorted.length - 1;
  const limited = sorted
    .map((place, index) => Math.min(place, high - (last - index) * gap))
    .map((place, index) => Math.max(place, low + index * gap));
  const places = new Array<number>(wanted.length).fill(0);
  order.forEach((index, place) => {
    places[index] = limited[place] ?? 0;
  });
  return places;
}

type Block = { readonly sum: number; readonly members: readonly number[] };

const halfLength = (block: Block, gap: number): number => ((block.members.length - 1) * gap) / 2;

const startOf = (block: Block, gap: number): number =>
  block.sum / block.members.length - halfLength(block, gap);

const endOf = (block: Block, gap: number): number =>
  block.sum / block.members.length + halfLength(block, gap);
