/** Numbers the sources of a page in the order in which it first cites them. */
import { ReportError } from "../base/errors.ts";
import type { Reference } from "../references.ts";
import { describeFinding, findingToText } from "./finding-text.ts";
import type { MarkdownOptions, Markup } from "./markup.ts";
import { checkFigure, configText, findingOf, type ProseScope, referenceOf } from "./scope.ts";
import { fillStatements, type ProseSource, type Speaker, type Speakers } from "./statements.ts";

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
  /** The markup of a figure, by its name in the slide. */
  readonly figure: (name: string) => string;
}

/** Delimits a token's index: U+E000 and U+E001, which no text uses and Markdown passes through. */
export const TOKEN = /\ue000(\d+)\ue001/g;

/** Renders a text of several blocks. Figures that share a paragraph stand side by side where there is room. */
export function renderProse(
  source: ProseSource,
  options: MarkdownOptions,
  surroundings: Surroundings,
): string {
  const { markup } = surroundings;
  const tokens: Token[] = [];
  const text = markup.blocks(fillStatements(source, speakersOf(tokens, surroundings)), options);
  const rows = text.replace(figureRow(markup), (paragraph, inner: string) => {
    const inside = [...inner.matchAll(TOKEN)];
    const isRow = inside.every(([, index]) => tokens[Number(index)]?.block);
    return isRow ? markup.figureRow(inside.map(([token]) => token)) : paragraph;
  });
  return resolve(rows, tokens, source);
}

/** A paragraph of figures alone, which becomes a row of figures. */
function figureRow({ paragraph }: Markup): RegExp {
  const [begin, end] = paragraph.map((mark) => mark.replace(/[^\w<>/]/g, "\\$&"));
  return new RegExp(`${begin}((?:\\s*\\ue000\\d+\\ue001\\s*)+)${end}`, "g");
}

/** Renders one line of text, for example a caption. */
export function renderInlineProse(source: ProseSource, surroundings: Surroundings): string {
  const tokens: Token[] = [];
  const text = surroundings.markup.line(fillStatements(source, speakersOf(tokens, surroundings)));
  return resolve(text, tokens, source);
}

interface Token {
  readonly markup: string;
  /** True for what cannot stand inside a paragraph. */
  readonly block: boolean;
}

function speakersOf(tokens: Token[], { scope, citations, markup, figure }: Surroundings): Speakers {
  const issue = (text: string, block = false) => {
    tokens.push({ markup: text, block });
    return `\ue000${tokens.length - 1}\ue001`;
  };
  return {
    figure: ([name = ""], where) => {
      checkFigure(scope, name, where);
      return issue(figure(name), true);
    },
    finding: ([id = ""], where) => {
      const finding = findingOf(scope, id, where);
      return issue(markup.finding(describeFinding(finding), finding.value));
    },
    config: ([path = "", format], where) => issue(markup.number(configText(scope, path, format, where))),
    cite: ([key = "", quoted], where) =>
      issue(markup.citation(key, citations.numberOf(key, referenceOf(key, where)), quoted)),
  };
}

function resolve(text: string, tokens: readonly Token[], source: ProseSource): string {
  let resolved = 0;
  const filled = text.replace(TOKEN, (_, index: string) => {
    resolved++;
    return tokens[Number(index)]?.markup ?? "";
  });
  if (resolved !== tokens.length) {
    throw new ReportError(`${source.file}: a {{statement}} stands where Markdown cannot show it`, {
      help: "place it in running text, not in a link address or an image",
    });
  }
  return filled;
}

const notInText: Speaker = (_, where) => {
  throw new ReportError(`${where}: a plain text cannot hold a figure`);
};

/** The text with its statements filled in and white space collapsed. */
export function renderText(source: ProseSource, scope: ProseScope): string {
  const text = fillStatements(source, {
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
