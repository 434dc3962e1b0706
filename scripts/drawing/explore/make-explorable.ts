/**
 * Prepares a figure to be explored on the page: its compiled Vega spec with signals that switch arms off and narrow the axes,
 * and what the page says about a mark. The rows are a separate file.
 */

import type { Row, Tables } from "../../../experiments/kit/experiment.ts";
import {
  type Channel,
  type CompiledData,
  type CompiledGroup,
  type CompiledGuide,
  type CompiledScale,
  type CompiledSpec,
  type DrawnMark,
  hasAxes,
  marksOf,
  percentScalesOf,
  titlesOf,
} from "../vega/compiled-spec.ts";
import {
  type ArmLook,
  type Arms,
  type Explorable,
  endsSignal,
  type Growth,
  OFF_SIGNAL,
  type Panel,
  RANGE_SIGNAL,
  type Size,
  type Zoom,
} from "./explorable.ts";

/** `tables` are those that the figure's spec names. */
export function makeExplorable(compiled: CompiledSpec, tables: Tables): Explorable {
  const scales = new Map(compiled.scales?.map((scale) => [scale.name, scale]));
  const marks = marksOf(compiled).filter(({ table }) => table in tables);
  const arms = armsOf(marks, scales, tables);
  const zoom = zoomOf(compiled, marks, scales, tables);
  return {
    vega: withSignals(compiled, arms, zoom),
    ...fieldsOf(compiled, marks, scales, tables),
    arms,
    zoom,
    growth: growthOf(compiled, marks, scales),
  };
}

type Scales = ReadonlyMap<string, CompiledScale>;

const isNaming = ({ scale }: Channel, scales: Scales): boolean =>
  /^(?:ordinal|band|point)$/.test(scales.get(scale)?.type ?? "");

/** Each value once, in order of appearance. */
const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

function fieldsOf(
  compiled: CompiledSpec,
  marks: readonly DrawnMark[],
  scales: Scales,
  tables: Tables,
): Pick<Explorable, "names" | "quantities" | "shares" | "ends"> {
  const titles = titlesOf(compiled);
  const percents = percentScalesOf(compiled);
  const stacked = stackedFields(compiled);
  const isColumn = (field: string) => Object.values(tables).some((rows) => rows[0] && field in rows[0]);
  const ends = marks.flatMap(({ channels }) =>
    ["x", "y"].flatMap((axis) => {
      const [low, high] = [axis, `${axis}2`].map(
        (name) => channels.find((channel) => channel.name === name)?.field,
      );
      return low && high && low !== high && [low, high].every(isColumn) ? [[low, high] as const] : [];
    }),
  );
  const channels = marks.flatMap((mark) => mark.channels);
  const naming = channels.filter((channel) => isNaming(channel, scales));
  const quantities = new Map<string, string>();
  for (const channel of channels.filter((candidate) => !isNaming(candidate, scales))) {
    const field = stacked.get(channel.field) ?? channel.field;
    const title = titles.get(channel.scale);
    if (title && !quantities.has(field) && !ends.flat().includes(field)) quantities.set(field, title);
  }
  return {
    names: unique(naming.map(({ field }) => field)).map((field) => {
      const axis = naming.find((channel) => channel.field === field && /^[xy]/.test(channel.name));
      return { field, title: titles.get(axis?.scale ?? "") ?? "" };
    }),
    quantities: withDistinctTitles(quantities),
    shares: unique(
      channels.flatMap(({ scale, field }) => (percents.has(scale) ? (stacked.get(field) ?? field) : [])),
    ),
    ends: unique(ends.map((pair) => JSON.stringify(pair))).map((pair) => JSON.parse(pair)),
  };
}

/** Adds the field to a title that several quantities have. */
function withDistinctTitles(quantities: ReadonlyMap<string, string>): Explorable["quantities"] {
  const titles = [...quantities.values()];
  return [...quantities].map(([field, title]) => {
    const isShared = titles.filter((candidate) => candidate === title).length > 1;
    return { field, title: isShared ? `${title}, ${field}` : title };
  });
}

