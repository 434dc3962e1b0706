/** verify: the report as a reader and a browser will meet it -> nothing, or one error that lists all that is wrong. */
import { ReportError } from "../errors.ts";
import { checkPage } from "../page/check-page.ts";
import { checkSlide } from "../page/check-slide.ts";
import type { OutputFiles, RenderedSlide } from "../report.ts";

/** Problems that one message names; more are counted. */
const MOST_NAMED = 20;

export function verify(files: OutputFiles, rendered: readonly RenderedSlide[]): void {
  const problems = [...rendered.flatMap(checkSlide), ...checkPage(files)];
  if (problems.length === 0) return;
  const named = problems.slice(0, MOST_NAMED).map((problem) => `  ${problem}`);
  const more = problems.length > MOST_NAMED ? [`  and ${problems.length - MOST_NAMED} more`] : [];
  throw new ReportError(`the report did not pass its checks:\n${[...named, ...more].join("\n")}`);
}
