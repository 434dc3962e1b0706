/** Checks the Markdown of a slide's texts for what a page or a PDF cannot show, each with its line. */
import { isTypeset } from "../print/typst-markup.ts";
import { attributeOf, createMarkdown, levelOf, type MarkdownToken, TOP_LEVEL } from "../text/markup.ts";
import { type ProseSource, placeOf } from "../text/statements.ts";
import { glyphProblem } from "./check-characters.ts";

/** A text whose {{statements}} are replaced by `MARK`. */
export interface MarkedText {
  readonly source: ProseSource;
  /** A caption is a line; a slide's short form has blocks without headings. */
  readonly form: "line" | "blocks" | "blocks without headings";
}

/** Stands for a statement; a private character, which Markdown leaves alone. */
export const MARK = "\ue000";

/** Lists the problems of a slide's texts, which are given in the order of the page. */
export function checkMarkdown(texts: readonly MarkedText[]): string[] {
  // A slide's title stands above all of its headings.
  let level = TOP_LEVEL - 1;
  return texts.flatMap((text) => {
    const pieces = piecesOf(text);
    return pieces.flatMap(({ token, line }, index) => {
      const problems = [tokenProblem(token), charactersProblem(token)];
      if (token.type === "heading_open") {
        const title = pieces[index + 1]?.token.content ?? "";
        const isShort = text.form === "blocks without headings";
        problems.push(isShort ? IN_SHORT_FORM : headingProblem(token, title, level));
        level = shownLevel(token);
      }
      return problems.flatMap((problem) =>
        problem === undefined ? [] : [`${placeOf(text.source, line)}: ${problem}`],
      );
    });
  });
}

interface Piece {
  readonly token: MarkdownToken;
  /** Line of the text, from 1. */
  readonly line: number;
}

const markdown = createMarkdown();

/** All tokens of a text, those within lines included. */
function piecesOf({ source: { text }, form }: MarkedText): Piece[] {
  const tokens = form === "line" ? markdown.parseInline(text, {}) : markdown.parse(text, {});
  let line = 1;
  return tokens.flatMap((token) => {
    line = token.map === null ? line : token.map[0] + 1;
    const pieces: Piece[] = [{ token, line }];
    let inside = line;
    for (const child of token.children ?? []) {
      pieces.push({ token: child, line: inside });
      if (child.type === "softbreak" || child.type === "hardbreak") inside++;
    }
    return pieces;
  });
}

const shownLevel = (token: MarkdownToken): number => Math.max(TOP_LEVEL, levelOf(token));

const hashes = (level: number): string => "#".repeat(level);

const IN_SHORT_FORM = "heading in the short form; headings belong below :::study";

function headingProblem(token: MarkdownToken, title: string, before: number): string | undefined {
  const level = shownLevel(token);
  if (title.trim() === "") return "heading without a title";
  if (title.includes(MARK)) return "{{statement}} in a heading; place it in running text";
  if (level <= before + 1) return undefined;
  return `skipped level of heading: ${hashes(level)} ${title}; expected ${hashes(before + 1)}`;
}

/** What the pages and the PDF do not show, and what to write instead. */
const unsupported: Readonly<Record<string, string>> = {
  hr: "a line across the page; use a heading",
  image: 'an image; place a figure by a block ":::figure name"',
  s_open: "text that is struck through; leave it out",
};

function tokenProblem(token: MarkdownToken): string | undefined {
  const { type, content, nesting } = token;
  if (!isTypeset(type)) return nesting < 0 ? undefined : `unsupported Markdown: ${unsupported[type] ?? type}`;
  if (type === "link_open") return linkProblem(attributeOf(token, "href"));
  return type === "text" && /\{\{|\}\}/.test(content)
    ? `unread braces in the text: “${content.trim()}”; a {{statement}} begins without a backslash`
    : undefined;
}

function linkProblem(address: string): string | undefined {
  if (address.includes(encodeURI(MARK))) return "{{statement}} in a link address; place it in running text";
  return /^(?:https|mailto):./.test(address)
    ? undefined
    : `invalid link: “${address}”; expected a web address such as https://example.org`;
}

const codeTypes = ["code_inline", "code_block", "fence"];

function charactersProblem({ type, content }: MarkdownToken): string | undefined {
  if (type !== "text" && !codeTypes.includes(type)) return undefined;
  return glyphProblem(content.replaceAll(MARK, ""), type === "text" ? "text" : "code");
}
