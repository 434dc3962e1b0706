/** Finds the tables that a figure's spec names, checks that they have its fields, and writes them as CSV. */
import type { Cell, FigureSpec, Row, Tables } from "../../../experiments/kit/experiment.ts";
import { ReportError } from "../../base/errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** The rows of a view, and the fields that transforms add to them. */
interface Scope {
  /** Names the rows in messages, e.g. `table "loss"`. */
  readonly source: string;
  readonly rows: readonly Row[];
  readonly derived: ReadonlySet<string>;
}

type ReadTable = (name: string) => Scope;

/** The tables that a drawn figure's complete spec holds. */
export const datasetsOf = (spec: object): Tables => ("datasets" in spec ? (spec.datasets as Tables) : {});

/**
 * The tables that the spec names, by name. Throws a ReportError for an unknown table, an unknown field and a number that
 * is not finite, because Vega-Lite would draw nothing or something wrong without a warning.
 */
export function tablesOfSpec(id: string, spec: FigureSpec, tables: Tables): Tables {
  const used = new Map<string, readonly Row[]>();
  const readTable: ReadTable = (name) => {
    const rows = tables[name];
    if (rows === undefined) {
      throw new ReportError(`unknown table in figure ${id}: ${name}`, {
        help: `tables: ${list(Object.keys(tables))}`,
      });
    }
    used.set(name, rows);
    return scopeOf(id, `table "${name}"`, rows);
  };
  visitView(id, spec as Json, undefined, readTable);
  return Object.fromEntries(used);
}

function visitView(id: string, view: Json, outer: Scope | undefined, readTable: ReadTable): void {
  const scope = withDerived(dataScope(id, view.data, readTable) ?? outer, view.transform);
  if (scope !== undefined) {
    for (const field of fieldsIn([view.encoding, view.transform])) checkField(id, scope, field);
  }
  const children = ["layer", "hconcat", "vconcat", "concat", "spec"].flatMap((key) => view[key] ?? []);
  for (const child of children.filter(isJson)) visitView(id, child, scope, readTable);
}

function dataScope(id: string, data: unknown, readTable: ReadTable): Scope | undefined {
  if (!isJson(data)) return undefined;
  if (typeof data.name === "string") return readTable(data.name);
  return Array.isArray(data.values) ? scopeOf(id, "its inline rows", data.values) : undefined;
}

const withDerived = (scope: Scope | undefined, transform: unknown): Scope | undefined =>
  scope && { ...scope, derived: new Set([...scope.derived, ...derivedNames(transform)]) };

function scopeOf(id: string, source: string, rows: readonly Row[]): Scope {
  for (const row of rows) {
    for (const [field, value] of Object.entries(row)) {
      if (typeof value === "number" && !Number.isFinite(value)) {
        throw new ReportError(`invalid number in figure ${id}, ${source}, field "${field}": ${value}`);
      }
    }
  }
  return { source, rows, derived: new Set() };
}

function checkField(id: string, scope: Scope, field: string): void {
  if (scope.derived.has(field)) return;
  const lacking = scope.rows.find((row) => !(field in row));
  if (lacking === undefined) return;
  throw new ReportError(`unknown field in figure ${id}, ${scope.source}: ${field}`, {
    help: `fields: ${list([...Object.keys(lacking), ...scope.derived])}`,
  });
}

/** Names of the fields that transforms add: every `as`, and the default names of a fold. */
function derivedNames(transform: unknown): string[] {
  if (Array.isArray(transform)) return transform.flatMap(derivedNames);
  if (!isJson(transform)) return [];
  const own = [transform.as].flat().filter((name): name is string => typeof name === "string");
  const folded = "fold" in transform && own.length === 0 ? ["key", "value"] : [];
  return [...own, ...folded, ...Object.values(transform).flatMap(derivedNames)];
}

/** Fields named by `field` and `groupby`, at any depth. The `from` of a lookup is skipped, since it has its own data. */
function fieldsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(fieldsIn);
  if (!isJson(part)) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === "field" && typeof value === "string") return [value];
    if (key === "groupby" && Array.isArray(value)) return value.filter((name) => typeof name === "string");
    return key === "from" ? [] : fieldsIn(value);
  });
}

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const list = (names: readonly string[]): string => names.join(", ") || "none";

/** A table as CSV: a line of field names, then the rows. Missing cells are empty. */
export function toCsv(rows: readonly Row[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => fields.map((field) => csvCell(row[field] ?? null)));
  return [fields.map(csvCell), ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}

/** The additional column in a CSV of invented values. A comment line would break programs that read CSV. */
export const ORIGIN_FIELD = "origin";

/** A table of invented values as CSV. Each row says so. */
export const toInventedCsv = (rows: readonly Row[]): string =>
  toCsv(rows.map((row) => ({ ...row, [ORIGIN_FIELD]: "invented" })));

function csvCell(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
