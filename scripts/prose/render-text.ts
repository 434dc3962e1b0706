/** Prose as plain text, for what cannot hold markup: alternative texts and long descriptions. */
import { ReportError } from "../errors.ts";
import { findingToText } from "./finding-text.ts";
import { configText, findingOf, type ProseScope, referenceOf } from "./scope.ts";
import { fillTemplate, type ProseSource, type Speaker } from "./template.ts";

const notInText: Speaker = (_, where) => {
  throw new ReportError(`${where}: a plain text cannot hold a figure`);
};

/** The text with its statements filled in and white space collapsed. */
export function renderText(source: ProseSource, scope: ProseScope): string {
  const text = fillTemplate(source, {
    figure: notInText,
    finding: ([id = ""], where) => findingToText(findingOf(scope, id, where)),
    config: ([path = "", format], where) => configText(scope, path, format, where),
    cite: ([key = "", quoted], where) => {
      const { short, year } = referenceOf(key, where);
      return quoted === undefined ? `${short} (${year})` : `${quoted} (${short}, ${year})`;
    },
  });
  return text.replace(/[^\S\u00a0]+/g, " ").trim();
}
