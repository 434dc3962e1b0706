/** A figure as the page shows it: drawing, caption, description, data, downloads, and the port of the deck's. */
import type { Cell, Row } from "../../experiments/lib/experiment.ts";
import { EDITOR } from "../drawing/editor-address.ts";
import { ARCHIVE_FILE, BIBTEX_FILE, type FigureExtension, figureFile } from "../report/files.ts";
import type { RenderedFigure, Slide } from "../report/report.ts";
import { renderInlineProse, type Surroundings } from "../text/prose.ts";
import { formatNumber, typeset } from "../text/typography.ts";

export interface FigureView {
  readonly id: string;
  readonly number: number;
  readonly origin: RenderedFigure["origin"];
  readonly drawing: string;
  /** CSS px. */
  readonly width: number;
  readonly alt: string;
  readonly caption: string;
  readonly description: string;
  /** For the deck's figure: which of its numbers are made up. */
  readonly invented: string | null;
  /** For the deck's figure: the program that draws it here. */
  readonly source: string | null;
  readonly tables: readonly TableView[];
  readonly files: readonly FigureFileView[];
}

export function figureView(
  slide: Slide,
  figure: RenderedFigure,
  { source, surroundings }: { source: string | undefined; surroundings: Surroundings },
): FigureView {
  const { id, name, number, origin, inlineSvg, width, alt, description, invented } = figure;
  const inventedSource = { text: invented ?? "", file: `${slide.file}, figure "${name}", invented` };
  return {
    id,
    number,
    origin,
    drawing: inlineSvg,
    width,
    alt,
    caption: renderInlineProse(figure.caption, surroundings),
    description: typeset(description),
    invented: invented === undefined ? null : renderInlineProse(inventedSource, surroundings),
    source: source ?? null,
    // The PDF asks for neither, and to shorten the address of a specification takes long.
    get tables() {
      return figure.tables.map((table) => tableView(table.name, table.rows, number, figureFile(id, "csv")));
    },
    get files() {
      return figureFileViews(figure);
    },
  };
}

export interface FigureFileView {
  readonly href: string;
  readonly label: string;
  readonly purpose: string;
}

const kinds: readonly (readonly [FigureExtension, string, string])[] = [
  ["svg", "SVG", "with its fonts"],
  ["pdf", "PDF", "vectors, for papers"],
  ["png", "PNG", "300 dots an inch, for slides"],
  ["csv", "CSV", "what is plotted"],
  ["vl.json", "Vega-Lite", "the specification with its data"],
  ["tex", "LaTeX", "figure, caption and label to paste"],
  ["txt", "Text", "alternative and description"],
  ["json", "Provenance", "trials and settings behind it"],
];

/** The files of a figure, and what holds those of all. */
export function figureFileViews({ id, editorAddress }: RenderedFigure): FigureFileView[] {
  const files = kinds.map(([extension, label, purpose]) => ({
    href: figureFile(id, extension),
    label,
    purpose,
  }));
  return [
    ...files,
    editorView(editorAddress),
    { href: BIBTEX_FILE, label: "BibTeX", purpose: "to cite the report" },
    { href: ARCHIVE_FILE, label: "ZIP", purpose: "these files of all figures" },
  ];
}

function editorView(address: string | null): FigureFileView {
  const label = "Vega editor";
  if (address !== null) return { href: address, label, purpose: "opens the specification there" };
  return {
    href: `${EDITOR}custom/vega-lite`,
    label,
    purpose: "to paste the specification into, which is too long for an address",
  };
}

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