/** The field behind both ends of a part of a stacked bar. */
function stackedFields({ data = [] }: CompiledSpec): Map<string, string> {
  const stacks = data.flatMap(({ transform = [] }) => transform.filter(({ type }) => type === "stack"));
  return new Map(
    stacks.flatMap(({ as, field }) =>
      [as].flat().map((end): [string, string] => [String(end), String(field)]),
    ),
  );
}

const linesOf = (marks: readonly DrawnMark[]) => marks.filter(({ type }) => type === "line");

function armsOf(marks: readonly DrawnMark[], scales: Scales, tables: Tables): Arms | null {
  const channels = linesOf(marks).flatMap((mark) => mark.channels);
  const [color, dash] = ["stroke", "strokeDash"].map((name) =>
    channels.find((channel) => channel.name === name),
  );
  const series = color ?? dash;
  if (series === undefined) return null;
  const rows = unique(linesOf(marks).map(({ table }) => table)).flatMap((table) => tables[table] ?? []);
  const drawn = unique(rows.map((row) => String(row[series.field])));
  const domain = scales.get(series.scale)?.domain;
  const names: readonly string[] = Array.isArray(domain) ? domain.map(String) : drawn;
  const looks = names
    .map((name, index) => ({ name, line: lineOf(index, color, dash, scales) }))
    .filter(({ name }) => drawn.includes(name));
  return looks.length < 2 ? null : { field: series.field, looks };
}

/** The line of an arm by its place in the scales; null unless they list their values. */
function lineOf(
  index: number,
  color: Channel | undefined,
  dash: Channel | undefined,
  scales: Scales,
): ArmLook["line"] {
  const valueOn = (channel: Channel | undefined): unknown => {
    const { range } = scales.get(channel?.scale ?? "") ?? {};
    return Array.isArray(range) ? range[index % range.length] : undefined;
  };
  const [stroke, dashes] = [valueOn(color), valueOn(dash)];
  if (typeof stroke !== "string" || (dash !== undefined && !Array.isArray(dashes))) return null;
  return { color: stroke, dash: Array.isArray(dashes) ? dashes.map(Number) : [] };
}

/** The horizontal axis, where all lines share its field. */
function zoomOf(
  compiled: CompiledSpec,
  marks: readonly DrawnMark[],
  scales: Scales,
  tables: Tables,
): Zoom | null {
  const lines = linesOf(marks);
  const along = lines.flatMap(({ channels }) => channels.find(({ name }) => name === "x") ?? []);
  const [first] = along;
  const isShared = first && along.every(({ field }) => field === first.field);
  if (!isShared || along.some((channel) => isNaming(channel, scales))) return null;
  const values = unique(lines.map(({ table }) => table))
    .flatMap((table) => tables[table] ?? [])
    .flatMap((row: Row) => row[first.field] ?? [])
    .map(Number);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(low < high)) return null;
  return {
    field: first.field,
    title: titlesOf(compiled).get(first.scale) ?? first.field,
    low,
    high,
    isLog: scales.get(first.scale)?.type === "log",
    panels: unique(along.map(({ scale }) => scale)).flatMap((x) => panelOf(x, marks, scales)),
  };
}

function panelOf(x: string, marks: readonly DrawnMark[], scales: Scales): Panel[] {
  const within = marks.filter(({ channels }) => channels.some(({ scale }) => scale === x));
  const upright = within.flatMap(({ channels }) => channels.filter(({ name }) => /^y2?$/.test(name)));
  const y = upright[0]?.scale;
  if (y === undefined) return [];
  return [
    {
      x,
      y,
      isLog: scales.get(y)?.type === "log",
      marks: unique(within.map(({ name }) => name)),
      fields: unique(upright.map(({ field }) => field)),
    },
  ];
}

