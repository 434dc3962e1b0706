/** Turns the spec of a page's figure into one for a paper: panels rearranged, lengths in points, no title. */
import type { FigureSpec } from "../../experiments/lib/experiment.ts";
import { figureSizes } from "../../templates/theme.ts";
import { isRecord } from "../base/json.ts";
import type { ThemedSpec } from "../drawing/draw-scene.ts";
import { vegaConfig } from "../drawing/vega-config.ts";
import { type Scale, scaleLengths } from "./scale-lengths.ts";
import type { Layout } from "./venues.ts";

type Json = Readonly<Record<string, unknown>>;

/** A spec whose panels can be given a width. */
export interface VenueSpec {
  /** Panels side by side. */
  readonly columns: number;
  /** The spec with panels of this width, pt. */
  withPanels(width: number): ThemedSpec;
}

/** Minimum width of a panel in multiples of the text size. Stacked panels move side by side only where each has it. */
const leastPanel = 18;

/** Lays a spec out for a width. Units become points: a label of 9 units is 9 pt in print. */
export function venueSpec(spec: FigureSpec, layout: Layout): VenueSpec {
  const scale: Scale = { unit: layout.text / figureSizes.labelText, text: layout.text, small: layout.small };
  const { title: _title, ...untitled } = spec as Json;
  const placed = placePanels(untitled, Math.max(1, Math.floor(layout.width / layout.text / leastPanel)));
  const scaled = scaleLengths(placed.spec, scale) as Json;
  const config = venueConfig(scale);
  return {
    columns: placed.columns,
    withPanels: (width) =>
      ({
        $schema: "https://vega.github.io/schema/vega-lite/v6.json",
        ...(resizePanels(scaled, width) as Json),
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

/** Gives each panel the width. A heat map stays square, and its legend as long as the panel. */
function resizePanels(view: Json, width: number): Json {
  for (const key of ["hconcat", "concat"]) {
    const panels = view[key];
    if (Array.isArray(panels)) return { ...view, [key]: panels.map((panel) => resizePanels(panel, width)) };
  }
  if (isRecord(view.spec)) return { ...view, spec: resizePanels(view.spec, width) };
  const isSquare = isHeatMap(view);
  const resized = { ...view, width, ...(isSquare ? { height: width } : {}) };
  return isSquare ? (withGradient(resized, width) as Json) : resized;
}

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

/** The theme's config for paper: small axis labels, and Vega's own px defaults written out so that they scale too. */
function venueConfig(scale: Scale) {
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
