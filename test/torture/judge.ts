/** What must hold after a build, whatever happened to it or its files. */

import type { ProgramEnd } from "../../scripts/base/effects.ts";
import { scanHtml } from "../../scripts/checks/scan-html.ts";
import type { ReportHashes, Workspace } from "./workspace.ts";

/** A name in all injected markup: no element, attribute or script of the report may have it. */
export const INJECTED = "injected";

/** The problems after a build has ended; `before` is the report in out/ when it started. */
export async function problemsAfter(
  workspace: Workspace,
  ended: ProgramEnd,
  before: ReportHashes,
): Promise<readonly string[]> {
  const problems = [...problemsIn(ended)];
  const left = await workspace.processesLeft();
  if (left.length > 0) problems.push(`processes left: ${left.join(", ")}`);
  const after = await workspace.report();
  if (!isWritten(ended) && differences(after, before).length > 0)
    problems.push("out/ changed, but nothing was written");
  if (isWritten(ended) && !(after.has("index.html") && after.has("manifest.json"))) {
    problems.push("out/ is not whole");
  }
  return problems;
}

/** A build with failed trials also writes its report. */
const isWritten = ({ code, output }: ProgramEnd): boolean => code === 0 || /^written: /m.test(output);

/** Problems in a build's output: a mistake needs a message, and no stack. */
function problemsIn(ended: ProgramEnd): readonly string[] {
  const { code, output } = ended;
  const [frame] = /^\s+at .+:\d+:\d+\)?$/m.exec(output) ?? [];
  const isSilent = code !== null && !isWritten(ended) && !/^(?:error|stopped): /m.test(output);
  return [
    ...(frame === undefined ? [] : [`a stack: ${firstLines(output)}`]),
    ...(isSilent ? [`exit code ${code} without a message: ${firstLines(output)}`] : []),
  ];
}

/** Paths of the files in which two reports differ. */
export function differences(one: ReportHashes, other: ReportHashes): readonly string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path));
}

/** Injected markup that is not just text in this page: an element, an attribute or a script. */
export function liveMarkup(html: string): readonly string[] {
  return scanHtml(html).tags.flatMap(({ name, attributes, text }) => {
    const isScript = name === "script" && !attributes.has("type") && text.includes(INJECTED);
    const handlers = [...attributes].filter(([attribute]) => attribute.startsWith("on"));
    const isElement = name.includes(INJECTED) || attributes.get("id") === INJECTED || handlers.length > 0;
    return isScript || isElement ? [`<${name}>`] : [];
  });
}

const firstLines = (text: string): string => text.trim().split("\n").slice(0, 4).join(" | ");
