/**
 * Shared parts of the spec builders: types of a spec's parts, channels from short descriptions, reference lines, and
 * the styles of arms.
 */

import type { FigureSpec, Row } from "../experiment.ts";
import { type ColorName, colors, dashes, figureSizes } from "../theme.ts";

/** A view with marks and encodings: one layer of a figure, or a whole one. */
export type Layer = Extract<FigureSpec, { layer: unknown }>["layer"][number];

/** Layers on top of each other: a figure, or one of its panels. */
export type LayeredSpec = Extract<FigureSpec, { layer: unknown }>;

/** A quantitative axis. */
export interface Quantity {
  readonly field: string;
  /** With the unit in brackets. */
  readonly title: string;
  readonly scale?: "linear" | "log";
  /** Ends of the axis. A point beyond them is an error when the figure is drawn. */
  readonly domain?: readonly [number, number];
  /** True if the axis must start at zero. */
  readonly zero?: boolean;
  /** d3-format specifier of the axis labels; or powers of ten, for whole powers on a logarithmic axis. */
  readonly format?: string | "powers";
  /** Where the axis has labels. */
  readonly values?: readonly number[];
  /** Words at these values, in place of numbers. */
  readonly labels?: readonly string[];
}

/** A quantity on a logarithmic axis. */
export const logAxis = (
  field: string,
  title: string,
  labels: Pick<Quantity, "domain" | "format" | "values"> = {},
): Quantity => ({ field, title, scale: "log", ...labels });

/** Labels of a logarithmic axis: 1, 2 and 5 times powers of ten, as far as the data reach. */
export function roundLabels(data: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(...data), Math.max(...data)];
  const powers = Array.from({ length: 21 }, (_, index) => Number(`1e${index - 10}`));
  return powers
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((value) => value >= low && value <= high);
}

/** A quantity from zero to its last value, where the lines and their names end. */
export const axisToLast = (field: string, title: string, rows: readonly Row[]): Quantity => ({
  field,
  title,
  domain: [0, Math.max(...rows.map((row) => Number(row[field])))],
});

/** The channel of a quantity. */
export function quantityChannel({
  field,
  title,
  scale = "linear",
  domain,
  zero = false,
  format,
  values,
  labels,
}: Quantity) {
  return {
    field,
    type: "quantitative" as const,
    scale: {
      type: scale,
      // On a logarithmic axis zero has no place, and Vega's nice domain has whole decades, which are mostly empty.
      ...(scale === "log" ? { nice: false, padding: domain === undefined ? 8 : 0 } : { zero }),
      ...(domain === undefined ? {} : { domain: [...domain], nice: false }),
    },
    axis: { title, ...labelFormat(format), ...labelPlaces(values), ...labelWords(values, labels) },
  };
}

const labelWords = (values: readonly number[] = [], labels: readonly string[] | undefined) =>
  labels === undefined
    ? {}
    : { labelExpr: `${JSON.stringify(labels)}[indexof(${JSON.stringify(values)}, datum.value)]` };

/** Vega drops some labels if there are more of them than ticks. */
const labelPlaces = (values: readonly number[] | undefined) =>
  values === undefined ? {} : { values: [...values], tickCount: values.length + 1 };

/** The quantity with labels only at powers of ten, if it is logarithmic and the data span at least two. */
export function labelledByDecades(quantity: Quantity, data: readonly number[]): Quantity {
  if (quantity.scale !== "log" || quantity.values !== undefined) return quantity;
  const [low, high] = quantity.domain ?? [Math.min(...data), Math.max(...data)];
  const exponents = Array.from({ length: 41 }, (_, index) => index - 20);
  const values = exponents.map((exponent) => Number(`1e${exponent}`)).filter((v) => v >= low && v <= high);
  return high / low < 100 ? quantity : { ...quantity, values };
}

function labelFormat(format: string | undefined) {
  if (format === undefined) return {};
  if (format === "powers") return { labelExpr: powerOfTen };
  // SI prefixes would turn zero into "0k".
  return format.endsWith("s") ? { format, labelExpr: "datum.value === 0 ? '0' : datum.label" } : { format };
}

const superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];

const raised = (exponent: number): string =>
  [...String(exponent)].map((digit) => superscripts[Number(digit)]).join("");

/** 1e6 as ten with a superscript six, up to 1e19. */
const powerOfTen = `${JSON.stringify(Array.from({ length: 20 }, (_, exponent) => `10${raised(exponent)}`))}[round(log(datum.value) / LN10)]`;

/** Fields with the two ends of a mark. */
export interface Ends {
  readonly low: string;
  readonly high: string;
}

/** The ends of an interval, under the names that tables use. */
export const interval: Ends = { low: "low", high: "high" };

