/**
 * Reads the tags of a page that the templates wrote: attributes are double-quoted or bare, so a scanner is enough. Not
 * for HTML from elsewhere.
 */
import type { OutputFiles } from "../report/report.ts";

export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** A page of the report with its tags. */
export interface ScannedPage {
  /** Path relative to the report. */
  readonly file: string;
  readonly html: string;
  readonly tags: readonly Tag[];
}

const TAG = /<([a-zA-Z][\w:-]*)((?:\s+[^\s=>"/]+(?:\s*=\s*"[^"]*")?)*)\s*\/?>/g;
const ATTRIBUTE = /([^\s=>"/]+)(?:\s*=\s*"([^"]*)")?/g;

/** Every page among the files, scanned once for all checks. */
export function scanPages(files: OutputFiles): ScannedPage[] {
  return [...files].flatMap(([file, content]) => {
    if (!file.endsWith(".html")) return [];
    const html = typeof content === "string" ? content : Buffer.from(content).toString();
    return [{ file, html, tags: scanTags(html) }];
  });
}

/** Every start tag in order. */
export function scanTags(html: string): Tag[] {
  return [...html.matchAll(TAG)].map(([, name = "", text = ""]) => ({
    name: name.toLowerCase(),
    attributes: new Map(
      [...text.matchAll(ATTRIBUTE)].map(([, attribute = "", value = ""]) => [attribute, decode(value)]),
    ),
  }));
}

/** The text that a reader sees, tags removed. */
export function visibleText(html: string): string {
  return decode(
    html.replace(/<(style|script|pre|desc|title)\b[\s\S]*?<\/\1>/g, " ").replace(/<[^>]*>/g, " "),
  );
}

function decode(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replace(/&#(x27|39);/g, "'")
    .replaceAll("&#x3D;", "=")
    .replaceAll("&#x60;", "`")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
