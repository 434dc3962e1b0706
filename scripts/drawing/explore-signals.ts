/** Adds signals to a compiled spec that switch arms off and narrow the axes of its lines. */
import type { CompiledData, CompiledGroup, CompiledGuide, CompiledSpec } from "./compiled-spec.ts";
import { type Arms, endsSignal, OFF_SIGNAL, RANGE_SIGNAL, type Zoom } from "./explorable.ts";

/** The spec with filters and axes that follow the signals. */
export function withSignals(compiled: CompiledSpec, arms: Arms | null, zoom: Zoom | null): CompiledSpec {
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

/** The labels that an axis has at given places may all lie outside of the part shown, which then gets labels of its own. */
function withFreeLabels(axis: CompiledGuide, domains: ReadonlyMap<string, string>): CompiledGuide {
  const signal = domains.get(String(axis.scale));
  const { values } = axis;
  // A text that is not made from Vega's own label, such as a power of ten, would be wrong at other places.
  const text = JSON.stringify(axis.encode ?? {});
  const isOwn = text.includes("datum.value") && !text.includes("datum.label");
  if (signal === undefined || !Array.isArray(values) || isOwn) return axis;
  return { ...axis, values: { signal: `${signal} ? null : ${JSON.stringify(values)}` } };
}

/** Rows of layout, such as reference lines, are left out as well where they would lie beyond an axis. */
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
