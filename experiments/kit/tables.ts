/** Reads tables by the values of their fields, and makes rows from lists. */
import type { Cell } from "./experiment.ts";

/** The rows whose fields have the given values. Throws for a field that no row has: a mistake in the slide. */
export function rowsWith<Row extends object>(rows: readonly Row[], values: Partial<NoInfer<Row>>): Row[] {
  const fields = Object.keys(values) as (keyof Row)[];
  for (const field of fields) refuseUnknown(rows, field);
  return rows.filter((row) => fields.every((field) => row[field] === values[field]));
}

function refuseUnknown<Row extends object>(rows: readonly Row[], field: keyof Row): void {
  if (rows.length === 0 || rows.some((row) => field in row)) return;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  throw new RangeError(`unknown column: ${String(field)}; expected one of ${columns.join(", ")}`);
}

/** The first row whose fields have the given values; its absence is a mistake in the slide. */
export function rowWith<Row extends object>(rows: readonly Row[], values: Partial<NoInfer<Row>>): Row {
  const [row] = rowsWith(rows, values);
  if (row === undefined) throw new RangeError(`missing row: ${JSON.stringify(values)}`);
  return row;
}

/**
 * One field of the rows whose other fields have the given values: `column(runs, "loss", { arm: "full" })`. Values that
 * no row has are a mistake in the slide, unless the table is empty, like a table of times in a build without timing.
 */
export function column<Row extends object, Field extends keyof Row>(
  rows: readonly Row[],
  field: Field,
  values: Partial<NoInfer<Row>> = {},
): Row[Field][] {
  const found = rowsWith(rows, values);
  refuseUnknown(rows, field);
  if (found.length === 0 && rows.length > 0) throw new RangeError(`missing rows: ${JSON.stringify(values)}`);
  return found.map((row) => row[field]);
}

/** The items of equally long lists side by side, e.g. of seeds and the results of their trials. */
export function zip<Lists extends readonly [readonly unknown[], ...(readonly unknown[])[]]>(
  ...lists: Lists
): { readonly [Index in keyof Lists]: Lists[Index][number] }[] {
  const [first, ...others] = lists;
  const odd = others.find(({ length }) => length !== first.length);
  if (odd !== undefined) throw new RangeError(`invalid pairs: ${first.length} items against ${odd.length}`);
  return first.map((_, index) => lists.map((list) => list[index])) as {
    [Index in keyof Lists]: Lists[Index][number];
  }[];
}

/** A row per run of an arm: the arm, the seed, and values from the run. */
export const runRows = <Arm extends string, Run, Read extends object>(
  arm: Arm,
  seeds: readonly number[],
  runs: readonly Run[],
  read: (run: Run) => Read,
) => zip(seeds, runs).map(([seed, run]) => ({ arm, seed, ...read(run) }));

/**
 * A row per combination of values: these, and values computed from them. The last field changes fastest, so
 * `rowsOver({ arm: names, step: steps }, (at) => meanAs("loss", column(runs, "loss", at)))` lists one arm after another.
 */
export function rowsOver<const Values extends Readonly<Record<string, readonly Cell[]>>, Made extends object>(
  values: Values,
  make: (at: Combination<Values>) => Made,
): (Combination<Values> & Made)[] {
  const combinations = Object.entries(values).reduce<Readonly<Record<string, Cell>>[]>(
    (rows, [field, ofField]) => rows.flatMap((row) => ofField.map((value) => ({ ...row, [field]: value }))),
    [{}],
  ) as Combination<Values>[];
  return combinations.map((at) => ({ ...at, ...make(at) }));
}

/** One value of each list. */
type Combination<Values extends Readonly<Record<string, readonly Cell[]>>> = {
  readonly [Field in keyof Values]: Values[Field][number];
};

/** The first and the last item, which may be the same; an empty list is a mistake in the slide. */
export function firstAndLast<Item>(items: readonly Item[]): readonly [first: Item, last: Item] {
  if (items.length === 0) throw new RangeError("missing items: an empty list has no ends");
  return [items[0] as Item, items[items.length - 1] as Item];
}
