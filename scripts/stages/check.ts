/** check: the slides' texts -> nothing, or one ReportError that lists every problem, before any trial runs. */
import type { Effects } from "../base/effects.ts";
import { refuseProblems } from "../base/errors.ts";
import { checkSlide } from "../checks/check-slide.ts";
import { checkTexts } from "../checks/check-texts.ts";
import type { Plan, Recorded } from "../slides/planned.ts";
import { identityOf, loadReport } from "../trials/report-entry.ts";

export async function check({ slides }: Plan, effects: Effects): Promise<void> {
  const report = await loadReport(effects);
  identityOf(report);
  refuseProblems(slides.flatMap((slide) => checkTexts(slide, report.units)));
}

/** The same for slides with results. */
export function checkRecorded({ slides }: Recorded): void {
  refuseProblems(slides.flatMap(checkSlide));
}
