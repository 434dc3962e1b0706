/** Paths of the files beside the page, relative to it. */

/** The name by which a folder is known as one that this program wrote. */
export const MANIFEST_FILE = "manifest.json";
export const RUN_FILE = "run.json";

/** Bytes of index.html. */
export const pageBudget = 1_500_000;

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
