/**
 * Finds what a page or a PDF cannot show in the Markdown of a slide's texts, and characters that the fonts lack, with line
 * numbers.
 */
import { type Font, openSync } from "fontkit";
import { faceFile, faces } from "../drawing/fonts/fonts.ts";
import { isTypeset } from "../print/typst-markup.ts";
import { type ProseSource, placeOf } from "../text/expressions.ts";
import { attributeOf, createMarkdown, levelOf, type MarkdownToken, TOP_LEVEL } from "../text/markup.ts";
import { codePointOf } from "../text/typography.ts";

/** A text whose {{expressions}} are replaced by `MARK`. */
export interface MarkedText {
  readonly source: ProseSource;
  /** A caption is a line; a slide's short form has blocks without headings. */
  readonly form: "line" | "blocks" | "blocks without headings";
}

/** Replaces an expression: a private character, which Markdown does not change. */
export const MARK = "\ue000";

/** Lists the problems of a slide's texts, which are in the order of the page. */
export function checkMarkdown(texts: readonly MarkedText[]): string[] {
  // A slide's title is one level above its headings.
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

/** All tokens of a text, with those within lines. */
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
  if (title.includes(MARK)) return "{{expression}} in a heading; place it in running text";
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
    ? `unread braces in the text: “${content.trim()}”; a {{expression}} begins without a backslash`
    : undefined;
}

function linkProblem(address: string): string | undefined {
  if (address.includes(encodeURI(MARK))) return "{{expression}} in a link address; place it in running text";
  return /^(?:https|mailto):./.test(address)
    ? undefined
    : `invalid link: “${address}”; expected a web address such as https://example.org`;
}

const codeTypes = ["code_inline", "code_block", "fence"];

function charactersProblem({ type, content }: MarkdownToken): string | undefined {
  if (type !== "text" && !codeTypes.includes(type)) return undefined;
  return glyphProblem(content.replaceAll(MARK, ""), type === "text" ? "text" : "code");
}

/** Any text may be set in the figures' font, which also replaces glyphs that the code's font lacks. */
const shownBy = { text: ["sans"], code: ["code", "sans"] } as const;

type Family = "sans" | "serif" | "code";

const families: readonly Family[] = ["sans", "serif", "code"];

/** Spaces, and characters that only change how others are shown. */
const BLANK = /[\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

/** Most characters that a message names. */
const MOST_NAMED = 5;

/** "no glyph for “中” (U+4E2D) in Source Sans 3, …", or undefined if every character of the text can be shown. */
export function glyphProblem(text: string, shown: keyof typeof shownBy): string | undefined {
  const missing = [...new Set(text)].filter((character) => {
    const lacking = lackingOf(character);
    return lacking.length > 0 && shownBy[shown].every((name) => lacking.includes(name));
  });
  if (missing.length === 0) return undefined;
  const named = missing.slice(0, MOST_NAMED).map((character) => `“${character}” (${codePointOf(character)})`);
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : "";
  const lacking = families.filter((name) =>
    missing.every((character) => lackingOf(character).includes(name)),
  );
  return `no glyph for ${named.join(", ")}${more} in ${lacking.map((name) => faces[name].family).join(", ")}`;
}

/** The families that lack a character, by character: a report has few different ones. */
const known = new Map<string, readonly Family[]>();

/** The families without a glyph for a character. */
function lackingOf(character: string): readonly Family[] {
  const before = known.get(character);
  if (before !== undefined) return before;
  const codePoint = character.codePointAt(0) ?? 0;
  const lacking = families.filter(
    (name) => !BLANK.test(character) && !fontOf(name).hasGlyphForCodePoint(codePoint),
  );
  known.set(character, lacking);
  return lacking;
}

const opened = new Map<Family, Font>();

/** Opened on demand, so that a command that reads no texts need not wait for it. */
function fontOf(name: Family): Font {
  const font = opened.get(name) ?? openSync(faceFile(name));
  opened.set(name, font);
  return font;
}
