/** What checks have found, as one error. */
import { ReportError } from "../errors.ts";

/** Problems that one message names; more are counted. */
const MOST_NAMED = 20;

/** Throws a ReportError that lists the problems, unless there are none. */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const named = problems.slice(0, MOST_NAMED).map((problem) => `  ${problem}`);
  const more = problems.length > MOST_NAMED ? [`  and ${problems.length - MOST_NAMED} more`] : [];
  throw new ReportError(`the report did not pass its checks:\n${[...named, ...more].join("\n")}`);
}
