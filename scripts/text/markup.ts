/**
 * The language in which the texts of a view are written (HTML for the page, Typst for the PDF), and Markdown parsed
 * for it.
 */
import type { MarkdownIt, Token } from "markdown-it";
import createParser from "markdown-it";
import type { FindingText } from "./finding-text.ts";

/** A fragment for an id: lower-case words joined by hyphens. */
function slugify(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}

export interface Markup {
  /** Markdown of several blocks. */
  blocks(text: string, idOf: HeadingIds): string;
  /** Markdown of one line: no paragraphs, no headings. */
  line(text: string): string;
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

/** Gives the heading of a title its id. */
export type HeadingIds = (title: string) => string;

/** Ids that begin with `prefix`, so that they are unique in the page, and differ where titles are equal. */
export function headingIds(prefix: string): HeadingIds {
  const counts = new Map<string, number>();
  return (title) => {
    const id = `${prefix}-${slugify(title)}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  };
}

export type MarkdownToken = Token;

/** A parser, whose renderer is still to be told the language. */
export function createMarkdown(): MarkdownIt {
  return createParser({ html: false, typographer: true, quotes: "“”‘’" });
}

/** The blocks of a text; each heading has its id, and is one level lower than written: the page has its own first. */
export function parseMarkdown(markdown: MarkdownIt, text: string, idOf: HeadingIds): MarkdownToken[] {
  const tokens = markdown.parse(text, {});
  for (const [index, token] of tokens.entries()) {
    if (!isHeading(token)) continue;
    if (token.type === "heading_open") token.attrSet("id", idOf(tokens[index + 1]?.content ?? ""));
    token.tag = `h${Math.min(6, Math.max(TOP_LEVEL, levelOf(token) + 1))}`;
  }
  return tokens;
}

/** An attribute's text, empty where the token has none. */
export function attributeOf(token: MarkdownToken | undefined, name: string): string {
  return String(token?.attrGet(name) ?? "");
}

/** Below the title of a slide, or of another section of the page. */
const TOP_LEVEL = 3;

function isHeading(token: MarkdownToken): boolean {
  return token.type === "heading_open" || token.type === "heading_close";
}

/** Level of a heading, from 1. */
export function levelOf(token: MarkdownToken): number {
  return Number(token.tag.slice(1));
}
