/** slide.md: front matter, the deck's text between `:::deck` and `:::`, then our text. */
import { ReportError } from "../errors.ts";
import { type FrontMatter, parseFrontMatter } from "./front-matter.ts";

export interface SlideFile extends FrontMatter {
  readonly deckText: string;
  readonly prose: string;
  /** Line of the file on which `prose` starts, from 1. */
  readonly proseLine: number;
}

/** Parses the text of slide.md; `file` names it in messages. */
export function parseSlideFile(text: string, file: string): SlideFile {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const fail = (line: number, message: string, help: string) =>
    new ReportError(`${file}:${line}: ${message}`, { help });
  if (lines[0] !== "---") throw fail(1, "missing front matter", 'the file starts with a line "---"');
  const end = lines.indexOf("---", 1);
  if (end === -1) throw fail(1, "unclosed front matter", 'it ends with a line "---"');
  const deckStart = lines.findIndex((line, index) => index > end && line.trim() !== "");
  if (lines[deckStart] !== ":::deck") {
    throw fail(
      Math.max(end, deckStart) + 1,
      "missing deck text",
      'the deck\'s words stand between ":::deck" and ":::"',
    );
  }
  const deckEnd = lines.indexOf(":::", deckStart);
  if (deckEnd === -1) throw fail(deckStart + 1, "unclosed deck text", 'it ends with a line ":::"');
  const deckText = lines
    .slice(deckStart + 1, deckEnd)
    .join("\n")
    .trim();
  const proseStart = lines.findIndex((line, index) => index > deckEnd && line.trim() !== "");
  return {
    ...parseFrontMatter(lines.slice(1, end).join("\n"), file, 2, deckText),
    deckText,
    prose: proseStart === -1 ? "" : lines.slice(proseStart).join("\n"),
    proseLine: proseStart === -1 ? lines.length : proseStart + 1,
  };
}
