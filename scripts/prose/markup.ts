/** A language in which the texts of a view are written: HTML for the page, Typst for the PDF. */
import type { FindingText } from "./finding-text.ts";
import type { MarkdownOptions } from "./parse-markdown.ts";

export interface Markup {
  /** Markdown of several blocks. */
  blocks(text: string, options: MarkdownOptions): string;
  /** Markdown of one line: no paragraphs, no headings. */
  line(text: string): string;
  /** How `blocks` begins and ends a paragraph. */
  readonly paragraph: readonly [begin: string, end: string];
  /** Figures that stand side by side, where there is room. */
  figureRow(figures: readonly string[]): string;
  /** Text as it is, whatever characters it holds. */
  text(text: string): string;
  strong(text: string): string;
  /** A number with its unit. */
  number(text: string): string;
  /** The number of a finding, with what it rests on. */
  result(said: Pick<FindingText, "number" | "detail">): string;
  finding(said: FindingText, value: number | string): string;
  /** A link to a source of the list, after the number quoted from it where there is one. */
  citation(key: string, number: number, quoted: string | undefined): string;
}
