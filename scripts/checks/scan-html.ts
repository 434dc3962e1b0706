/** Parses pages into their elements and the text that a reader sees. */
import { Parser } from "htmlparser2";
import type { OutputFiles } from "../record/record.ts";

/** An element of a page. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: Tag | undefined;
  /** Its own text, without that of nested elements. */
  readonly text: string;
  /** Offset of its start tag in the page; `end` is the offset after its end tag. */
  readonly start: number;
  readonly end: number;
}

export interface ScannedHtml {
  readonly html: string;
  /** In the order of their start tags. */
  readonly tags: readonly Tag[];
  /** The visible prose, without listings and texts that only assistive software reads. */
  readonly visibleText: string;
}

export interface ScannedPage extends ScannedHtml {
  /** Path relative to the report. */
  readonly file: string;
}

/** Every page among the files, scanned once for all checks. */
export function scanPages(files: OutputFiles): ScannedPage[] {
  return [...files].flatMap(([file, content]) => {
    if (!file.endsWith(".html")) return [];
    const html = typeof content === "string" ? content : Buffer.from(content).toString();
    return [{ file, ...scanHtml(html) }];
  });
}

const unseen = new Set(["style", "script", "pre", "desc", "title"]);

/** Collects the elements from the parser's events. A page has 20,000, and building a tree takes twice as long. */
export function scanHtml(html: string): ScannedHtml {
  const tags: Tag[] = [];
  const texts: string[] = [];
  let open = openTag("", 0, true);
  const parser = new Parser({
    onopentagname(name) {
      open = openTag(name, parser.startIndex, open.isSeen && !unseen.has(name), open);
      tags.push(open);
    },
    onattribute(name, value) {
      open.attributes.set(name, value);
    },
    ontext(text) {
      open.text += text;
      if (open.isSeen) texts.push(text);
    },
    onclosetag() {
      open.end = parser.endIndex + 1;
      open = open.parent ?? open;
    },
  });
  parser.end(html);
  return { html, tags, visibleText: texts.join(" ") };
}

interface OpenTag extends Tag {
  readonly attributes: Map<string, string>;
  readonly parent: OpenTag | undefined;
  readonly isSeen: boolean;
  text: string;
  end: number;
}

function openTag(name: string, start: number, isSeen: boolean, parent?: OpenTag): OpenTag {
  return { name, attributes: new Map(), parent, isSeen, text: "", start, end: start };
}

/** The text of the page's title. */
export function titleOf({ tags }: ScannedHtml): string | undefined {
  return tags.find(({ name }) => name === "title")?.text;
}
