/** The theme as a Vega-Lite config: quiet axes, one font, labels that are never truncated. */
import type { Config } from "vega-lite";
import {
  colors,
  divergingRange,
  figureSizes,
  fonts,
  sequentialRange,
} from "../../../experiments/kit/theme.ts";

const { labelText, hairline } = figureSizes;
const text = { font: fonts.figure, fontSize: labelText };

/** Applied to every figure, and part of its published spec. */
export const vegaConfig: Config = {
  background: colors.paper.light,
  padding: { left: 4, right: 4, top: 4, bottom: 4 },
  font: fonts.figure,
  view: { stroke: null, continuousHeight: figureSizes.height },
  axis: {
    labelFontSize: labelText,
    titleFontSize: labelText,
    labelColor: colors.muted.light,
    titleColor: colors.muted.light,
    titleFontWeight: "normal",
    titlePadding: 8,
    labelLimit: 0,
    titleLimit: 0,
    labelPadding: 5,
    domainColor: colors.line.light,
    tickColor: colors.line.light,
    gridColor: colors.grid.light,
    tickSize: 4,
    gridWidth: hairline,
  },
  axisX: { grid: false, labelFlush: false },
  // The padding keeps labels clear of a point at the start of the x axis.
  axisY: { domain: false, ticks: false, labelPadding: 9 },
  axisXQuantitative: { tickCount: 6 },
  // A horizontal title above the axis is easier to read and takes no width.
  axisYQuantitative: {
    tickCount: 5,
    titleAngle: 0,
    titleAlign: "left",
    titleAnchor: "start",
    titleX: 0,
    titleY: -12,
  },
  legend: {
    labelFontSize: labelText,
    titleFontSize: labelText,
    labelColor: colors.ink.light,
    titleColor: colors.muted.light,
    titleFontWeight: "normal",
    labelLimit: 0,
    titleLimit: 0,
    symbolStrokeWidth: figureSizes.line,
    symbolBaseFillColor: "transparent",
    gradientStrokeColor: "transparent",
    gradientLength: 160,
    gradientThickness: 10,
  },
  title: {
    fontSize: labelText,
    fontWeight: 600,
    color: colors.ink.light,
    anchor: "start",
    frame: "group",
    offset: 8,
    limit: 0,
  },
  header: { labelFontSize: labelText, labelColor: colors.ink.light, title: null },
  text: { ...text, color: colors.ink.light, limit: 0 },
  line: { strokeWidth: figureSizes.line, strokeCap: "round", strokeJoin: "round", color: colors.ink.light },
  rule: { color: colors.line.light, strokeWidth: hairline },
  point: { size: figureSizes.point, filled: true, opacity: 1, color: colors.ink.light },
  bar: { color: colors.ink.light },
  area: { color: colors.ink.light, opacity: 0.16 },
  rect: { color: colors.blue.light },
  range: { heatmap: [...sequentialRange], ramp: [...sequentialRange], diverging: [...divergingRange] },
};
