/** Looking rows up in a table, and joining lists into rows. */

/** The first row whose fields have the given values; a missing one is a mistake in the slide. */
export function rowWith<Table extends object>(rows: readonly Table[], values: Partial<Table>): Table {
  const wanted = Object.entries(values);
  const row = rows.find((candidate) => {
    const fields = new Map(Object.entries(candidate));
    return wanted.every(([field, value]) => fields.get(field) === value);
  });
  if (row === undefined) throw new RangeError(`missing row: ${JSON.stringify(values)}`);
  return row;
}

/** Pairs of the items of two equally long lists, e.g. of seeds and the results of their trials. */
export function zip<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
): readonly (readonly [Left, Right])[] {
  if (left.length !== right.length) {
    throw new RangeError(`invalid pairs: ${left.length} items against ${right.length}`);
  }
  return left.map((item, index) => [item, right[index] as Right] as const);
}
