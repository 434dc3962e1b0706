/** The page's language. */
import { escapeHtml, numberHtml } from "../page/html.ts";
import { renderInlineMarkdown, renderMarkdown } from "./markdown.ts";
import type { Markup } from "./markup.ts";

const strongNumber = (number: string) => `<strong class="number">${numberHtml(number)}</strong>`;
const detailHtml = (detail: string) => ` <span class="detail">(${numberHtml(detail)})</span>`;

export const htmlMarkup: Markup = {
  blocks: renderMarkdown,
  line: renderInlineMarkdown,
  paragraph: ["<p>", "</p>"],
  figureRow: (figures) => `<div class="figures figures-${figures.length}">${figures.join("\n")}</div>`,
  text: escapeHtml,
  strong: (text) => `<strong>${escapeHtml(text)}</strong>`,
  number: (text) => `<span class="number">${numberHtml(text)}</span>`,
  result: ({ number, detail }) => `${strongNumber(number)}${detail === "" ? "" : detailHtml(detail)}`,
  finding(said, value) {
    const phrase = said.phrase === "" ? "" : `${escapeHtml(said.phrase)} `;
    return `<data class="finding" value="${escapeHtml(String(value))}">${phrase}${htmlMarkup.result(said)}</data>`;
  },
  citation(key, number, quoted) {
    const link = `<a class="citation" href="#ref-${key}" aria-label="Reference ${number}">[${number}]</a>`;
    return quoted === undefined ? link : `<span class="quoted">${escapeHtml(quoted)}</span>\u00a0${link}`;
  },
};
