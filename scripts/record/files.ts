/** Names of the report's files, relative to out/, and the limits on the sizes of its pages. */

import type { FigureRecord } from "./record.ts";

/** What the report was made from. It also marks a folder as one that this program wrote and may replace. */
export const MANIFEST_FILE = "manifest.json";
/** An extract of the records, kept for programs that read it before there were records. */
export const FINDINGS_FILE = "findings.json";
/** Everything that depends on the clock or the machine. */
export const RUN_FILE = "run.json";

/** The report: what was found, slide by slide. */
export const INDEX_FILE = "index.html";

/** The deck to present: a screen for each slide. */
export const PRESENT_FILE = "present.html";

/** How to repeat and check the report, and who has. */
export const CHECKLIST_FILE = "checklist.html";

/** The page with everything about one slide. Links name the file, because folders do not open from disk. */
export function studyFile(slideName: string): string {
  return `slides/${slideName}/index.html`;
}

/** A figure alone, to be shown in a frame of another page. */
export function embedFile(figure: string): string {
  return `embed/${figure}.html`;
}

/** The address of a page of the report that is published at `url`. Servers show a folder's index.html for its name. */
export function pageAddress(url: string, file: string): string {
  const folder = url.endsWith("/") ? url : `${url}/`;
  return folder + file.replace(/(?:^|(?<=\/))index\.html$/, "");
}

/** Most bytes of a page: twice those of a study with seven figures. */
const STUDY_BUDGET = 300_000;
const INDEX_BUDGET = 600_000;
const PRESENT_BUDGET = 900_000;
const EMBED_BUDGET = 100_000;

export function budgetOf(file: string): number {
  if (file === PRESENT_FILE) return PRESENT_BUDGET;
  if (file.startsWith("embed/")) return EMBED_BUDGET;
  return file === INDEX_FILE ? INDEX_BUDGET : STUDY_BUDGET;
}

/** Each figure has a file with each of these extensions. */
export const figureExtensions = ["svg", "pdf", "png", "vl.json", "txt", "tex", "json"] as const;

export type FigureExtension = (typeof figureExtensions)[number];

/** How to cite the report, in three forms, and the archive of all figures' files. */
export const BIBTEX_FILE = "figures/report.bib";
export const RIS_FILE = "figures/report.ris";
export const CSL_FILE = "figures/report.csl.json";
export const ARCHIVE_FILE = "figures/figures.zip";

/** The typeset report. */
export const REPORT_PDF_FILE = "report.pdf";

/** The presentation, typeset: a page for each screen. */
export const SLIDES_PDF_FILE = "slides.pdf";

export function figureFile(id: string, extension: FigureExtension): string {
  return `figures/${id}.${extension}`;
}

/** A table that a figure plots. Its name follows a dot, which no figure's name has, so no two figures share a file. */
export function plottedFile({ id, plotted }: Pick<FigureRecord, "id" | "plotted">, table: string): string {
  return plotted.length === 1 ? `figures/${id}.csv` : `figures/${id}.${table}.csv`;
}

/** The licences of the packages that the report's scripts bundle. */
export const LICENCES_FILE = "assets/licences.txt";

/** What the page's script needs to explore a figure. */
export function exploredFile(id: string): string {
  return `assets/explore/${id}.js`;
}

/** What the search needs: its script and the texts that it finds. Both are loaded when a reader searches. */
export const SEARCH_FILE = "assets/search.js";
export const SEARCH_INDEX_FILE = "assets/search/index.js";

export function tableFile(slideName: string, table: string): string {
  return `data/${slideName}/${table}.csv`;
}

/** What a reader's browser needs to repeat trials: the worker's script, and in live/ the engine's binaries and the data. */
export const WORKER_FILE = "assets/worker.js";
/** The place of a file that the engine needs in a browser. */
export const engineFile = (name: string): string => `live/${name}`;
/** Sources, licences and attributions of the published data. */
export const DATA_NOTICE_FILE = "live/data.txt";

export function dataFile(name: string): string {
  return `live/data/${name}.bin`;
}

/** The trials that a study offers to run. */
export function listingFile(slideName: string): string {
  return `live/${slideName}.json`;
}

/** The trials of which the page that audits the report draws a sample. */
export const AUDIT_FILE = "live/audit.json";

/** A trial's result, to compare with. */
export function resultFile(key: string): string {
  return `live/results/${key}.json`;
}
