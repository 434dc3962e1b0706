/** A matrix as coloured cells on a fixed scale, so that two of them can be compared. */
import { colors, divergingRange, figureSizes, sequentialRange } from "../theme.ts";
import type { LayeredSpec } from "./parts.ts";

export interface HeatMapOptions {
  readonly table: string;
  readonly row: HeatMapAxis;
  readonly column: HeatMapAxis;
  readonly value: { readonly field: string; readonly title: string; readonly format: string };
  /** Ends of the colour scale, the same for all compared heat maps. */
  readonly domain: readonly [number, number];
  /** Diverging for signed values: the domain is then symmetric about zero. */
  readonly colors?: "sequential" | "diverging";
  /** Heading of a panel. */
  readonly title?: string;
  /** Width and height of the cells together, px. */
  readonly size: number;
  /** Writes each value into its cell; suits at most some dozens of cells. */
  readonly showValues?: boolean;
  readonly legend?: boolean;
}

export interface HeatMapAxis {
  readonly field: string;
  readonly title?: string;
  /** All values, in order; by default numbers in ascending order. */
  readonly order?: readonly string[];
  /** The values with a label. */
  readonly labels?: readonly number[];
  readonly hidden?: boolean;
  /** Angle of the labels, degrees clockwise. */
  readonly angle?: number;
}

/** Cells with a colour legend below, and their values on request. */
export function heatMap(options: HeatMapOptions): LayeredSpec {
  const { table, row, column, value, domain, title, size, showValues = false, legend = true } = options;
  const range = options.colors === "diverging" ? divergingRange : sequentialRange;
  const position = { x: bandChannel(column, "bottom"), y: bandChannel(row, "left") };
  return {
    data: { name: table },
    ...(title === undefined ? {} : { title }),
    width: size,
    height: size,
    layer: [
      {
        mark: { type: "rect" },
        encoding: {
          ...position,
          color: {
            field: value.field,
            type: "quantitative",
            scale: { domain: [...domain], range: [...range], interpolate: "lab", clamp: true },
            legend: legend ? colorLegend(value.title, size) : null,
          },
        },
      },
      ...(showValues ? [cellValues(options, position)] : []),
    ],
  };
}

const colorLegend = (title: string, size: number) => ({
  title,
  orient: "bottom" as const,
  direction: "horizontal" as const,
  gradientLength: size,
  gradientThickness: 8,
  tickCount: 4,
  titleOrient: "top" as const,
});

type Position = { x: ReturnType<typeof bandChannel>; y: ReturnType<typeof bandChannel> };

/** The luminance of a cell whose contrast to dark and to light text is the same, 4.5. */
const equalContrast = 0.1773;

function cellValues({ value }: HeatMapOptions, position: Position) {
  const isDark = `luminance(scale("color", datum[${JSON.stringify(value.field)}])) < ${equalContrast}`;
  return {
    mark: { type: "text" as const, fontSize: figureSizes.smallText },
    encoding: {
      ...position,
      text: { field: value.field, type: "quantitative" as const, format: value.format },
      color: { condition: { test: isDark, value: colors.cellLight.light }, value: colors.cellDark.light },
    },
  };
}

function bandChannel(
  { field, title, order, labels, hidden = false, angle = 0 }: HeatMapAxis,
  side: "bottom" | "left",
) {
  const axis = {
    orient: side,
    title: title ?? null,
    domain: false,
    ticks: labels !== undefined,
    labelColor: labels === undefined ? colors.ink.light : colors.muted.light,
    labelAngle: angle,
    ...(labels === undefined ? {} : { values: [...labels] }),
  };
  return {
    field,
    type: "ordinal" as const,
    ...(order === undefined ? {} : { sort: [...order] }),
    scale: { padding: 0 },
    axis: hidden ? null : axis,
  };
}
