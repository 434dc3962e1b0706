/**
 * Adapts the spec of a page's figure to another size, of paper or screen: rearranges panels, converts lengths to the new
 * unit, and drops the title.
 */

import type { FigureSpec } from "../../../experiments/kit/experiment.ts";
import { figureSizes } from "../../../experiments/kit/theme.ts";
import { isRecord } from "../../base/json.ts";
import { thinnestLine } from "../lint/lint.ts";
import { vegaConfig } from "../vega/config.ts";
import { markInvented } from "../vega/invented-mark.ts";
import type { ThemedSpec } from "../vega/scene.ts";

type Json = Readonly<Record<string, unknown>>;

/** The width and the text sizes of a layout, in the unit of the drawing. */
export interface Layout {
  readonly width: number;
  readonly text: number;
  readonly small: number;
}

/** A spec whose panels can be given a size. */
export interface PanelSpec {
  /** Panels side by side. */
  readonly columns: number;
  /** The spec with panels of this width, their heights multiplied by `stretch`. Without it, a heat map fills the width. */
  withPanels(width: number, stretch?: number): ThemedSpec;
}

/** How lengths are converted. */
interface Scale {
  /** Units per px on the page. */
  readonly unit: number;
  /** Sizes that replace those of labels and of smaller text. */
  readonly text: number;
  readonly small: number;
}

interface PageSpec {
  readonly spec: FigureSpec;
  /** Whether the drawing says that values are invented. */
  readonly isInvented: boolean;
}

/** Minimum width of panels that are placed side by side, in multiples of the text size. */
const leastPanel = 18;

/** Lays out a spec for a width. Text sizes are those of the layout: on paper, 9 units are 9 pt. */
export function panelSpec({ spec, isInvented }: PageSpec, layout: Layout): PanelSpec {
  const scale: Scale = { unit: layout.text / figureSizes.labelText, text: layout.text, small: layout.small };
  const { title: _title, ...untitled } = spec as Json;
  const marked = isInvented ? markInvented(untitled) : untitled;
  const placed = placePanels(marked, Math.max(1, Math.floor(layout.width / layout.text / leastPanel)));
  const scaled = scaleLengths(placed.spec, scale) as Json;
  const config = scaledConfig(scale);
  return {
    columns: placed.columns,
    withPanels: (width, stretch) =>
      ({
        $schema: "https://vega.github.io/schema/vega-lite/v6.json",
        ...(resizePanels(scaled, { width, stretch, height: figureSizes.height * scale.unit }) as Json),
        config,
      }) as ThemedSpec,
  };
}

interface Placed {
  readonly spec: Json;
  readonly columns: number;
}

/** Places stacked panels side by side where there is room. Panels that share an axis stay as they are. */
function placePanels(spec: Json, most: number): Placed {
  if (Array.isArray(spec.hconcat)) return { spec, columns: spec.hconcat.length };
  if (Array.isArray(spec.vconcat)) {
    const { vconcat, ...rest } = spec;
    const columns = balanced(spec.vconcat.length, most);
    return { spec: { ...rest, concat: vconcat, columns }, columns };
  }
  if (isRecord(spec.facet) && isRecord(spec.facet.row)) {
    const { sort } = spec.facet.row;
    const columns = balanced(Array.isArray(sort) ? sort.length : most, most);
    return { spec: { ...spec, facet: spec.facet.row, columns }, columns };
  }
  return { spec, columns: 1 };
}

/** Number of columns, at most `most`, that leaves the fewest gaps in the last row. */
function balanced(panels: number, most: number): number {
  return Math.ceil(panels / Math.ceil(panels / Math.min(panels, most)));
}

interface PanelSize {
  readonly width: number;
  readonly stretch: number | undefined;
  /** The height of a panel whose spec has none. */
  readonly height: number;
}

/** Gives each panel its size. A heat map stays square, and its legend as long as the panel. */
function resizePanels(view: Json, size: PanelSize): Json {
  for (const key of ["hconcat", "concat"]) {
    const panels = view[key];
    if (Array.isArray(panels)) return { ...view, [key]: panels.map((panel) => resizePanels(panel, size)) };
  }
  if (isRecord(view.spec)) return { ...view, spec: resizePanels(view.spec, size) };
  const { width, stretch } = size;
  if (isHeatMap(view)) {
    const side = stretch === undefined ? width : Math.min(width, stretch * size.height);
    return withGradient({ ...view, width: side, height: side }, side) as Json;
  }
  return { ...view, width, ...(stretch === undefined ? {} : { height: stretched(view, size) }) };
}

/** The height of a panel, or the height of each of its rows, times the stretch. */
function stretched({ height, encoding }: Json, { stretch = 1, ...size }: PanelSize): unknown {
  if (typeof height === "number") return height * stretch;
  if (isRecord(height)) return { step: Number(height.step) * stretch };
  const isOfRows = isRecord(encoding) && isRecord(encoding.y) && isDiscrete(encoding.y);
  return isOfRows ? { step: ROW * stretch } : size.height * stretch;
}

