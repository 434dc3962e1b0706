/** Markdown as this report uses it: no raw HTML, no style attributes, headings below the slide's own. */
import MarkdownIt from "markdown-it";
import { escapeHtml, slugify } from "../page/html.ts";

export interface MarkdownOptions {
  /** Starts the id of each heading, so that ids are unique in the page. */
  readonly idPrefix: string;
  /** Level of the topmost heading in the text. */
  readonly headingLevel: number;
}

type Token = ReturnType<MarkdownIt["parse"]>[number];

/** Renders a text of several blocks. */
export function renderMarkdown(text: string, options: MarkdownOptions): string {
  const markdown = new MarkdownIt({ html: false, typographer: true, quotes: "“”‘’" });
  const tokens = markdown.parse(text, {});
  const ids = new Map<string, number>();
  const top = Math.min(...tokens.filter(isHeading).map(levelOf));
  for (const [index, token] of tokens.entries()) {
    moveAlignment(token);
    if (isHeading(token)) {
      if (token.type === "heading_open") {
        token.attrSet(
          "id",
          uniqueId(`${options.idPrefix}-${slugify(tokens[index + 1]?.content ?? "")}`, ids),
        );
      }
      token.tag = `h${Math.min(6, levelOf(token) - top + options.headingLevel)}`;
    }
  }
  markdown.renderer.rules.heading_close = (all, index) => permalink(all, index);
  markdown.renderer.rules.table_open = () =>
    '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n';
  markdown.renderer.rules.table_close = () => "</table></div>\n";
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** Renders one line of text: no paragraphs, no headings. */
export function renderInlineMarkdown(text: string): string {
  return new MarkdownIt({ html: false, typographer: true, quotes: "“”‘’" }).renderInline(text.trim());
}

function isHeading(token: Token): boolean {
  return token.type === "heading_open" || token.type === "heading_close";
}

function levelOf(token: Token): number {
  return Number(token.tag.slice(1));
}

/** Table cells carry their alignment as a style attribute, which the page's policy blocks: a class says it instead. */
function moveAlignment(token: Token): void {
  const style = token.attrGet("style");
  if (style === null) return;
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== "style");
  token.attrJoin("class", `align-${style.replace("text-align:", "")}`);
}

function permalink(tokens: readonly Token[], index: number): string {
  const open = tokens[index - 2];
  const title = escapeHtml(tokens[index - 1]?.content ?? "");
  const id = escapeHtml(open?.attrGet("id") ?? "");
  return ` <a class="permalink" href="#${id}" aria-label="Link to “${title}”">#</a></${tokens[index]?.tag ?? "h3"}>\n`;
}

function uniqueId(id: string, ids: Map<string, number>): string {
  const count = (ids.get(id) ?? 0) + 1;
  ids.set(id, count);
  return count === 1 ? id : `${id}-${count}`;
}
