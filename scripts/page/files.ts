/** Paths of the files beside the page, relative to it. */

export type FigureExtension = "svg" | "pdf" | "png" | "vl.json" | "csv" | "txt" | "tex" | "json";

export function figureFile(id: string, extension: FigureExtension): string {
  return `figures/${id}.${extension}`;
}

export function tableFile(slideName: string, table: string): string {
  return `data/${slideName}/${table}.csv`;
}
