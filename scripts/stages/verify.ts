/** verify: the files of the report -> nothing, or one ReportError that lists every problem. */

import { refuseProblems } from "../base/errors.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import {
  checkFigureFiles,
  checkLive,
  checkPages,
  checkPdf,
  checkScripts,
  checkSlidesPdf,
} from "../checks/check-files.ts";
import { checkLinks } from "../checks/check-links.ts";
import { checkPage, checkWeight } from "../checks/check-page.ts";
import { checkSlide } from "../checks/check-slide.ts";
import { scanPages } from "../checks/scan-html.ts";
import type { OutputFiles } from "../record/record.ts";
import type { RecordedSlide } from "../slides/planned.ts";

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
    ...checkFigureFiles(files, slides),
    ...checkScripts(files, slides),
    ...(await checkPdf(files, slides, pages, effects)),
    ...(await checkSlidesPdf(files, pages, effects)),
  ]);
}
