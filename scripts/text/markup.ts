/** The interface of an output language (HTML for the page, Typst for the PDF), the Markdown parsing that both share, and HTML. */

import createParser, { type MarkdownIt, type Token } from "markdown-it";
import { escapeXml } from "../base/format.ts";
import type { FindingText } from "./finding-text.ts";

/** Writes the parts of a text in one output language. Arguments are plain text or Markdown, never markup. */
export interface Markup {
  /** Markdown of several blocks. */
  blocks(text: string, idOf: HeadingIds): string;
  /** Markdown of one line: no paragraphs, no headings. */
  line(text: string): string;
  /** A text with its figures, in reading order. */
  body(parts: readonly BodyPart[]): string;
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

/** Rendered blocks, or rendered figures that belong side by side. */
export type BodyPart = { readonly text: string } | { readonly figures: readonly RenderedFigure[] };

/** A figure with what a text needs to refer to it. */
export interface RenderedFigure {
  readonly id: string;
  readonly number: number;
  readonly shown: string;
  readonly isAside: boolean;
}

/** Maps a heading's title to its id. */
export type HeadingIds = (title: string) => string;

/**
 * Makes ids such as "slide-9-method". The prefix keeps them unique in the page; equal titles get "-2", "-3" and so on, as do
 * those whose id another part of the page has `taken`.
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
export function slugify(text: string): string {
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

export const htmlMarkup: Markup = {
  blocks: renderMarkdown,
  line: renderInlineMarkdown,
  body: (parts) => passagesOf(parts).map(passageHtml).join("\n"),
  text: escapeXml,
  strong: (text) => `<strong>${escapeXml(text)}</strong>`,
  number: (text) => `<span class="number">${numberHtml(text)}</span>`,
  result: ({ number, detail }) => `${strongNumber(number)}${detail === "" ? "" : detailHtml(detail)}`,
  finding({ before, number, after, detail }, value) {
    const title = detail === "" ? "" : ` title="${escapeXml(detail)}"`;
    return `<data class="finding" value="${escapeXml(String(value))}"${title}>${escapeXml(before)}${strongNumber(number)}${escapeXml(after)}</data>`;
  },
  citation(key, number, quoted) {
    const link = `<a class="citation" href="#ref-${key}" aria-label="Reference ${number}">[${number}]</a>`;
    return quoted === undefined ? link : `<span class="quoted">${escapeXml(quoted)}</span>\u00a0${link}`;
  },
};

/** Escapes a number's text. Exponents become <sup>, because some fonts lack a superscript minus. */
function numberHtml(text: string): string {
  return escapeXml(text).replace(
    /10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
    (_, power: string) => `10<sup>${power.normalize("NFKC")}</sup>`,
  );
}

const strongNumber = (number: string) => `<strong class="number">${numberHtml(number)}</strong>`;

const detailHtml = (detail: string) => ` <span class="detail">(${numberHtml(detail)})</span>`;

/** Parts that a study shows next to each other: a heading, its text and a row of figures. */
type Passage = readonly BodyPart[];

/** A passage begins with each heading of the highest level, and with each further row of figures. */
function passagesOf(parts: readonly BodyPart[]): readonly Passage[] {
  const passages: BodyPart[][] = [];
  for (const part of parts.flatMap(splitAtHeadings)) {
    const current = passages.at(-1);
    const isNew = "text" in part ? part.text.startsWith(HEADING) : current?.some((one) => "figures" in one);
    if (current === undefined || isNew === true) passages.push([part]);
    else current.push(part);
  }
  return passages;
}

const HEADING = `<h${TOP_LEVEL} `;

function splitAtHeadings(part: BodyPart): readonly BodyPart[] {
  if ("figures" in part) return [part];
  const texts = part.text.split(new RegExp(`(?=${HEADING})`));
  return texts.filter((text) => text.trim() !== "").map((text) => ({ text }));
}

function passageHtml(passage: Passage): string {
  const isPlain = passage.every((part) => "text" in part || part.figures.every(({ isAside }) => isAside));
  const shown = passage.flatMap((part) =>
    "text" in part ? [textHtml(part.text)] : figuresHtml(part.figures),
  );
  return `<div class="passage${isPlain ? " passage-plain" : ""}">\n${shown.join("\n")}\n</div>`;
}

const textHtml = (text: string) => `<div class="passage-text">\n${text}</div>`;

function figuresHtml(figures: Extract<BodyPart, { figures: unknown }>["figures"]): readonly string[] {
  const asides = figures.filter(({ isAside }) => isAside);
  const others = figures.filter(({ isAside }) => !isAside).map(({ shown }) => shown);
  return [
    ...asides.map(({ shown }) => `<div class="passage-aside">${shown}</div>`),
    ...(others.length === 0
      ? []
      : [`<div class="figures figures-${others.length}">${others.join("\n")}</div>`]),
  ];
}

const markdown = createMarkdown();

Object.assign(markdown.renderer.rules, {
  heading_close: permalink,
  table_open: () => '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n',
  table_close: () => "</table></div>\n",
});

/** Renders Markdown of several blocks; `idOf` gives each heading its id. */
export function renderMarkdown(text: string, idOf: HeadingIds): string {
  const tokens = parseMarkdown(markdown, text, idOf);
  for (const token of tokens) moveAlignment(token);
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** Renders one line of Markdown: no paragraphs, no headings. */
function renderInlineMarkdown(text: string): string {
  return markdown.renderInline(text.trim());
}

/** Aligns a table cell by a class instead of a style attribute, which the page's Content-Security-Policy blocks. */
function moveAlignment(token: MarkdownToken): void {
  const style = attributeOf(token, "style");
  if (style === "") return;
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== "style");
  token.attrJoin("class", `align-${style.replace("text-align:", "")}`);
}

function permalink(tokens: readonly MarkdownToken[], index: number): string {
  const open = tokens[index - 2];
  const title = escapeXml(tokens[index - 1]?.content ?? "");
  const id = escapeXml(attributeOf(open, "id"));
  return ` <a class="permalink" tabindex="-1" href="#${id}" aria-label="Link to “${title}”">#</a></${tokens[index]?.tag ?? "h3"}>\n`;
}
