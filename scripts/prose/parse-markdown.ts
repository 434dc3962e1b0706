/** Markdown as this report uses it: no raw HTML, typographic quotes, headings below the slide's own. */
import MarkdownIt from "markdown-it";
import { slugify } from "../page/html.ts";

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
