/** Paths of the files beside the page, relative to it. */

/** The kit of a figure: a file of each of these. */
export const figureExtensions = ["svg", "pdf", "png", "vl.json", "csv", "txt", "tex", "json"] as const;

export type FigureExtension = (typeof figureExtensions)[number];

/** The entry to cite, and the archive of all figures' files. */
export const BIBTEX_FILE = "figures/report.bib";
export const ARCHIVE_FILE = "figures/figures.zip";

/** The report, typeset. */
export const REPORT_PDF_FILE = "report.pdf";

export function figureFile(id: string, extension: FigureExtension): string {
  return `figures/${id}.${extension}`;
}

export function tableFile(slideName: string, table: string): string {
  return `data/${slideName}/${table}.csv`;
}
