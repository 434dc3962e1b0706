/** Reads CSV strictly (RFC 4180): the fields' names first, as many fields on each line, no field named twice. */
export function parseCsv(text: string): Record<string, string>[] {
  const [fields = [], ...records] = recordsIn(text);
  if (new Set(fields).size !== fields.length) throw new Error(`a field is named twice: ${fields.join()}`);
  return records.map((cells, index) => {
    if (cells.length !== fields.length) {
      throw new Error(
        `${cells.length} cells of ${fields.length} fields in record ${index + 1}: ${cells.join()}`,
      );
    }
    return Object.fromEntries(fields.map((field, column) => [field, cells[column] ?? ""]));
  });
}

/** A cell with what ends it. */
const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function recordsIn(text: string): string[][] {
  const records: string[][] = [[]];
  cell.lastIndex = 0;
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex;
    const [, quoted, bare = "", end = ""] = cell.exec(text) ?? [];
    if (cell.lastIndex <= start) throw new Error(`no cell at ${start}: ${text.slice(start, start + 40)}`);
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== "," && cell.lastIndex < text.length) records.push([]);
  }
  return records;
}
