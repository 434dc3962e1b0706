/** Horizontal bars with their values at the end: grouped, or one for each category. */
import { colors, figureSizes } from "../theme.ts";
import {
  type ArmStyle,
  armScales,
  type LayeredSpec,
  type Quantity,
  quantityChannel,
  withHalo,
} from "./parts.ts";

export interface BarsOptions {
  readonly table: string;
  /** Field that names the bar or the group, in the order to show, from the top. */
  readonly category: { readonly field: string; readonly order: readonly string[] };
  readonly value: Quantity;
  /** d3-format specifier of the value at the end of a bar. */
  readonly label: string;
  /** Draws each bar in its arm's colour; the field `arm` has the arm's name. */
  readonly arms?: readonly ArmStyle[];
  /** Bars of a group next to each other, one for each arm, with its name after the value. */
  readonly grouped?: boolean;
  /** Height of a bar with the space around it, px. */
  readonly step?: number;
}

/** Bars from zero (or, on a logarithmic axis, from its start). */
export function bars(options: BarsOptions): LayeredSpec {
  const { table, category, value, label, arms = [], grouped = false, step = grouped ? 22 : 34 } = options;
  const x = quantityChannel({ zero: true, ...value });
  const arm = { field: "arm", type: "nominal" as const };
  const names = arms.map(({ name }) => name);
  const color = { ...arm, scale: armScales(arms).color, legend: null };
  const position = {
    y: {
      field: category.field,
      type: "nominal" as const,
      sort: [...category.order],
      scale: { paddingInner: grouped ? 0.3 : 0.25, paddingOuter: 0.1 },
      axis: { title: null, labelColor: colors.ink.light },
    },
    ...(grouped ? { yOffset: { ...arm, sort: names, scale: { paddingInner: 0.12 } } } : {}),
  };
  const shown = `format(datum[${JSON.stringify(value.field)}], ${JSON.stringify(label)})`;
  return {
    data: { name: table },
    height: category.order.length * step * (grouped ? arms.length : 1),
    layer: [
      {
        mark: "bar",
        encoding: {
          ...position,
          x: { ...x, axis: { ...x.axis, grid: true } },
          ...(arms.length > 0 ? { color } : {}),
        },
      },
      ...withHalo({
        transform: [{ calculate: grouped ? `${shown} + "  " + datum.arm` : shown, as: "valueLabel" }],
        mark: { type: "text", align: "left", baseline: "middle", dx: 5, fontSize: figureSizes.smallText },
        encoding: { ...position, x, text: { field: "valueLabel", type: "nominal" } },
      }),
    ],
  };
}
