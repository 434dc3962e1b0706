/** Checks of report.pdf: it is there, it is what it says it is, and every figure is in it. */
import { REPORT_PDF_FILE } from "../page/files.ts";
import type { ScannedPage } from "../page/scan-html.ts";
import { readPdf } from "../print/pdf-facts.ts";
import type { OutputFiles, RenderedSlide } from "../report.ts";

/** Beside the slides: cover, contents, claims, references, appendix, programs. */
const MOST_PAGES_AROUND = 30;
const MOST_PAGES_OF_A_SLIDE = 10;
/** Two rows of two, with captions. */
const MOST_FIGURES_ON_A_PAGE = 4;

/** All that is wrong with the PDF of the report, in words. */
export function checkPdf(
  files: OutputFiles,
  rendered: readonly RenderedSlide[],
  pages: readonly ScannedPage[],
): string[] {
  const content = files.get(REPORT_PDF_FILE);
  if (content === undefined) return [`missing file: ${REPORT_PDF_FILE}`];
  const pdf = readPdf(Buffer.from(content));
  const figures = rendered.flatMap((slide) => slide.figures).length;
  const least = 1 + Math.ceil(figures / MOST_FIGURES_ON_A_PAGE);
  const most = MOST_PAGES_AROUND + MOST_PAGES_OF_A_SLIDE * rendered.length;
  const foreign = pdf.fontNames.filter((name) => !/^Source(?:Serif4|Sans3|CodePro)-/.test(name));
  const count = pdf.pages.length;
  const title = pages.flatMap(({ file, html }) => (file === "index.html" ? titleOf(html) : []))[0];
  return [
    ...(pdf.title === title ? [] : [`its title is “${pdf.title}”, the page’s is “${title}”`]),
    ...(pdf.language === "en" ? [] : ["it does not say its language"]),
    ...(pdf.isAccessible ? [] : ["it does not say that it is PDF/UA-1"]),
    ...(count >= least && count <= most ? [] : [`it has ${count} pages, not ${least} to ${most}`]),
    ...(pdf.figures === figures ? [] : [`it shows ${pdf.figures} figures of ${figures}`]),
    ...foreign.map((name) => `a face that is not the report’s: ${name}`),
    ...(pdf.fontKinds.includes("Type3") || pdf.embeddedFonts !== pdf.describedFonts
      ? ["not all of its fonts are embedded as TrueType"]
      : []),
  ].map((problem) => `${REPORT_PDF_FILE}: ${problem}`);
}

const titleOf = (html: string): string => /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
