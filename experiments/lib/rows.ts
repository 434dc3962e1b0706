/** Looking rows up in a table. */

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
