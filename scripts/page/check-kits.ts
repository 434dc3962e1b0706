/** Checks that every figure brings its whole kit along. */
import type { OutputFiles, RenderedSlide } from "../report.ts";
import { ARCHIVE_FILE, BIBTEX_FILE, figureExtensions, figureFile } from "./files.ts";

/** Each file of a kit that is not there, or holds nothing. */
export function checkKits(files: OutputFiles, rendered: readonly RenderedSlide[]): string[] {
  const figures = rendered.flatMap((slide) => slide.figures);
  const wanted = figures.flatMap(({ id }) => figureExtensions.map((extension) => figureFile(id, extension)));
  return [...wanted, BIBTEX_FILE, ARCHIVE_FILE].flatMap((file) => {
    const content = files.get(file);
    if (content === undefined) return [`missing file of a figure's kit: ${file}`];
    return content.length === 0 ? [`empty file of a figure's kit: ${file}`] : [];
  });
}
