/** Parses slide.md: front matter, the deck's text, and our text with its figures. */
import { ReportError } from "../base/errors.ts";
import { codePointOf } from "../text/typography.ts";
import { type FrontMatter, parseFrontMatter } from "./front-matter.ts";
import { parseBody, type SlideBody } from "./slide-body.ts";

export interface SlideFile extends FrontMatter {
  readonly deckText: string;
  readonly body: SlideBody;
}

/** Some editors put it before the first character. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** Control characters but the tab, and private ones, which stand for statements while a text is rendered. */
const NO_TEXT = /\p{Co}|[^\P{Cc}\t]/u;

type Fail = (line: number, message: string, help: string) => ReportError;

/** Parses the text of slide.md. Throws a ReportError with the line of a mistake; `file` is its path in messages. */
export function parseSlideFile(text: string, file: string): SlideFile {
  const fail: Fail = (line, message, help) => new ReportError(`${file}:${line}: ${message}`, { help });
  const all = text.replace(BYTE_ORDER_MARK, "").replaceAll("\r\n", "\n").split("\n");
  for (const [index, line] of all.entries()) {
    const [character] = NO_TEXT.exec(line) ?? [];
    if (character !== undefined)
      throw fail(index + 1, `character that is no text: ${codePointOf(character)}`, "remove it");
  }
  if (all[0] !== "---") throw fail(1, "missing front matter", 'the file starts with a line "---"');
  const end = all.indexOf("---", 1);
  if (end === -1) throw fail(1, "unclosed front matter", 'it ends with a line "---"');
  const lines = [...all.slice(0, end + 1), ...withoutComments(all.slice(end + 1), end + 2, fail)];
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

/** The lines with those of comments blank, so that the others keep their numbers. A comment begins and ends a line. */
function withoutComments(lines: readonly string[], firstLine: number, fail: Fail): string[] {
  const kept = [...lines];
  for (let start = 0; start < lines.length; start++) {
    if (!lines[start]?.startsWith("<!--")) continue;
    const end = lines.findIndex((line, index) => index >= start && line.includes("-->"));
    if (end === -1) throw fail(firstLine + start, "unclosed comment", 'it ends with "-->"');
    if (!lines[end]?.trimEnd().endsWith("-->")) {
      throw fail(firstLine + end, "words after a comment", "begin a new line after it");
    }
    kept.fill("", start, end + 1);
    start = end;
  }
  return kept;
}
