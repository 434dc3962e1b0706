/** Paths of the files beside the page, relative to it. */

export function figureFile(id: string, extension: "svg" | "vl.json" | "csv" | "txt"): string {
  return `figures/${id}.${extension}`;
}

export function tableFile(slideName: string, table: string): string {
  return `data/${slideName}/${table}.csv`;
}
