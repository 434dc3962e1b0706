/** A language in which the texts of a view are written: HTML for the page, Typst for the PDF. */
import MarkdownIt from "markdown-it";
import type { FindingText } from "./finding-text.ts";

/** A fragment for an id: lower-case words joined by hyphens. */
function slugify(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}

export interface Markup {
  /** Markdown of several blocks. */
  blocks(text: string, options: MarkdownOptions): string;
  /** Markdown of one line: no paragraphs, no headings. */
  line(text: string): string;
  /** How `blocks` begins and ends a paragraph. */
  readonly paragraph: readonly [begin: string, end: string];
  /** Figures that stand side by side, where there is room. */
  figureRow(figures: readonly string[]): string;
  /** Text as it is, whatever characters it holds. */
  text(text: string): string;
  strong(text: string): string;
  /** A number with its unit. */
  number(text: string): string;
  /** The number of a finding, with what it rests on. */
  result(said: Pick<FindingText, "number" | "detail">): string;
  finding(said: FindingText, value: number | string): string;
  /** A link to a source of the list, after the number quoted from it where there is one. */
  citation(key: string, number: number, quoted: string | undefined): string;
}

export interface MarkdownOptions {
  /** Starts the id of each heading, so that ids are unique in the page. */
  readonly idPrefix: string;
  /** Level of the topmost heading in the text. */
  readonly headingLevel: number;
}

export type MarkdownToken = ReturnType<MarkdownIt["parse"]>[number];

/** A parser, whose renderer is still to be told the language. */
export function createMarkdown(): MarkdownIt {
  return new MarkdownIt({ html: false, typographer: true, quotes: "“”‘’" });
}

/** The blocks of a text; each heading has its id and its level in the page. */
export function parseMarkdown(markdown: MarkdownIt, text: string, options: MarkdownOptions): MarkdownToken[] {
  const tokens = markdown.parse(text, {});
  const ids = new Map<string, number>();
  const top = Math.min(...tokens.filter(isHeading).map(levelOf));
  for (const [index, token] of tokens.entries()) {
    if (!isHeading(token)) continue;
    if (token.type === "heading_open") {
      token.attrSet("id", uniqueId(`${options.idPrefix}-${slugify(tokens[index + 1]?.content ?? "")}`, ids));
    }
    token.tag = `h${Math.min(6, levelOf(token) - top + options.headingLevel)}`;
  }
  return tokens;
}

function isHeading(token: MarkdownToken): boolean {
  return token.type === "heading_open" || token.type === "heading_close";
}

/** Level of a heading, from 1. */
export function levelOf(token: MarkdownToken): number {
  return Number(token.tag.slice(1));
}

function uniqueId(id: string, ids: Map<string, number>): string {
  const count = (ids.get(id) ?? 0) + 1;
  ids.set(id, count);
  return count === 1 ? id : `${id}-${count}`;
}
