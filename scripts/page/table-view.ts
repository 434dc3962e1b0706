/** A table as the page shows it: its first rows, and where the rest is. */
import type { Cell, Row } from "../../experiments/lib/experiment.ts";
import { formatNumber } from "./number.ts";

/** Rows that stand on the page; longer tables link to their CSV. */
const MOST_ROWS = 30;

export interface TableView {
  readonly name: string;
  readonly figureNumber: number;
  readonly columns: readonly { readonly name: string; readonly isNumeric: boolean }[];
  readonly rows: readonly (readonly { readonly text: string; readonly isNumeric: boolean }[])[];
  /** "The first 30 of 1,200 rows.", or null when all are shown. */
  readonly more: string | null;
  readonly href: string;
}

export function tableView(name: string, rows: readonly Row[], figureNumber: number, href: string): TableView {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numeric = new Set(names.filter((column) => rows.every((row) => isNumericCell(row[column] ?? null))));
  return {
    name,
    figureNumber,
    columns: names.map((column) => ({ name: column, isNumeric: numeric.has(column) })),
    rows: rows
      .slice(0, MOST_ROWS)
      .map((row) =>
        names.map((column) => ({ text: cellText(row[column] ?? null), isNumeric: numeric.has(column) })),
      ),
    more: rows.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${formatNumber(rows.length)} rows.` : null,
    href,
  };
}

function isNumericCell(cell: Cell): boolean {
  return cell === null || typeof cell === "number";
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? formatNumber(cell) : String(cell);
}
