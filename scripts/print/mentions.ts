/**
 * Makes the text mention each figure, as "(Figure 3)", since a figure that does not fit its column is in the next one. The
 * paragraph after the figure mentions it; where a heading follows, the one before.
 */
import type { BodyPart, RenderedFigure } from "../text/markup.ts";
import { typstString } from "./typst.ts";

export function withMentions(parts: readonly BodyPart[]): BodyPart[] {
  return parts.map((part, index) => {
    if (!("text" in part)) return part;
    const starts = startsWithParagraph(part);
    const before = starts ? figuresUp(parts.slice(0, index).reverse()) : [];
    const after = startsWithParagraph(textAfter(parts, index)) ? [] : figuresUp(parts.slice(index + 1));
    const isOneBlock = !part.text.trimEnd().includes(BETWEEN_BLOCKS);
    return isOneBlock && starts
      ? { text: mentionLast(part.text, [...before, ...after]) }
      : { text: mentionLast(mentionFirst(part.text, before), after) };
  });
}

const PARAGRAPH = "#par[";
const BETWEEN_BLOCKS = "\n\n";
const END = `]${BETWEEN_BLOCKS}`;

const startsWithParagraph = (part: BodyPart | undefined): boolean =>
  part !== undefined && "text" in part && part.text.startsWith(PARAGRAPH);

const textAfter = (parts: readonly BodyPart[], index: number): BodyPart | undefined =>
  parts.slice(index + 1).find((part) => "text" in part);

/** The figures up to the next text, in the order of the report. */
function figuresUp(parts: readonly BodyPart[]): RenderedFigure[] {
  const end = parts.findIndex((part) => "text" in part);
  return parts
    .slice(0, end === -1 ? parts.length : end)
    .flatMap((part) => ("figures" in part ? part.figures : []))
    .sort((a, b) => a.number - b.number);
}

function mentionFirst(text: string, figures: readonly RenderedFigure[]): string {
  const end = text.indexOf(END);
  return figures.length === 0 ? text : mentioned(text.slice(0, end), figures) + text.slice(end);
}

/** In the last block, if it is a paragraph. */
function mentionLast(text: string, figures: readonly RenderedFigure[]): string {
  const start = text.trimEnd().lastIndexOf(BETWEEN_BLOCKS);
  const last = start === -1 ? 0 : start + BETWEEN_BLOCKS.length;
  if (figures.length === 0 || !text.startsWith(PARAGRAPH, last)) return text;
  const end = text.lastIndexOf(END);
  return mentioned(text.slice(0, end), figures) + text.slice(end);
}

/** The paragraph with the figures' numbers before its full stop. */
function mentioned(paragraph: string, figures: readonly RenderedFigure[]): string {
  const list = figures.map(({ id, number }) => `(${typstString(id)}, ${number}), `).join("");
  const mention = `#mention(${list});`;
  const stop = '.";';
  return paragraph.endsWith(stop)
    ? `${paragraph.slice(0, -stop.length)}";${mention}#${typstString(".")};`
    : `${paragraph}${mention}`;
}
