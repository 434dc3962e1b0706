/** Reads a compiled Vega spec: its marks with the tables they draw, the fields on their scales, and the scales' titles. */

export interface CompiledSpec extends CompiledGroup {
  readonly width?: unknown;
  readonly height?: unknown;
  readonly signals?: readonly CompiledSignal[];
  readonly scales?: readonly CompiledScale[];
  readonly layout?: { readonly columns?: number };
}

export interface CompiledSignal {
  readonly name: string;
  readonly value?: unknown;
}

export interface CompiledGroup {
  readonly data?: readonly CompiledData[];
  readonly marks?: readonly CompiledMark[];
  readonly axes?: readonly CompiledGuide[];
  readonly legends?: readonly CompiledGuide[];
}

export interface CompiledData {
  readonly name: string;
  readonly source?: string;
  readonly values?: readonly object[];
  readonly transform?: readonly (Readonly<Record<string, unknown>> & { readonly type: string })[];
}

export interface CompiledScale {
  readonly name: string;
  readonly type: string;
  readonly domain?: unknown;
  readonly range?: unknown;
}

/** An axis names its scale as `scale`, a legend as the channel that it explains. */
export type CompiledGuide = Readonly<Record<string, unknown>>;

export interface CompiledMark extends CompiledGroup {
  readonly name?: string;
  readonly type: string;
  readonly from?: {
    readonly data?: string;
    readonly facet?: { readonly name: string; readonly data: string };
  };
  readonly encode?: { readonly update?: Readonly<Record<string, unknown>> };
}

/** A field of a mark's rows on a scale. */
export interface Channel {
  /** For example "x", "x2" or "stroke". */
  readonly name: string;
  readonly scale: string;
  readonly field: string;
}

/** A mark that draws rows. */
export interface DrawnMark {
  readonly name: string;
  readonly type: string;
  /** The table or the inline rows that its rows come from. */
  readonly table: string;
  readonly channels: readonly Channel[];
}

/** The marks of a spec that draw rows, in drawing order, with those of inner groups. */
export function marksOf(spec: CompiledSpec): DrawnMark[] {
  return marksIn(spec, new Map());
}

/** `outer` has the source table of each data set, by name. */
function marksIn(group: CompiledGroup, outer: ReadonlyMap<string, string>): DrawnMark[] {
  const tables = new Map(outer);
  for (const { name, source } of group.data ?? []) {
    tables.set(name, source === undefined ? name : (tables.get(source) ?? source));
  }
  return (group.marks ?? []).flatMap((mark) => {
    const facet = mark.from?.facet;
    if (mark.type === "group") {
      const table = facet && tables.get(facet.data);
      return marksIn(mark, facet && table ? new Map([...tables, [facet.name, table]]) : tables);
    }
    const table = tables.get(mark.from?.data ?? "");
    if (mark.name === undefined || table === undefined) return [];
    return [{ name: mark.name, type: mark.type, table, channels: channelsOf(mark) }];
  });
}

function channelsOf({ encode }: CompiledMark): Channel[] {
  return Object.entries(encode?.update ?? {}).flatMap(([name, rules]) =>
    [rules].flat().flatMap((rule) => {
      const { scale, field } = (rule ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof scale !== "string" || typeof field !== "string") return [];
      return [{ name, scale, field: field.replaceAll("\\", "") }];
    }),
  );
}

/** The titles that axes and legends give to scales. */
export function titlesOf(group: CompiledGroup): Map<string, string> {
  const titles = new Map<string, string>();
  for (const guide of guidesOf(group)) {
    const title = [guide.title].flat().join(" ");
    if (title !== "") for (const scale of scalesOf(guide)) titles.set(scale, title);
  }
  const inner = (group.marks ?? []).flatMap((mark) => [...titlesOf(mark)]);
  return new Map([...inner, ...titles]);
}

/** The scales that axes or legends label in per cent. */
export function percentScalesOf(group: CompiledGroup): Set<string> {
  const own = guidesOf(group).filter(({ format }) => String(format ?? "").endsWith("%"));
  const inner = (group.marks ?? []).flatMap((mark) => [...percentScalesOf(mark)]);
  return new Set([...own.flatMap(scalesOf), ...inner]);
}

const guidesOf = (group: CompiledGroup): CompiledGuide[] => [...(group.axes ?? []), ...(group.legends ?? [])];

/** The scales that an axis or a legend explains. */
const scalesOf = (guide: CompiledGuide): string[] =>
  ["scale", "fill", "stroke", "shape", "size"].flatMap((key) => (key in guide ? String(guide[key]) : []));

/** Whether a figure has axes, which can grow with it. A diagram has none. */
export function hasAxes(group: CompiledGroup): boolean {
  return (group.axes ?? []).length > 0 || (group.marks ?? []).some(hasAxes);
}
