/** What the spec builders share: the types of a spec's parts, and quantitative channels from a short description. */
import { colors } from "../../../templates/theme.ts";
import type { FigureSpec, Row } from "../experiment.ts";

/** A view with marks and encodings: one layer of a figure, or a whole one. */
export type Layer = Extract<FigureSpec, { layer: unknown }>["layer"][number];

/** Layers over one another: a figure, or a panel of one. */
export type LayeredSpec = Extract<FigureSpec, { layer: unknown }>;

/** A quantitative axis. */
export interface Quantity {
  readonly field: string;
  /** With the unit in brackets. */
  readonly title: string;
  readonly scale?: "linear" | "log";
  /** Ends of the axis; a point beyond them is an error when the figure is drawn. */
  readonly domain?: readonly [number, number];
  /** True where the axis must start at zero. */
  readonly zero?: boolean;
  /** d3-format specifier of the axis labels, or powers of ten, for whole powers on a logarithmic axis. */
  readonly format?: string | "powers";
  /** Where the axis has labels. */
  readonly values?: readonly number[];
}

/** A quantity on a logarithmic axis. */
export const logAxis = (
  field: string,
  title: string,
  labels: Pick<Quantity, "domain" | "format" | "values"> = {},
): Quantity => ({ field, title, scale: "log", ...labels });

/** A quantity from zero to its last value, where the lines end and their names stand. */
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
}: Quantity) {
  return {
    field,
    type: "quantitative" as const,
    scale: {
      type: scale,
      // On a logarithmic axis zero means nothing, and a nice domain is one of whole decades, mostly empty.
      ...(scale === "log" ? { nice: false, padding: domain === undefined ? 8 : 0 } : { zero }),
      ...(domain === undefined ? {} : { domain: [...domain], nice: false }),
    },
    axis: { title, ...labelFormat(format), ...labelPlaces(values) },
  };
}

/** Vega thins out given values where they are more than its count of ticks. */
const labelPlaces = (values: readonly number[] | undefined) =>
  values === undefined ? {} : { values: [...values], tickCount: values.length + 1 };

/** The quantity with labels at powers of ten alone, where it is logarithmic and the data span two of them or more. */
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
  // With SI prefixes zero would read "0k".
  return format.endsWith("s") ? { format, labelExpr: "datum.value === 0 ? '0' : datum.label" } : { format };
}

const superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];
const raised = (exponent: number): string =>
  [...String(exponent)].map((digit) => superscripts[Number(digit)]).join("");

/** 1e6 as ten with a superscript six, up to 1e19. */
const powerOfTen = `${JSON.stringify(Array.from({ length: 20 }, (_, exponent) => `10${raised(exponent)}`))}[round(log(datum.value) / LN10)]`;

/** Fields of a row that hold the two ends of what a mark spans. */
export interface Ends {
  readonly low: string;
  readonly high: string;
}

/** The ends of an interval, by the names that tables give them. */
export const interval: Ends = { low: "low", high: "high" };

/** Inline rows for what is layout, not data: the place of a label, a reference line. */
export const inline = (rows: readonly object[]) => ({ values: rows.map((row) => ({ ...row })) });

/** A text mark of a layer, with its data and encoding. */
type UnitView = Extract<Layer, { mark: unknown }>;
type TextView = Omit<UnitView, "mark"> & { readonly mark: Extract<UnitView["mark"], { type: unknown }> };

/** The text, and below it the same text in paper's colour, broader: lines and grid stop short of its letters. */
export function withHalo(text: TextView, strokeWidth = 4): Layer[] {
  const encoding = { ...text.encoding };
  delete encoding.color;
  const paper = colors.paper.light;
  const halo = { ...text.mark, color: paper, stroke: paper, strokeWidth, strokeJoin: "round" as const };
  return [{ ...text, mark: halo, encoding }, text];
}
