/** Reads how the report is cited from CITATION.cff. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import type { Citation } from "../record/record.ts";
import { readYaml } from "./yaml-reader.ts";

const CITATION_FILE = "CITATION.cff";

/** Reads CITATION.cff. Throws a ReportError where it is no YAML, and where the file or one of the fields is missing. */
export async function readCitation({ root, disk }: Pick<Effects, "root" | "disk">): Promise<Citation> {
  const text = await disk.maybeText(path.join(root, CITATION_FILE));
  if (text === undefined) throw new ReportError(`missing file: ${CITATION_FILE}`);
  const cff = readYaml(text, "citation", CITATION_FILE).value;
  const field = (name: string): string => {
    const value = isRecord(cff) ? cff[name] : undefined;
    if (typeof value === "string") return value;
    throw new ReportError(`missing field in ${CITATION_FILE}: ${name}`);
  };
  const list = (name: string): unknown[] => (isRecord(cff) && Array.isArray(cff[name]) ? cff[name] : []);
  const authors = list("authors").map(authorName);
  if (authors.length === 0) throw new ReportError(`missing field in ${CITATION_FILE}: authors`);
  const keywords = list("keywords").map(String);
  return { title: field("title"), authors, keywords, version: field("version"), license: field("license") };
}

/** The name of a person, or of a group. */
function authorName(author: unknown): string {
  if (!isRecord(author)) throw new ReportError(`invalid author in ${CITATION_FILE}`);
  if (typeof author.name === "string") return author.name;
  return `${String(author["given-names"])} ${String(author["family-names"])}`;
}
