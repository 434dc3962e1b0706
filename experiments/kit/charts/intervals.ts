/** One row per arm or condition, with a point for the estimate and a line for its interval. */
import { colors, figureSizes } from "../theme.ts";
import {
  type ArmStyle,
  armScales,
  type Ends,
  interval,
  type Layer,
  type LayeredSpec,
  type MarkEncoding,
  pointLayers,
  type Quantity,
  quantityChannel,
  type ReferenceLine,
  verticalRules,
} from "./parts.ts";

/** Field that names the row, in the order to show, from the top. */
interface Category {
  readonly field: string;
  readonly order: readonly string[];
}

interface Rows {
  readonly table: string;
  readonly value: Quantity;
  /** The ends of a row's interval. */
  readonly ends?: Ends;
  /** Vertical reference lines, named above the plot. */
  readonly references?: readonly ReferenceLine[];
  /** Height of a row, px. */
  readonly step?: number;
  /** A table with the values of single seeds, drawn as small dots; its fields are those of the rows. */
  readonly seeds?: string;
  /** A field that is true in rows whose points are hollow, as results that are not this build's; some must be. */
  readonly hollow?: string;
}

/** Rows of arms, with each arm's colour and shape; or rows of a category, with the names of `arms` if there are any. */
export type IntervalRowsOptions = Rows &
  (
    | { readonly arms: readonly ArmStyle[]; readonly category?: Category }
    | { readonly arms?: never; readonly category: Category }
  );

/** Room at both ends of an axis, px: half a label, or half a short name of a reference line at the outermost point. */
const endRoom = 26;

/** The channel of a quantity, with extra room if the data determine the ends of its axis. */
function withRoom(value: Quantity) {
  const channel = quantityChannel(value);
  if (value.domain !== undefined || value.zero === true || value.scale === "log") return channel;
  return { ...channel, scale: { ...channel.scale, padding: endRoom, nice: false } };
}

/** Points with intervals, with names on the left. The field `arm` has an arm's name. */
export function intervalRows(options: IntervalRowsOptions): LayeredSpec {
  const { table, value, ends = interval, arms, references = [], step = 30, seeds, hollow } = options;
  const category = options.category ?? { field: "arm", order: (arms ?? []).map(({ name }) => name) };
  const x = withRoom(value);
  const y = {
    field: category.field,
    type: "nominal" as const,
    sort: [...category.order],
    ...(seeds !== undefined && { scale: { type: "band" as const } }),
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
        encoding: { y, x: { ...x, field: ends.low }, x2: { field: ends.high }, ...color },
      },
      ...pointLayers({ size: 70 }, { y, x, ...color, ...shape }, hollow),
      ...(seeds === undefined ? [] : [seedDots(seeds, { y, x })]),
    ],
  };
}

/** Dots below the centre of their row, where no point or interval covers them. */
const seedDots = (table: string, { y, x }: Required<Pick<MarkEncoding, "x" | "y">>): Layer => ({
  data: { name: table },
  mark: { type: "circle", size: figureSizes.dot, color: colors.muted.light, opacity: 1 },
  encoding: { x, y: { ...y, bandPosition: 0.8 } },
});
