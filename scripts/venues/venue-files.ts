/** A venue's figure as files: PDF, SVG, PNG and the LaTeX that places them. */
import type { Effects } from "../effects.ts";
import { embedFonts } from "../print/embed-fonts.ts";
import type { FaceName } from "../print/faces.ts";
import { figurePdf } from "../print/figure-pdf.ts";
import { texSnippet } from "../print/tex.ts";
import { createTypesetter } from "../print/typst.ts";
import type { LintFinding } from "./finding.ts";
import { lintPdf } from "./lint-pdf.ts";
import type { VenueFigure } from "./venue-figure.ts";
import type { Column, Venue } from "./venues.ts";

export interface FigureFiles {
  /** By file name. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** What is wrong with them. */
  readonly findings: readonly LintFinding[];
}

interface Wanted {
  readonly formats: readonly ("pdf" | "svg" | "png")[];
  readonly venue: Venue;
  readonly column: Column;
  /** Inches in place of the venue's width. */
  readonly width: number | undefined;
}

interface FigureTexts {
  readonly alt: string;
  readonly captionText: string;
}

export type ToFiles = (figure: VenueFigure, texts: FigureTexts) => Promise<FigureFiles>;

/** A function that makes the files of one figure. */
export async function createFigureFiles(
  faces: readonly FaceName[],
  wanted: Wanted,
  effects: Pick<Effects, "root" | "disk">,
): Promise<ToFiles> {
  const { formats } = wanted;
  const typesetter = formats.includes("pdf") ? await createTypesetter(faces, effects) : undefined;
  const toPng = formats.includes("png") ? (await import("../print/figure-png.ts")).figurePng : undefined;
  return async (figure, { alt, captionText }) => {
    const { id, svg, width } = figure;
    const files = new Map<string, string | Uint8Array>();
    const findings: LintFinding[] = [];
    if (typesetter !== undefined) {
      const pdf = figurePdf({ ...figure, alt }, typesetter);
      files.set(`${id}.pdf`, pdf);
      files.set(`${id}.tex`, texSnippet({ id, caption: captionText, ...placeOf(wanted) }));
      findings.push(...lintPdf(id, pdf, width));
    }
    if (formats.includes("svg")) files.set(`${id}.svg`, await embedFonts(svg, effects));
    if (toPng !== undefined) files.set(`${id}.png`, await toPng(svg, width));
    return { files, findings };
  };
}

/** Where LaTeX puts the picture: at its own size, so that no text in it is scaled. */
function placeOf({ venue, column, width }: Wanted): { readonly width: string; readonly isWide: boolean } {
  const { column: one } = venue;
  if (width !== undefined) return { width: `${width}in`, isWide: one !== undefined && width > one };
  const isWide = column === "full" && one !== undefined;
  return { width: isWide || one === undefined ? "\\textwidth" : "\\columnwidth", isWide };
}
