/** Markdown as HTML: no style attributes, headings with a link to themselves. */
import { escapeHtml } from "../page/html.ts";
import { createMarkdown, type MarkdownOptions, type MarkdownToken, parseMarkdown } from "./parse-markdown.ts";

const markdown = createMarkdown();
Object.assign(markdown.renderer.rules, {
  heading_close: permalink,
  table_open: () => '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n',
  table_close: () => "</table></div>\n",
});

/** Renders a text of several blocks. */
export function renderMarkdown(text: string, options: MarkdownOptions): string {
  const tokens = parseMarkdown(markdown, text, options);
  for (const token of tokens) moveAlignment(token);
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** Renders one line of text: no paragraphs, no headings. */
export function renderInlineMarkdown(text: string): string {
  return markdown.renderInline(text.trim());
}

/** Table cells carry their alignment as a style attribute, which the page's policy blocks: a class says it instead. */
function moveAlignment(token: MarkdownToken): void {
  const style = token.attrGet("style");
  if (style === null) return;
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== "style");
  token.attrJoin("class", `align-${style.replace("text-align:", "")}`);
}

function permalink(tokens: readonly MarkdownToken[], index: number): string {
  const open = tokens[index - 2];
  const title = escapeHtml(tokens[index - 1]?.content ?? "");
  const id = escapeHtml(open?.attrGet("id") ?? "");
  return ` <a class="permalink" href="#${id}" aria-label="Link to “${title}”">#</a></${tokens[index]?.tag ?? "h3"}>\n`;
}
