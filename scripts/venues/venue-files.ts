/** Makes the files of a venue's figure: PDF, SVG, PNG, and the LaTeX that includes the PDF. */
import type { CachingEffects } from "../base/cached.ts";
import { embedFonts, type FaceName } from "../drawing/fonts.ts";
import type { LintProblem } from "../drawing/lint-drawing.ts";
import { figurePdf, figurePng } from "../print/figure-forms.ts";
import { readPdf } from "../print/pdf-facts.ts";
import { texSnippet } from "../print/tex.ts";
import { createTypesetter } from "../print/typst.ts";
import { captionText, type FigureRecord } from "../record/record.ts";
import type { VenueFigure } from "./venue-figure.ts";
import type { Column, Venue } from "./venues.ts";

export type FigureFormat = "pdf" | "svg" | "png";

export interface FigureFiles {
  /** Contents by file name. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Problems that the lint found in the PDF. */
  readonly problems: readonly LintProblem[];
}

interface Wanted {
  readonly formats: readonly FigureFormat[];
  readonly venue: Venue;
  readonly column: Column;
  /** A width in inches that replaces the venue's. */
  readonly width: number | undefined;
}

export type ToFiles = (drawn: VenueFigure, figure: FigureRecord) => Promise<FigureFiles>;

/** Returns a function that makes the wanted files of a figure and lints its PDF. */
export async function createFigureFiles(
  faces: readonly FaceName[],
  wanted: Wanted,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<ToFiles> {
  const { formats } = wanted;
  const typesetter = formats.includes("pdf") ? await createTypesetter(faces, effects) : undefined;
  return async (drawn, figure) => {
    const { id, svg, width } = drawn;
    const { alt, description } = figure;
    const files = new Map<string, string | Uint8Array>();
    const problems: LintProblem[] = [];
    if (typesetter !== undefined) {
      const pdf = figurePdf({ ...drawn, alt, description }, typesetter);
      files.set(`${id}.pdf`, pdf);
      files.set(`${id}.tex`, texSnippet({ id, caption: captionText(figure), ...placeOf(wanted) }));
      problems.push(...(await lintPdf(id, pdf, width)));
    }
    if (formats.includes("svg")) files.set(`${id}.svg`, await embedFonts(svg, effects));
    if (formats.includes("png")) files.set(`${id}.png`, await figurePng({ svg, width, description }));
    return { files, problems };
  };
}

/** How LaTeX places the picture: at its own width, so that its text is not scaled. */
function placeOf({ venue, column, width }: Wanted): { readonly width: string; readonly isWide: boolean } {
  const { column: one } = venue;
  if (width !== undefined) return { width: `${width}in`, isWide: one !== undefined && width > one };
  const isWide = column === "full" && one !== undefined;
  return { width: isWide || one === undefined ? "\\textwidth" : "\\columnwidth", isWide };
}

/** A page may be this much wider or narrower than its figure, pt. */
const widthTolerance = 0.1;

/** Lists the problems of a figure's PDF, which should be `width` pt wide. */
export async function lintPdf(figure: string, pdf: Uint8Array, width: number): Promise<LintProblem[]> {
  const { fontKinds, embeddedFonts, describedFonts, pages } = await readPdf(pdf);
  const messages: string[] = [];
  if (fontKinds.includes("Type3")) messages.push("contains a Type 3 font, which publishers refuse");
  if (embeddedFonts < describedFonts) {
    messages.push(`embeds ${embeddedFonts} of its ${describedFonts} fonts`);
  }
  if (pages.length !== 1) messages.push(`has ${pages.length} pages instead of one`);
  const [pageWidth = 0] = pages[0] ?? [];
  if (pages.length > 0 && Math.abs(pageWidth - width) > widthTolerance) {
    messages.push(`is ${pageWidth} pt wide instead of ${Math.round(width * 100) / 100}`);
  }
  return messages.map((message) => ({ figure, element: "the PDF", message }));
}
