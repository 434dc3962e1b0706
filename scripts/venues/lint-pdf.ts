/** Would a publisher's check of the file pass? */
import { readPdf } from "../print/pdf-facts.ts";
import type { LintFinding } from "./finding.ts";

/** pt. */
const widthTolerance = 0.1;

/** What is wrong with the PDF of a figure that should be `width` pt wide. */
export function lintPdf(figure: string, pdf: Uint8Array, width: number): LintFinding[] {
  const { fontKinds, embeddedFonts, describedFonts, pages } = readPdf(pdf);
  const problems: string[] = [];
  if (fontKinds.includes("Type3")) problems.push("holds a Type 3 font, which publishers refuse");
  if (embeddedFonts < describedFonts) {
    problems.push(`embeds ${embeddedFonts} of its ${describedFonts} fonts`);
  }
  if (pages.length !== 1) problems.push(`has ${pages.length} pages instead of one`);
  const [pageWidth = 0] = pages[0] ?? [];
  if (pages.length > 0 && Math.abs(pageWidth - width) > widthTolerance) {
    problems.push(`is ${pageWidth} pt wide instead of ${Math.round(width * 100) / 100}`);
  }
  return problems.map((problem) => ({ figure, element: "the PDF", problem }));
}
