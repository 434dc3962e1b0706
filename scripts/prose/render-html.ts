/**
 * Prose as HTML. Statements become private-use tokens first, Markdown is rendered with raw HTML off, and only then do
 * the tokens become trusted HTML: nothing that an author types can be mistaken for markup of ours.
 */
import { ReportError } from "../errors.ts";
import { escapeHtml, numberHtml } from "../page/html.ts";
import type { Citations } from "./citations.ts";
import { describeFinding } from "./finding-text.ts";
import { type MarkdownOptions, renderInlineMarkdown, renderMarkdown } from "./markdown.ts";
import { checkFigure, configText, findingOf, type ProseScope, referenceOf } from "./scope.ts";
import { fillTemplate, type ProseSource, type Speakers } from "./template.ts";

/** What prose needs of the page around it. */
export interface HtmlSurroundings {
  readonly scope: ProseScope;
  readonly citations: Citations;
  /** The HTML of a figure, by its name in the slide. */
  readonly figure: (name: string) => string;
}

/** Delimits a token's index: U+E000 and U+E001, which no text uses and Markdown passes through. */
const TOKEN = /\ue000(\d+)\ue001/g;
/** A paragraph of figures alone becomes a row of figures. */
const FIGURE_ROW = /<p>((?:\s*\ue000\d+\ue001\s*)+)<\/p>/g;

/** Renders a text of several blocks. Figures that share a paragraph stand side by side where there is room. */
export function renderProse(
  source: ProseSource,
  options: MarkdownOptions,
  surroundings: HtmlSurroundings,
): string {
  const tokens: Token[] = [];
  const html = renderMarkdown(fillTemplate(source, speakersOf(tokens, surroundings)), options);
  const rows = html.replace(FIGURE_ROW, (paragraph, inner: string) => {
    const inside = [...inner.matchAll(TOKEN)].map(([, index]) => tokens[Number(index)]);
    if (!inside.every((token) => token?.block)) return paragraph;
    return `<div class="figures figures-${inside.length}">${inner.trim()}</div>`;
  });
  return resolve(rows, tokens, source);
}

/** Renders one line of text, for example a caption. */
export function renderInlineProse(source: ProseSource, surroundings: HtmlSurroundings): string {
  const tokens: Token[] = [];
  const html = renderInlineMarkdown(fillTemplate(source, speakersOf(tokens, surroundings)));
  return resolve(html, tokens, source);
}

interface Token {
  readonly html: string;
  /** True for what cannot stand inside a paragraph. */
  readonly block: boolean;
}

function speakersOf(tokens: Token[], { scope, citations, figure }: HtmlSurroundings): Speakers {
  const issue = (html: string, block = false) => {
    tokens.push({ html, block });
    return `\ue000${tokens.length - 1}\ue001`;
  };
  return {
    figure: ([name = ""], where) => {
      checkFigure(scope, name, where);
      return issue(figure(name), true);
    },
    finding: ([id = ""], where) => issue(findingHtml(scope, id, where)),
    config: ([path = "", format], where) =>
      issue(`<span class="number">${numberHtml(configText(scope, path, format, where))}</span>`),
    cite: ([key = "", quoted], where) => {
      const number = citations.numberOf(key, referenceOf(key, where));
      const link = `<a class="citation" href="#ref-${key}" aria-label="Reference ${number}">[${number}]</a>`;
      return issue(
        quoted === undefined ? link : `<span class="quoted">${escapeHtml(quoted)}</span>\u00a0${link}`,
      );
    },
  };
}

function findingHtml(scope: ProseScope, id: string, where: string): string {
  const finding = findingOf(scope, id, where);
  const { phrase, number, detail } = describeFinding(finding);
  const said = [
    phrase === "" ? "" : `${escapeHtml(phrase)} `,
    `<strong class="number">${numberHtml(number)}</strong>`,
    detail === "" ? "" : ` <span class="detail">(${numberHtml(detail)})</span>`,
  ].join("");
  return `<data class="finding" value="${escapeHtml(String(finding.value))}">${said}</data>`;
}

function resolve(html: string, tokens: readonly Token[], source: ProseSource): string {
  let resolved = 0;
  const filled = html.replace(TOKEN, (_, index: string) => {
    resolved++;
    return tokens[Number(index)]?.html ?? "";
  });
  if (resolved !== tokens.length) {
    throw new ReportError(`${source.file}: a {{statement}} stands where Markdown cannot show it`, {
      help: "place it in running text, not in a link address or an image",
    });
  }
  return filled;
}
