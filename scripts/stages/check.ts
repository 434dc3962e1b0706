/** check: the slides' texts -> nothing, or one ReportError that lists every problem, before any trial runs. */
import { refuseProblems } from "../base/errors.ts";
import { checkSlide } from "../checks/check-slide.ts";
import { checkTexts } from "../checks/check-texts.ts";
import type { Plan, Recorded } from "../slides/planned.ts";

export function check({ slides }: Plan): void {
  refuseProblems(slides.flatMap(checkTexts));
}

/** The same for slides with results. */
export function checkRecorded({ slides }: Recorded): void {
  refuseProblems(slides.flatMap(checkSlide));
}
