/** Tables as CSV (RFC 4180, with newlines as LF). */
import type { Cell, Row } from "../../experiments/lib/experiment.ts";

/** One table: a line of field names, then its rows. Missing cells are empty. */
export function toCsv(rows: readonly Row[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => fields.map((field) => csvCell(row[field] ?? null)));
  return [fields.map(csvCell), ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}

function csvCell(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
