/** Checks that every figure brings its whole kit along. */
import { unknownToTex } from "../print/tex.ts";
import type { OutputFiles, RenderedSlide } from "../report.ts";
import { ARCHIVE_FILE, BIBTEX_FILE, figureExtensions, figureFile } from "./files.ts";

/** Each file of a kit that is not there, or holds nothing. */
export function checkKits(files: OutputFiles, rendered: readonly RenderedSlide[]): string[] {
  const figures = rendered.flatMap((slide) => slide.figures);
  const wanted = figures.flatMap(({ id }) => figureExtensions.map((extension) => figureFile(id, extension)));
  return [...wanted, BIBTEX_FILE, ARCHIVE_FILE].flatMap((file) => {
    const content = files.get(file);
    if (content === undefined) return [`missing file of a figure's kit: ${file}`];
    if (content.length === 0) return [`empty file of a figure's kit: ${file}`];
    return file.endsWith(".tex") ? checkTex(file, content) : [];
  });
}

/** Each sign of a caption that LaTeX would stop at. */
function checkTex(file: string, content: string | Uint8Array): string[] {
  return unknownToTex(String(content)).map((sign) => `sign that LaTeX cannot set in ${file}: ${sign}`);
}