/** Vega-Lite's default height of a row, px. */
const ROW = 20;

const isDiscrete = ({ type }: Json): boolean => type === "ordinal" || type === "nominal";

/** True for rectangles on two ordinal axes: the cells of a matrix, which should stay square. */
function isHeatMap(view: Json): boolean {
  const layers = Array.isArray(view.layer) ? view.layer : [view];
  return layers.some(
    (layer) =>
      isRecord(layer) && isRecord(layer.mark) && layer.mark.type === "rect" && isOrdinalGrid(layer.encoding),
  );
}

const isOrdinalGrid = (encoding: unknown): boolean =>
  isRecord(encoding) &&
  [encoding.x, encoding.y].every((channel) => isRecord(channel) && channel.type === "ordinal");

function withGradient(part: unknown, width: number): unknown {
  if (Array.isArray(part)) return part.map((item) => withGradient(item, width));
  if (!isRecord(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      key === "gradientLength" ? width : withGradient(value, width),
    ]),
  );
}

/** The theme's config for the layout: small axis labels, and Vega's defaults in px written out so that they scale too. */
function scaledConfig(scale: Scale) {
  const { unit, small } = scale;
  const withDefaults = {
    ...vegaConfig,
    padding: 2 / unit,
    axis: { ...vegaConfig.axis, domainWidth: 1, tickWidth: 1 },
    legend: {
      ...vegaConfig.legend,
      offset: 10,
      padding: 0,
      rowPadding: 2,
      columnPadding: 12,
      symbolSize: 80,
    },
    header: { ...vegaConfig.header, labelPadding: 6 },
  };
  const config = scaleLengths(withDefaults, scale) as typeof vegaConfig;
  return { ...config, axis: { ...config.axis, labelFontSize: small } };
}

const lengths = new Set(
  (
    "dx dy xOffset yOffset offset titlePadding labelPadding labelOffset tickSize titleX titleY gradientLength " +
    "gradientThickness cornerRadius lineHeight spacing height step rowPadding columnPadding symbolOffset padding " +
    "left right top bottom continuousHeight continuousWidth subtitlePadding"
  ).split(" "),
);

const textSizes = new Set(["fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize"]);

const lineWidths = new Set(["strokeWidth", "gridWidth", "domainWidth", "tickWidth", "symbolStrokeWidth"]);

const areas = new Set(["size", "symbolSize"]);

const dashes = new Set(["strokeDash", "gridDash", "domainDash"]);

/** Properties that hold data, or numbers that are not lengths. */
const untouched = new Set(["data", "datasets", "transform", "values", "domain", "range", "legend.values"]);

/** The spec, or a part of it, with its lengths scaled. */
function scaleLengths(part: unknown, scale: Scale, key = ""): unknown {
  if (typeof part === "number") return scaleNumber(part, scale, key);
  if (Array.isArray(part)) return scaleList(part, scale, key);
  if (!isRecord(part)) return part;
  if (key === "scale") return scaleOfChannel(part, scale);
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, scaleProperty(name, value, key, scale)]),
  );
}

function scaleProperty(name: string, value: unknown, parent: string, scale: Scale): unknown {
  if (untouched.has(name)) return value;
  // An expression that computes a length, e.g. for a text of several lines.
  if (lengths.has(parent) && name === "expr") return `${scale.unit} * (${String(value)})`;
  return scaleLengths(value, scale, name);
}

function scaleList(list: readonly unknown[], scale: Scale, key: string): unknown[] {
  if (dashes.has(key)) return list.map((length) => Number(length) * scale.unit);
  return list.map((item) => scaleLengths(item, scale, ""));
}

function scaleNumber(value: number, { unit, text, small }: Scale, key: string): number {
  if (textSizes.has(key)) return value < figureSizes.labelText ? small : text;
  if (lineWidths.has(key)) return Math.max(thinnestLine, value * unit);
  if (areas.has(key)) return value * unit * unit;
  return lengths.has(key) ? value * unit : value;
}

/** The only lengths in a channel's scale are the padding of a continuous scale and a range of dashes. */
function scaleOfChannel(channel: Readonly<Record<string, unknown>>, { unit }: Scale): unknown {
  const isContinuous = channel.type === "log" || channel.type === "linear";
  const padding =
    isContinuous && typeof channel.padding === "number" ? { padding: channel.padding * unit } : {};
  const isOfDashes = Array.isArray(channel.range) && channel.range.every(Array.isArray);
  const range = isOfDashes
    ? { range: (channel.range as number[][]).map((dash) => dash.map((length) => length * unit)) }
    : {};
  return { ...channel, ...padding, ...range };
}
