/** One row for each arm or condition: a point for the estimate, a rule for its interval. */
import { colors, figureSizes } from "../../../templates/theme.ts";
import { armScales, type Look } from "./looks.ts";
import { type LayeredSpec, type Quantity, quantityChannel } from "./parts.ts";
import { type ReferenceLine, verticalRules } from "./rules.ts";

export interface IntervalRowsOptions {
  readonly table: string;
  /** Field that names the row, in the order to show, from the top. */
  readonly category: { readonly field: string; readonly order: readonly string[] };
  readonly value: Quantity;
  readonly low: string;
  readonly high: string;
  /** Draws each row in its arm's colour and shape; the category must then hold the arm's name. */
  readonly arms?: readonly Look[];
  /** Vertical reference lines, named above the plot. */
  readonly references?: readonly ReferenceLine[];
  /** Height of a row, px. */
  readonly step?: number;
}

/** Points with intervals, named at the left. */
export function intervalRows(options: IntervalRowsOptions): LayeredSpec {
  const { table, category, value, low, high, arms, references = [], step = 30 } = options;
  const x = quantityChannel(value);
  const y = {
    field: category.field,
    type: "nominal" as const,
    sort: [...category.order],
    axis: { title: null, grid: true, labelColor: colors.ink.light },
  };
  const byArm = { field: category.field, type: "nominal" as const, legend: null };
  const scales = arms && armScales(arms);
  const color = scales && { color: { ...byArm, scale: scales.color } };
  const shape = scales && { shape: { ...byArm, scale: scales.shape } };
  return {
    data: { name: table },
    height: category.order.length * step,
    layer: [
      ...(references.length > 0 ? [verticalRules(value.field, references, "above")] : []),
      {
        mark: { type: "rule", strokeWidth: figureSizes.line, color: colors.ink.light },
        encoding: { y, x: { ...x, field: low }, x2: { field: high }, ...color },
      },
      { mark: { type: "point", size: 70 }, encoding: { y, x, ...color, ...shape } },
    ],
  };
}
