/** check: the slides' texts -> nothing, or one ReportError that lists every problem, before any trial runs. */
import { refuseProblems } from "../base/errors.ts";
import { checkTexts } from "../checks/check-texts.ts";
import type { Plan } from "../report/report.ts";

export function check({ slides }: Plan): void {
  refuseProblems(slides.flatMap(checkTexts));
}
