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
import type { OutputFiles } from "../record/record.ts";
import type { RecordedSlide } from "../report/report.ts";

export async function verify(
  files: OutputFiles,
  recorded: readonly RecordedSlide[],
  effects: CachingEffects,
): Promise<void> {
  const pages = scanPages(files);
  const slides = recorded.map(({ record }) => record);
  refuseProblems([
    ...recorded.flatMap(checkSlide),
    ...checkPages(files, slides),
    ...pages.flatMap(checkPage),
    ...pages.flatMap(checkWeight),
    ...checkLive(files),
    ...checkLinks(files, pages),
    ...checkKits(files, slides),
    ...checkScripts(files, slides),
    ...(await checkPdf(files, slides, pages, effects)),
    ...(await checkSlidesPdf(files, slides, pages, effects)),
  ]);
}
