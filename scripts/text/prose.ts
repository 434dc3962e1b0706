/**
 * Fills the statements of a text with findings, settings and numbered sources, in the language of a page or as plain
 * text.
 */
import type { Reference } from "../../experiments/lib/references.ts";
import { ReportError } from "../base/errors.ts";
import { describeFinding, findingToText } from "./finding-text.ts";
import type { HeadingIds, Markup } from "./markup.ts";
import { configText, findingOf, type ProseScope, referenceOf } from "./scope.ts";
import { fillStatements, type ProseSource, type Speakers } from "./statements.ts";

export interface NumberedReference {
  readonly key: string;
  readonly number: number;
  readonly reference: Reference;
}

export interface Citations {
  /** The number of a source; a source that was not cited before gets the next one. */
  numberOf(key: string, reference: Reference): number;
  /** The sources cited so far, in order of their numbers. */
  list(): NumberedReference[];
}

export function createCitations(): Citations {
  const cited = new Map<string, NumberedReference>();
  return {
    numberOf(key, reference) {
      const entry = cited.get(key) ?? { key, number: cited.size + 1, reference };
      cited.set(key, entry);
      return entry.number;
    },
    list: () => [...cited.values()],
  };
}

/** What prose needs of the document around it. */
export interface Surroundings {
  readonly scope: ProseScope;
  readonly citations: Citations;
  readonly markup: Markup;
}

/** Delimits a token's index: U+E000 and U+E001, which no text uses and Markdown passes through. */
export const TOKEN = /\ue000(\d+)\ue001/g;

/** Renders a text of several blocks. */
export function renderProse(source: ProseSource, idOf: HeadingIds, surroundings: Surroundings): string {
  return fill(source, surroundings, (text) => surroundings.markup.blocks(text, idOf));
}

/** Renders one line of text, for example a caption. */
export function renderInlineProse(source: ProseSource, surroundings: Surroundings): string {
  return fill(source, surroundings, surroundings.markup.line);
}

/** Tokens stand for the statements while the text is read as Markdown; what they say must not be. */
function fill(source: ProseSource, surroundings: Surroundings, render: (text: string) => string): string {
  const tokens: string[] = [];
  const text = render(fillStatements(source, speakersOf(tokens, surroundings)));
  return resolve(text, tokens, source);
}

function speakersOf(tokens: string[], { scope, citations, markup }: Surroundings): Speakers {
  const issue = (text: string) => {
    tokens.push(text);
    return `\ue000${tokens.length - 1}\ue001`;
  };
  return {
    finding: ([id = ""], where) => {
      const finding = findingOf(scope, id, where);
      return issue(markup.finding(describeFinding(finding), finding.value));
    },
    config: ([path = "", format], where) => issue(markup.number(configText(scope, path, format, where))),
    cite: ([key = "", quoted], where) =>
      issue(markup.citation(key, citations.numberOf(key, referenceOf(scope, key, where)), quoted)),
  };
}

function resolve(text: string, tokens: readonly string[], source: ProseSource): string {
  let resolved = 0;
  const filled = text.replace(TOKEN, (_, index: string) => {
    resolved++;
    return tokens[Number(index)] ?? "";
  });
  if (resolved !== tokens.length) {
    throw new ReportError(`${source.file}: a {{statement}} stands where Markdown cannot show it`, {
      help: "place it in running text, not in a link address or an image",
    });
  }
  return filled;
}

/** The text with its statements filled in and white space collapsed. */
export function renderText(source: ProseSource, scope: ProseScope): string {
  const text = fillStatements(source, {
    finding: ([id = ""], where) => findingToText(findingOf(scope, id, where)),
    config: ([path = "", format], where) => configText(scope, path, format, where),
    cite: ([key = "", quoted], where) => {
      const { short, year } = referenceOf(scope, key, where);
      return quoted === undefined ? `${short} (${year})` : `${quoted} (${short}, ${year})`;
    },
  });
  return text.replace(/[^\S\u00a0]+/g, " ").trim();
}
