/** Converts the lengths in a spec from CSS px on the page to units of another layout, such as points on paper. */
import { figureSizes } from "../../templates/theme.ts";
import { isRecord } from "../base/json.ts";
import { thinnestLine } from "./lint-drawing.ts";

/** How lengths are converted. */
export interface Scale {
  /** Units per px on the page. */
  readonly unit: number;
  /** Sizes that replace those of labels and of smaller text. */
  readonly text: number;
  readonly small: number;
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
export function scaleLengths(part: unknown, scale: Scale, key = ""): unknown {
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

/** In a channel's scale, only the padding of a continuous scale and a range of dashes are lengths. */
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
