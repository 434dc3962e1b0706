/** Writes Markdown as Typst. All text is written as string literals, so none of it is parsed as Typst. */
import type { MarkdownIt } from "markdown-it";
import { ReportError } from "../base/errors.ts";
import {
  attributeOf,
  createMarkdown,
  type HeadingIds,
  levelOf,
  type MarkdownToken,
  type Markup,
  parseMarkdown,
  type RenderedFigure,
} from "../text/markup.ts";
import { PLACEHOLDER } from "../text/prose.ts";
import { NO_BREAK } from "../text/typography.ts";
import { withMentions } from "./mentions.ts";
import { typstString } from "./typst.ts";

export const typstMarkup: Markup = {
  blocks: typstBlocks,
  line: typstLine,
  body: (parts) =>
    withMentions(parts)
      .map((part) => ("text" in part ? part.text : figureRow(part.figures)))
      .join("\n"),
  text: typstText,
  strong: (text) => `#strong[${typstText(text)}]`,
  number: typstNumber,
  result: ({ number, detail }) =>
    `#strong[${typstNumber(number)}]${detail === "" ? "" : ` #detail[${typstNumber(detail)}]`}`,
  finding({ before, number, after }) {
    const around = (text: string) => (text === "" ? "" : typstText(text));
    return `${around(before)}${typstNumber(number)}${around(after)}`;
  },
  citation(key, number, quoted) {
    const link = `#link(label(${typstString(`ref-${key}`)}))[${typstText(`[${number}]`)}]`;
    return quoted === undefined ? link : `${typstText(`${quoted}${NO_BREAK}`)}${link}`;
  },
};

const figureRow = (figures: readonly RenderedFigure[]): string =>
  `${figures.map(({ shown }) => shown).join("\n")}\n\n`;

/** Markdown of several blocks. */
export function typstBlocks(text: string, idOf: HeadingIds): string {
  return markdown.renderer.render(parseMarkdown(markdown, text, idOf), markdown.options, {});
}

/** Markdown of one line. */
function typstLine(text: string): string {
  return markdown.renderInline(text.trim());
}

/** Text as Typst. Placeholders of statements are kept outside of the literals, because markup will replace them. */
export function typstText(text: string): string {
  return outsidePlaceholders(text, (part) => `#${typstString(part)};`);
}

const typstCode = (text: string): string =>
  outsidePlaceholders(text, (part) => `#raw(${typstString(part)});`);

function outsidePlaceholders(text: string, write: (part: string) => string): string {
  const between = text.split(new RegExp(`(${PLACEHOLDER.source.replace(/[()]/g, "")})`));
  return between.map((part, index) => (index % 2 === 1 || part === "" ? part : write(part))).join("");
}

type TokenRule = (token: MarkdownToken, tokens: readonly MarkdownToken[], index: number) => string;

/** Skips the paragraphs of a tight list, which the parser marks as hidden. */
const unlessHidden =
  (text: string): TokenRule =>
  ({ hidden }) =>
    hidden ? "" : text;

const rules: Readonly<Record<string, TokenRule>> = {
  text: ({ content }) => typstText(content),
  softbreak: () => "\n",
  hardbreak: () => "#linebreak();",
  code_inline: ({ content }) => typstCode(content),
  code_block: ({ content }) => codeBlock(content),
  fence: ({ content }) => codeBlock(content),
  em_open: () => "#emph[",
  em_close: () => "]",
  strong_open: () => "#strong[",
  strong_close: () => "]",
  link_open: (token) => linkOpen(attributeOf(token, "href")),
  link_close: () => "]",
  paragraph_open: (token, tokens, index) => {
    if (token.hidden) return "";
    // Text, the end of the paragraph, and then perhaps a table, which it announces.
    return tokens[index + 3]?.type === "table_open" ? "#block(sticky: true, spacing: 0.9em)[" : "#par[";
  },
  paragraph_close: unlessHidden("]\n\n"),
  // Level 1 is a slide's title.
  heading_open: (token) => `#heading(level: ${levelOf(token)})[`,
  heading_close: (_, tokens, index) => `] <${attributeOf(tokens[index - 2], "id")}>\n\n`,
  blockquote_open: () => "#quote(block: true)[",
  blockquote_close: () => "]\n\n",
  bullet_list_open: () => "#list(",
  bullet_list_close: () => ")\n\n",
  ordered_list_open: (token) => `#enum(start: ${token.attrGet("start") ?? "1"}, `,
  ordered_list_close: () => ")\n\n",
  list_item_open: () => "[",
  list_item_close: () => "],\n",
  table_open: (_, tokens, index) => `#text-table(columns: ${columnsFrom(tokens, index)}, `,
  table_close: () => ")\n\n",
  thead_open: () => "table.header(",
  thead_close: () => "),\n",
  tbody_open: () => "",
  tbody_close: () => "",
  tr_open: () => "",
  tr_close: () => "\n",
  th_open: cellOpen,
  th_close: () => "],",
  td_open: cellOpen,
  td_close: () => "],",
};

/** Whether a PDF can show a part of Markdown, by the type of its token. */
export const isTypeset = (type: string): boolean => type === "inline" || Object.hasOwn(rules, type);

function createTypstMarkdown(): MarkdownIt {
  const markdown = createMarkdown();
  markdown.renderer.rules = Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      name,
      (tokens: MarkdownToken[], index: number) => {
        const token = tokens[index];
        return token === undefined ? "" : rule(token, tokens, index);
      },
    ]),
  );
  markdown.renderer.renderToken = (tokens, index) => {
    throw new ReportError(`unsupported Markdown in the PDF: ${tokens[index]?.type}`);
  };
  return markdown;
}

const markdown = createTypstMarkdown();

const codeBlock = (text: string): string => `#raw(block: true, ${typstString(text.replace(/\n$/, ""))})\n\n`;

/** Opens a link. A link to a file of the report becomes plain text, because the PDF is read without those files. */
function linkOpen(href: string): string {
  if (href.startsWith("#")) return `#link(label(${typstString(href.slice(1))}))[`;
  return /^[a-z]+:/.test(href) ? `#link(${typstString(href)})[` : "#box[";
}

function columnsFrom(tokens: readonly MarkdownToken[], index: number): number {
  const end = tokens.findIndex(({ type }, place) => place > index && type === "thead_close");
  return tokens.slice(index, end).filter(({ type }) => type === "th_open").length;
}

function cellOpen(token: MarkdownToken): string {
  const side = /text-align:(left|right|center)/.exec(attributeOf(token, "style"))?.[1];
  return side === undefined ? "[" : `table.cell(align: ${side})[`;
}

/** A number's text. Exponents become markup, because some fonts lack a superscript minus. */
function typstNumber(text: string): string {
  const parts = text.split(/(?<=10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/);
  return parts
    .map((part, index) => {
      if (part === "") return "";
      return index % 2 === 1 ? `#super(${typstString(part.normalize("NFKC"))});` : typstText(part);
    })
    .join("");
}
