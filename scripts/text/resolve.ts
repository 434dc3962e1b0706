/** Fills the {{expressions}} of a text with findings, settings and citations, once for all that show it. */

import { type Expression, type ProseSource, readParts } from "./expressions.ts";
import { describeFinding } from "./finding-text.ts";
import { plainPart, type Text, type TextPart } from "./resolved.ts";
import { configText, findingOf, type ProseScope, phraseOf, referenceOf } from "./scope.ts";

/**
 * Throws a ReportError for a expression that names what the scope does not have. If nothing was measured, `unmeasured`
 * replaces each finding.
 */
export function resolveText(source: ProseSource, scope: ProseScope, unmeasured?: string): Text {
  const parts = partsOf(source, scope, unmeasured);
  const plain = parts.map((part) => plainPart(part, scope.references)).join("");
  return { plain: plain.replace(/[^\S\u00a0]+/g, " ").trim(), parts };
}

function partsOf(source: ProseSource, scope: ProseScope, unmeasured: string | undefined): TextPart[] {
  return readParts(source).flatMap((part): TextPart[] => {
    if (typeof part === "string") return [part];
    const { kind, args, where } = part;
    // A phrase has expressions of its own, but no phrase.
    if (kind === "phrase")
      return partsOf(phraseOf(scope, args[0] ?? "", where), { ...scope, phrases: {} }, unmeasured);
    return [(kind === "finding" ? unmeasured : undefined) ?? fill({ kind, args, where }, scope)];
  });
}

type Filled = Expression & { readonly kind: Exclude<Expression["kind"], "phrase"> };

function fill({ kind, args: [name = "", more], where }: Filled, scope: ProseScope): TextPart {
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

/** The number of words of a text as the reader sees it: a number with its unit and uncertainty is one. */
export const countWords = ({ plain }: Pick<Text, "plain">): number =>
  plain.split(/[ \n]+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** A takeaway of which no claim was tested. */
export const NOT_TESTED = "Not tested in this build.";
