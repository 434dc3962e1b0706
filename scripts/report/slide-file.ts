/** Parses slide.md: front matter, the deck's text, and our text with its figures. */
import { ReportError } from "../base/errors.ts";
import { type FrontMatter, parseFrontMatter } from "./front-matter.ts";
import { parseBody, type SlideBody } from "./slide-body.ts";

export interface SlideFile extends FrontMatter {
  readonly deckText: string;
  readonly body: SlideBody;
}

/** Parses the text of slide.md. Throws a ReportError with the line of a mistake; `file` is its path in messages. */
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
      'after the front matter, put the deck\'s words between lines ":::deck" and ":::"',
    );
  }
  const deckEnd = lines.indexOf(":::", deckStart);
  if (deckEnd === -1) throw fail(deckStart + 1, "unclosed deck text", 'it ends with a line ":::"');
  const deckText = lines
    .slice(deckStart + 1, deckEnd)
    .join("\n")
    .trim();
  return {
    ...parseFrontMatter(lines.slice(1, end).join("\n"), file, 2, deckText),
    deckText,
    body: parseBody({ lines: lines.slice(deckEnd + 1), file, line: deckEnd + 2 }),
  };
}
