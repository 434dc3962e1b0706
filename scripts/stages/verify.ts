/** verify: the files of the report -> nothing, or one ReportError that lists every problem. */
import type { CachingEffects } from "../base/cached.ts";
import { refuseProblems } from "../base/errors.ts";
import { checkKits, checkPages, checkPdf, checkSlidesPdf } from "../checks/check-files.ts";
import { checkLinks } from "../checks/check-links.ts";
import { checkLive } from "../checks/check-live.ts";
import { checkPage } from "../checks/check-page.ts";
import { checkScripts } from "../checks/check-scripts.ts";
import { checkSlide } from "../checks/check-slide.ts";
import { checkWeight } from "../checks/check-weight.ts";
import { scanPages } from "../checks/scan-html.ts";
import type { OutputFiles, RenderedSlide } from "../report/report.ts";

export async function verify(
  files: OutputFiles,
  rendered: readonly RenderedSlide[],
  effects: CachingEffects,
): Promise<void> {
  const pages = scanPages(files);
  refuseProblems([
    ...rendered.flatMap(checkSlide),
    ...checkPages(files, rendered),
    ...pages.flatMap(checkPage),
    ...pages.flatMap(checkWeight),
    ...checkLive(files),
    ...checkLinks(files, pages),
    ...checkKits(files, rendered),
    ...checkScripts(files, rendered),
    ...(await checkPdf(files, rendered, pages, effects)),
    ...(await checkSlidesPdf(files, rendered, pages, effects)),
  ]);
}
