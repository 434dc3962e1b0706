/** Lines over a quantity, one for each arm, with ribbons for intervals and names at their ends. */
import { figureSizes } from "../../../templates/theme.ts";
import { log } from "../exact-math.ts";
import type { Row } from "../experiment.ts";
import { armScales, type Look } from "./looks.ts";
import {
  type Ends,
  inline,
  interval,
  type Layer,
  type LayeredSpec,
  labelledByDecades,
  type Quantity,
  quantityChannel,
  withHalo,
} from "./parts.ts";
import { spreadApart } from "./spread.ts";

export interface LinesOptions {
  /** The table's name, and its rows: one for each arm and x, in order of x. The field `arm` holds the arm's name. */
  readonly table: string;
  readonly rows: readonly Row[];
  readonly x: Quantity;
  readonly y: Quantity;
  readonly arms: readonly Look[];
  /** Fields of the ribbon's edges, those of an interval unless given. Rows without any width, as of one seed, have none. */
  readonly ribbon?: Ends | "none";
  /** Marks each row: for a few measured points joined by lines. */
  readonly points?: boolean;
  /** Thinner lines, for many points with noise. */
  readonly thin?: boolean;
  readonly height?: number;
  /** Drawn below the lines: floors, ghosts. */
  readonly below?: readonly Layer[];
}

/** Lines, their ribbons and the arms' names at the right. */
export function lines(options: LinesOptions): LayeredSpec {
  const ribbon = ribbonOf(options);
  const x = labelledByDecades(options.x, valuesOf(options.rows, [options.x.field]));
  const y = labelledByDecades(options.y, valuesOf(options.rows, verticalFields(options)));
  const { table, arms, points = false, thin = false, height = figureSizes.height, below = [] } = options;
  const scales = armScales(arms);
  const arm = { field: "arm", type: "nominal" as const, legend: null };
  const color = { ...arm, scale: scales.color };
  const encoding = { x: quantityChannel(x), y: quantityChannel(y) };
  const area: Layer | undefined = ribbon && {
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
  const dots: Layer = {
    mark: "point",
    encoding: { ...encoding, color, shape: { ...arm, scale: scales.shape } },
  };
  return {
    data: { name: table },
    height,
    layer: [
      ...below,
      ...(area ? [area] : []),
      line,
      ...(points ? [dots] : []),
      endLabels({ ...options, x, y }, height),
    ],
  };
}

const valuesOf = (rows: readonly Row[], fields: readonly string[]): number[] =>
  fields.flatMap((field) => rows.map((row) => Number(row[field])));

/** A ribbon where some row has a width. */
function ribbonOf({ rows, ribbon = interval }: LinesOptions): Ends | undefined {
  if (ribbon === "none") return undefined;
  return rows.some((row) => Number(row[ribbon.low]) < Number(row[ribbon.high])) ? ribbon : undefined;
}

function verticalFields(options: LinesOptions): string[] {
  const ribbon = ribbonOf(options);
  return ribbon === undefined ? [options.y.field] : [options.y.field, ribbon.low, ribbon.high];
}

/** Line height of a label, px; the true scale may be rounded outwards, which brings labels closer. */
const labelGap = 17;

function endLabels(options: LinesOptions, height: number): Layer {
  const { rows, x, y, arms } = options;
  const toScale = (value: number): number => (y.scale === "log" ? log(value) : value);
  const ends = arms.flatMap((arm) => rows.filter((row) => row.arm === arm.name).slice(-1));
  const seen = [...valuesOf(rows, verticalFields(options)), ...(y.zero ? [0] : [])];
  const [low, high] = y.domain ?? [Math.min(...seen), Math.max(...seen)];
  const pixel = (toScale(high) - toScale(low)) / height;
  const wanted = ends.map((row) => (toScale(Number(row[y.field])) - toScale(low)) / pixel);
  const places = spreadApart(wanted, labelGap, [0, height]);
  const shifts = wanted.map((place, index) => Math.round(place - (places[index] ?? 0)));
  // One layer for each shift, as a shift in pixels is a property of the mark.
  return {
    layer: [...new Set(shifts)].flatMap((dy) =>
      withHalo({
        data: inline(
          ends
            .filter((_, index) => shifts[index] === dy)
            .map((row) => ({ arm: row.arm, [x.field]: row[x.field], [y.field]: row[y.field] })),
        ),
        mark: { type: "text", align: "left", baseline: "middle", dx: 7, dy },
        encoding: {
          x: quantityChannel(x),
          y: quantityChannel(y),
          text: { field: "arm" },
          color: { field: "arm", type: "nominal", legend: null, scale: armScales(arms).color },
        },
      }),
    ),
  };
}
