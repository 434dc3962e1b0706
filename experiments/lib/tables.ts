/** Reading tables: rows by the values of their fields, and columns of them; and joining lists into rows. */

/** The rows whose fields have the given values. */
export function rowsWith<Row extends object>(rows: readonly Row[], values: Partial<NoInfer<Row>>): Row[] {
  const fields = Object.keys(values) as (keyof Row)[];
  return rows.filter((row) => fields.every((field) => row[field] === values[field]));
}

/** The first row whose fields have the given values; a missing one is a mistake in the slide. */
export function rowWith<Row extends object>(rows: readonly Row[], values: Partial<NoInfer<Row>>): Row {
  const [row] = rowsWith(rows, values);
  if (row === undefined) throw new RangeError(`missing row: ${JSON.stringify(values)}`);
  return row;
}

/**
 * One field of the rows whose other fields have the given values: `column(runs, "loss", { arm: "full" })`. Values that no
 * row has are a mistake in the slide, but where the table is empty, as a table of times is in a build without timing.
 */
export function column<Row extends object, Field extends keyof Row>(
  rows: readonly Row[],
  field: Field,
  values: Partial<NoInfer<Row>> = {},
): Row[Field][] {
  const found = rowsWith(rows, values);
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

/** A row for each run of an arm: the arm, the seed, and what is read from the run. */
export const runRows = <Arm extends string, Run, Read extends object>(
  arm: Arm,
  seeds: readonly number[],
  runs: readonly Run[],
  read: (run: Run) => Read,
) => zip(seeds, runs).map(([seed, run]) => ({ arm, seed, ...read(run) }));
