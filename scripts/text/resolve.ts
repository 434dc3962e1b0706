/** Fills the {{statements}} of a text with findings, settings and citations, once for all that show it. */
import { describeFinding, plainFinding } from "./finding-text.ts";
import type { Text, TextPart } from "./resolved.ts";
import { configText, findingOf, type ProseScope, referenceOf } from "./scope.ts";
import { type ProseSource, readParts, type Statement } from "./statements.ts";

/**
 * Throws a ReportError for a statement that names what the scope does not have. If nothing was measured, `unmeasured`
 * replaces each finding.
 */
export function resolveText(source: ProseSource, scope: ProseScope, unmeasured?: string): Text {
  const parts = readParts(source).map((part) => {
    if (typeof part === "string") return part;
    return (part.kind === "finding" ? unmeasured : undefined) ?? fill(part, scope);
  });
  const plain = parts.map((part) => plainPart(part, scope)).join("");
  return { plain: plain.replace(/[^\S\u00a0]+/g, " ").trim(), parts };
}

function fill({ kind, args: [name = "", more], where }: Statement, scope: ProseScope): TextPart {
  switch (kind) {
    case "finding": {
      const finding = findingOf(scope, name, where);
      return { finding: name, text: describeFinding(finding), value: finding.value };
    }
    case "config":
      return { config: name, text: configText(scope, name, more, where) };
    case "cite":
      referenceOf(scope, name, where);
      return { cite: name, ...(more !== undefined && { quoted: more }) };
  }
}

function plainPart(part: TextPart, scope: ProseScope): string {
  if (typeof part === "string") return part;
  if ("finding" in part) return plainFinding(part.text);
  if ("config" in part) return part.text;
  const { short, year } = referenceOf(scope, part.cite, "");
  return part.quoted === undefined ? `${short} (${year})` : `${part.quoted} (${short}, ${year})`;
}

/** The number of words of a text as the reader sees it: a number with its unit and uncertainty is one. */
export const countWords = ({ plain }: Pick<Text, "plain">): number =>
  plain.split(/[ \n]+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
