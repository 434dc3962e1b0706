/** Names of the report's files, relative to out/, and the limit on the page's size. */

/** What the report was made from. It also marks a folder as one that this program wrote and may replace. */
export const MANIFEST_FILE = "manifest.json";
/** Everything that depends on the clock or the machine. */
export const RUN_FILE = "run.json";

/** Most bytes that index.html may have. */
export const pageBudget = 1_500_000;

/** Each figure has a file with each of these extensions. */
export const figureExtensions = ["svg", "pdf", "png", "vl.json", "csv", "txt", "tex", "json"] as const;

export type FigureExtension = (typeof figureExtensions)[number];

/** The BibTeX entry of the report, and the archive of all figures' files. */
export const BIBTEX_FILE = "figures/report.bib";
export const ARCHIVE_FILE = "figures/figures.zip";

/** The typeset report. */
export const REPORT_PDF_FILE = "report.pdf";

export function figureFile(id: string, extension: FigureExtension): string {
  return `figures/${id}.${extension}`;
}

export function tableFile(slideName: string, table: string): string {
  return `data/${slideName}/${table}.csv`;
}
