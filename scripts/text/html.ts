/** Writes the report's texts as HTML: Markdown, numbers, findings and citations, all escaped. */
import { escapeXml } from "../base/xml.ts";
import {
  attributeOf,
  createMarkdown,
  type HeadingIds,
  type MarkdownToken,
  type Markup,
  parseMarkdown,
} from "./markup.ts";

export const htmlMarkup: Markup = {
  blocks: renderMarkdown,
  line: renderInlineMarkdown,
  figureRow: (figures) => `<div class="figures figures-${figures.length}">${figures.join("\n")}</div>`,
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
