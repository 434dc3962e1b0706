/** What must hold after a build, whatever happened to it or to its files. */
import { scanHtml } from "../checks/scan-html.ts";
import type { Ended, ReportHashes, Workspace } from "./workspace.ts";

/** A name that stands in all markup that is injected: no element, attribute or script of the report may bear it. */
export const INJECTED = "injected";

/** The problems after a build that has ended; `before` is the report that out/ held when it started. */
export async function problemsAfter(
  workspace: Workspace,
  { code, output }: Ended,
  before: ReportHashes,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const left = await workspace.processesLeft();
  if (left.length > 0) problems.push(`processes left: ${left.join(", ")}`);
  const frame = /^\s+at .+:\d+:\d+\)?$/m.exec(output);
  if (frame !== null) problems.push(`a stack: ${firstLines(output)}`);
  const after = await workspace.report();
  const isWritten = code === 0 || /^written: /m.test(output);
  if (!isWritten && !isSame(after, before)) problems.push("out/ changed, but nothing was written");
  if (isWritten && !(after.has("index.html") && after.has("manifest.json")))
    problems.push("out/ is not whole");
  if (code !== 0 && code !== null && !isWritten && !/^(?:error|stopped): /m.test(output)) {
    problems.push(`exit code ${code} without a message: ${firstLines(output)}`);
  }
  return problems;
}

export const isSame = (one: ReportHashes, other: ReportHashes): boolean =>
  one.size === other.size && [...one].every(([path, hash]) => other.get(path) === hash);

/** Injected markup that is more than text in this page: an element, an attribute or a script. */
export function liveMarkup(html: string): readonly string[] {
  return scanHtml(html).tags.flatMap(({ name, attributes, text }) => {
    const isScript = name === "script" && !attributes.has("type") && text.includes(INJECTED);
    const handlers = [...attributes].filter(([attribute]) => attribute.startsWith("on"));
    const isElement = name.includes(INJECTED) || attributes.get("id") === INJECTED || handlers.length > 0;
    return isScript || isElement ? [`<${name}>`] : [];
  });
}

const firstLines = (text: string): string => text.trim().split("\n").slice(0, 4).join(" | ");
