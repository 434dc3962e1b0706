/** Writes texts whose expressions are filled: Markdown, findings, settings, and citations numbered as they are met. */
import type { Reference } from "../../experiments/kit/references.ts";
import { ReportError } from "../base/errors.ts";
import type { HeadingIds, Markup } from "./markup.ts";
import type { References, Text, TextPart } from "./resolved.ts";

/** What a text needs from its document. */
export interface Surroundings {
  readonly references: References;
  readonly citations: Citations;
  readonly markup: Markup;
}

/** A expression's placeholder: its index between U+E000 and U+E001, private characters that Markdown leaves alone. */
export const PLACEHOLDER = /\ue000(\d+)\ue001/g;

/** Renders a text of several blocks; `idOf` gives each heading its id. */
export function renderProse(text: Text, idOf: HeadingIds, surroundings: Surroundings): string {
  return render(text, surroundings, (markdown) => surroundings.markup.blocks(markdown, idOf));
}

/** Renders one line of text, e.g. a caption. */
export function renderInlineProse(text: Text, surroundings: Surroundings): string {
  return render(text, surroundings, surroundings.markup.line);
}

/** Renders the text with placeholders, then inserts the rendered expressions, which must not be parsed as Markdown. */
function render(
  { parts, plain }: Text,
  surroundings: Surroundings,
  renderMarkdown: (markdown: string) => string,
): string {
  const rendered: string[] = [];
  const withPlaceholders = parts.map((part) => {
    if (typeof part === "string") return part;
    rendered.push(renderExpression(part, surroundings));
    return `\ue000${rendered.length - 1}\ue001`;
  });
  let inserted = 0;
  const filled = renderMarkdown(withPlaceholders.join("")).replace(PLACEHOLDER, (_, index: string) => {
    inserted++;
    return rendered[Number(index)] ?? "";
  });
  if (inserted === rendered.length) return filled;
  throw new ReportError(`Markdown cannot show a {{expression}} at this place, in the text “${plain}”`, {
    help: "place it in running text, not in a link address or an image",
  });
}

function renderExpression(
  part: Exclude<TextPart, string>,
  { references, citations, markup }: Surroundings,
): string {
  if ("finding" in part) return markup.finding(part.text, part.value);
  if ("config" in part) return markup.number(part.text);
  const reference = references[part.cite];
  if (reference === undefined) throw new Error(`no reference ${part.cite}`);
  return markup.citation(part.cite, citations.numberOf(part.cite, reference), part.quoted);
}

export interface NumberedReference {
  readonly key: string;
  readonly number: number;
  readonly reference: Reference;
}

/** Numbers references in the order in which they are first cited. */
export interface Citations {
  /** The number of a reference; one that was not cited before gets the next. */
  numberOf(key: string, reference: Reference): number;
  /** The references cited so far, in order of their numbers. */
  list(): NumberedReference[];
}

export function createCitations(): Citations {
  const cited = new Map<string, NumberedReference>();
  return {
    numberOf(key, reference) {
      const entry = cited.get(key) ?? { key, number: cited.size + 1, reference };
      cited.set(key, entry);
      return entry.number;
    },
    list: () => [...cited.values()],
  };
}