function growthOf(compiled: CompiledSpec, marks: readonly DrawnMark[], scales: Scales): Growth {
  const { layout, marks: groups = [] } = compiled;
  const panels = groups.filter(({ type }) => type === "group").length;
  const columns = layout ? Math.max(1, layout.columns ?? panels) : 1;
  const isNamed = (axis: string) =>
    marks.some(({ channels }) =>
      channels.some((channel) => channel.name === axis && isNaming(channel, scales)),
    );
  const canGrow = hasAxes(compiled) && !(isNamed("x") && isNamed("y"));
  return {
    columns,
    rows: layout ? Math.max(1, Math.ceil(panels / columns)) : 1,
    widths: canGrow ? sizesOf(compiled, "width") : [],
    heights: canGrow && !isNamed("y") ? sizesOf(compiled, "height") : [],
  };
}

function sizesOf(compiled: CompiledSpec, side: "width" | "height"): Size[] {
  const own = { name: side, value: compiled[side] };
  return [own, ...(compiled.signals ?? [])].flatMap(({ name, value }) =>
    typeof value === "number" && name.toLowerCase().endsWith(side) ? [{ signal: name, value }] : [],
  );
}

/** The spec with filters and axes that follow the signals. */
function withSignals(compiled: CompiledSpec, arms: Arms | null, zoom: Zoom | null): CompiledSpec {
  const domains = new Map(
    (zoom?.panels ?? []).flatMap(({ x, y }): [string, string][] => [
      [x, RANGE_SIGNAL],
      [y, endsSignal(y)],
    ]),
  );
  const axesIn = <Group extends CompiledGroup>(group: Group): Group => ({
    ...group,
    ...(group.axes && { axes: group.axes.map((axis) => withFreeLabels(axis, domains)) }),
    ...(group.marks && { marks: group.marks.map(axesIn) }),
  });
  const none = [...new Set(domains.values())].map((name) => ({ name, value: null }));
  return {
    ...axesIn(compiled),
    signals: [...(compiled.signals ?? []), { name: OFF_SIGNAL, value: [] }, ...none],
    data: (compiled.data ?? []).map((entry) => withFilters(entry, arms, zoom)),
    scales: (compiled.scales ?? []).map((scale) => {
      const signal = domains.get(scale.name);
      return signal === undefined ? scale : { ...scale, domainRaw: { signal } };
    }),
  };
}

/** Labels at fixed places may all be outside of the shown range, so Vega chooses the labels of a narrowed axis. */
function withFreeLabels(axis: CompiledGuide, domains: ReadonlyMap<string, string>): CompiledGuide {
  const signal = domains.get(String(axis.scale));
  const { values } = axis;
  // A text made from the value, such as a power of ten, would be wrong at other places.
  const text = JSON.stringify(axis.encode ?? {});
  const isOwn = text.includes("datum.value") && !text.includes("datum.label");
  if (signal === undefined || !Array.isArray(values) || isOwn) return axis;
  return { ...axis, values: { signal: `${signal} ? null : ${JSON.stringify(values)}` } };
}

/** Rows of layout, such as reference lines, are also left out where they would be beyond an axis. */
function withFilters(entry: CompiledData, arms: Arms | null, zoom: Zoom | null): CompiledData {
  if (entry.source !== undefined) return entry;
  const cell = (field: string) => `datum[${JSON.stringify(field)}]`;
  const within = (field: string, signal: string) =>
    `!${signal} || !isValid(${cell(field)}) || inrange(${cell(field)}, ${signal})`;
  const isLayout = entry.values !== undefined;
  const conditions = [
    ...(arms ? [`indexof(${OFF_SIGNAL}, toString(${cell(arms.field)})) < 0`] : []),
    ...(zoom ? [within(zoom.field, RANGE_SIGNAL)] : []),
    ...(zoom && isLayout
      ? zoom.panels.flatMap(({ y, fields }) => fields.map((field) => within(field, endsSignal(y))))
      : []),
  ];
  const filters = conditions.map((expr) => ({ type: "filter", expr }));
  return { ...entry, transform: [...filters, ...(entry.transform ?? [])] };
}