/** Inline rows for layout, not data: the place of a label, a reference line. */
export const inline = (rows: readonly object[]) => ({ values: rows.map((row) => ({ ...row })) });

/** A text mark of a layer, with its data and encoding. */
type UnitView = Extract<Layer, { mark: unknown }>;

/** Channels of one mark. */
export type MarkEncoding = NonNullable<UnitView["encoding"]>;

/** Points; those of rows in which the field `hollow` is true have no fill. */
export function pointLayers(
  mark: { readonly size?: number; readonly color?: string },
  encoding: MarkEncoding,
  hollow: string | undefined,
): Layer[] {
  if (hollow === undefined) return [{ mark: { type: "point", ...mark }, encoding }];
  const isHollow = `datum[${JSON.stringify(hollow)}] === true`;
  return [
    { transform: [{ filter: `!(${isHollow})` }], mark: { type: "point", ...mark }, encoding },
    {
      transform: [{ filter: isHollow }],
      mark: { type: "point", filled: false, strokeWidth: figureSizes.line, ...mark },
      encoding,
    },
  ];
}

type TextView = Omit<UnitView, "mark"> & { readonly mark: Extract<UnitView["mark"], { type: unknown }> };

/** The text, with a broader copy in the paper's colour below it, so that lines and grid end before its letters. */
export function withHalo(text: TextView, strokeWidth = 4): Layer[] {
  const encoding = { ...text.encoding };
  delete encoding.color;
  const paper = colors.paper.light;
  const halo = { ...text.mark, color: paper, stroke: paper, strokeWidth, strokeJoin: "round" as const };
  return [{ ...text, mark: halo, encoding }, text];
}

export interface ReferenceLine {
  readonly value: number;
  readonly label: string;
}

/** Horizontal dotted lines across the plot. */
export const horizontalRules = (field: string, references: readonly ReferenceLine[]): Layer => ({
  data: inline(references.map(({ value }) => ({ [field]: value }))),
  mark: ruleMark,
  encoding: { y: { field, type: "quantitative" } },
});

/** Vertical dotted lines. Names are above the plot, or at its foot if the name of the other axis is above. */
export const verticalRules = (
  field: string,
  references: readonly ReferenceLine[],
  place: "above" | "foot" = "foot",
): Layer => ({
  data: inline(references.map(({ value, label }) => ({ [field]: value, label }))),
  layer: [
    { mark: ruleMark, encoding: { x: { field, type: "quantitative" } } },
    ...withHalo({
      mark: {
        ...labelMark,
        baseline: "bottom",
        dy: -4,
        ...(place === "above" ? { align: "center" } : { align: "left", dx: 4 }),
      },
      encoding: {
        y: { value: place === "above" ? 0 : "height" },
        x: { field, type: "quantitative" },
        text: { field: "label" },
      },
    }),
  ],
});

const ruleMark = {
  type: "rule" as const,
  color: colors.gray.light,
  strokeDash: [...dashes.dotted],
  strokeWidth: figureSizes.thinLine,
};

/** The name of a reference line. */
export const labelMark = {
  type: "text" as const,
  color: colors.muted.light,
  fontSize: figureSizes.smallText,
};

/**
 * A small point per row of a table, usually a seed, in the colour of its arm. They suit at most eight seeds. A shift, px to
 * the right, keeps them clear of the mark of their mean.
 */
export const seedPoints = (
  table: string,
  { x, y }: { readonly x: Quantity; readonly y: Quantity },
  arms: readonly ArmStyle[],
  shift = 0,
): Layer => ({
  data: { name: table },
  mark: { type: "point", size: figureSizes.dot, ...(shift === 0 ? {} : { xOffset: shift }) },
  encoding: {
    x: quantityChannel(x),
    y: quantityChannel(y),
    color: { field: "arm", type: "nominal", legend: null, scale: armScales(arms).color },
    shape: { field: "arm", type: "nominal", legend: null, scale: armScales(arms).shape },
  },
});

export interface ArmStyle<Name extends string = string> {
  /** The name in tables, axes and labels. Its type is the literal name, so that a table's filter cannot misspell it. */
  readonly name: Name;
  readonly color: ColorName;
  readonly dash: keyof typeof dashes;
  /** Shape of the points, under Vega's name. */
  readonly shape:
    | "circle"
    | "square"
    | "diamond"
    | "cross"
    | "triangle-up"
    | "triangle-down"
    | "triangle-left"
    | "triangle-right";
}

/** Scales with each arm's style, in the order of the list. */
export function armScales(arms: readonly ArmStyle[]) {
  const domain = arms.map((arm) => arm.name);
  return {
    color: { domain, range: arms.map((arm) => colors[arm.color].light) },
    dash: { domain, range: arms.map((arm) => [...dashes[arm.dash]]) },
    shape: { domain, range: arms.map((arm) => arm.shape) },
  };
}
