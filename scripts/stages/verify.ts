/** verify: the report as a reader and a browser will meet it -> nothing, or one error that lists all that is wrong. */
import { checkKits } from "../page/check-kits.ts";
import { checkLinks } from "../page/check-links.ts";
import { checkPage } from "../page/check-page.ts";
import { checkSlide } from "../page/check-slide.ts";
import { checkWeight } from "../page/check-weight.ts";
import { refuseProblems } from "../page/problems.ts";
import { scanPages } from "../page/scan-html.ts";
import { checkPdf } from "../pdf/check-pdf.ts";
import type { OutputFiles, RenderedSlide } from "../report.ts";

export function verify(files: OutputFiles, rendered: readonly RenderedSlide[]): void {
  const pages = scanPages(files);
  refuseProblems([
    ...rendered.flatMap(checkSlide),
    ...(files.has("index.html") ? [] : ["missing file: index.html"]),
    ...pages.flatMap(checkPage),
    ...pages.filter(({ file }) => file === "index.html").flatMap(checkWeight),
    ...checkLinks(files, pages),
    ...checkKits(files, rendered),
    ...checkPdf(files, rendered, pages),
  ]);
}
