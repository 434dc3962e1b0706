/** The interface of an output language (HTML for the page, Typst for the PDF), and the Markdown parsing both share. */
import type { MarkdownIt, Token } from "markdown-it";
import createParser from "markdown-it";
import type { FindingText } from "./finding-text.ts";

/** Writes the parts of a text in one output language. Arguments are plain text or Markdown, never markup. */
export interface Markup {
  /** Markdown of several blocks. */
  blocks(text: string, idOf: HeadingIds): string;
  /** Markdown of one line: no paragraphs, no headings. */
  line(text: string): string;
  /** Rendered figures in a row, side by side where the width allows. */
  figureRow(figures: readonly string[]): string;
  /** Plain text, special characters escaped. */
  text(text: string): string;
  strong(text: string): string;
  /** A number with its unit. */
  number(text: string): string;
  /** A finding's number, emphasised, with its interval and sample count. */
  result(said: Pick<FindingText, "number" | "detail">): string;
  /** A finding in words, its interval and sample count shown on hover where there is one; `value` is unrounded. */
  finding(said: FindingText, value: number | string): string;
  /** A link to entry `number` of the reference list, preceded by the number `quoted` from it, if any. */
  citation(key: string, number: number, quoted: string | undefined): string;
}

/** Maps a heading's title to its id. */
export type HeadingIds = (title: string) => string;

/**
 * Makes ids such as "slide-9-method". The prefix keeps them unique in the page; equal titles get "-2", "-3" and so on, and
 * so do those whose id another part of the page has `taken`.
 */
export function headingIds(prefix: string, taken: readonly string[] = []): HeadingIds {
  const counts = new Map(taken.map((id) => [id, 1]));
  return (title) => {
    const id = `${prefix}-${slugify(title)}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  };
}

/** Lower-case words joined by hyphens, for an id. */
function slugify(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}

export type MarkdownToken = Token;

/** A Markdown parser that allows no raw HTML. The caller sets its rendering rules. */
export function createMarkdown(): MarkdownIt {
  return createParser({ html: false, typographer: true, quotes: "“”‘’" });
}

/** Parses a text. Headings get ids and begin at h2: h1 is the title of the page. */
export function parseMarkdown(markdown: MarkdownIt, text: string, idOf: HeadingIds): MarkdownToken[] {
  const tokens = markdown.parse(text, {});
  for (const [index, token] of tokens.entries()) {
    if (!isHeading(token)) continue;
    if (token.type === "heading_open") token.attrSet("id", idOf(tokens[index + 1]?.content ?? ""));
    token.tag = `h${Math.max(TOP_LEVEL, levelOf(token))}`;
  }
  return tokens;
}

/** An attribute's value; empty where the token lacks it. */
export function attributeOf(token: MarkdownToken | undefined, name: string): string {
  return String(token?.attrGet(name) ?? "");
}

/** The highest heading level in a text. */
export const TOP_LEVEL = 2;

function isHeading(token: MarkdownToken): boolean {
  return token.type === "heading_open" || token.type === "heading_close";
}

/** Level of a heading, from 1. */
export function levelOf(token: MarkdownToken): number {
  return Number(token.tag.slice(1));
}
