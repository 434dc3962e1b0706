/** Reads texts as plain headings and sentences. */
import { attributeOf, createMarkdown, type HeadingIds, type MarkdownToken, parseMarkdown } from "./markup.ts";
import { PLACEHOLDER } from "./prose.ts";
import { plainPart, type References, type Text } from "./resolved.ts";
import { typeset } from "./typography.ts";

/** A heading, or a sentence of a paragraph. */
export interface Passage {
  readonly text: string;
  readonly isHeading: boolean;
  /** Whether a finding is in it. */
  readonly hasFinding: boolean;
  /** The id of the heading that it is, or that comes before it; undefined before the first. */
  readonly heading: string | undefined;
}

const markdown = createMarkdown();

/** A sentence begins with a capital, a quote or an expression. */
const BETWEEN_SENTENCES = /(?<=[.!?]) (?=[\p{Lu}“\ue000])/u;

/** The passages of consecutive texts, without tables and listings. `idOf` gives each heading its id. */
export function passagesIn(texts: readonly Text[], references: References, idOf: HeadingIds): Passage[] {
  let heading: string | undefined;
  return texts.flatMap(({ parts }) => {
    const fill = (text: string) =>
      text.replace(PLACEHOLDER, (_, index: string) => {
        const part = parts[Number(index)];
        return part === undefined ? "" : plainPart(part, references);
      });
    const isFinding = (index: string) => {
      const part = parts[Number(index)];
      return typeof part === "object" && "finding" in part;
    };
    const tokens = parseMarkdown(markdown, withPlaceholders({ parts }), idOf);
    return tokens.flatMap((token, index): Passage[] => {
      const opening = tokens[index - 1];
      if (token.type !== "inline" || !/^(?:heading|paragraph)_open$/.test(opening?.type ?? "")) return [];
      const isHeading = opening?.type === "heading_open";
      if (isHeading) heading = attributeOf(opening, "id");
      return plainOf(token)
        .split(isHeading ? /$^/ : BETWEEN_SENTENCES)
        .map((text) => ({
          text: typeset(fill(text)),
          isHeading,
          hasFinding: [...text.matchAll(PLACEHOLDER)].some(([, found = ""]) => isFinding(found)),
          heading,
        }));
    });
  });
}

/** A text of one paragraph, such as a caption, without markup. */
export const plainText = (text: Text, references: References): string =>
  passagesIn([text], references, String)
    .map((passage) => passage.text)
    .join(" ");

const withPlaceholders = ({ parts }: Pick<Text, "parts">): string =>
  parts.map((part, index) => (typeof part === "string" ? part : `\ue000${index}\ue001`)).join("");

/** The text of a heading's or a paragraph's content. */
const plainOf = ({ children }: MarkdownToken): string =>
  (children ?? [])
    .map(({ type, content }) => (/break$/.test(type) ? " " : content))
    .join("")
    .replace(/[^\S\u00a0]+/g, " ")
    .trim();
