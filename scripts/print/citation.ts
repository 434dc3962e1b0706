/** Cites the report: reads CITATION.cff and writes a reference and a BibTeX entry. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import type { Citation, RecordedFacts } from "../record/record.ts";
import { readYaml } from "../report/yaml-reader.ts";
import { escapeTex } from "./tex.ts";

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

/** What is cited: one commit of the report. */
type Edition = Pick<RecordedFacts, "commit" | "commitDate">;

const yearOf = ({ commitDate }: Edition): string | undefined => commitDate?.slice(0, 4);
const shortCommit = ({ commit }: Edition): string => commit.slice(0, 12);

/** The report as an entry of a reference list. */
export function toReference({ title, authors, version }: Citation, edition: Edition): string {
  const year = yearOf(edition);
  const who = `${authors.join(", ")}${year === undefined ? "" : ` (${year})`}`;
  return `${who}. ${title}. Version ${version}, commit ${shortCommit(edition)}.`;
}

/** The report as a BibTeX entry. Braces keep names and capitals as they are. */
export function toBibtex({ title, authors, version }: Citation, edition: Edition): string {
  const year = yearOf(edition);
  const fields = [
    ["title", `{${escapeTex(title)}}`],
    ["author", authors.map((name) => `{${escapeTex(name)}}`).join(" and ")],
    ...(year === undefined ? [] : [["year", year]]),
    ["note", `Version ${version}, commit ${shortCommit(edition)}`],
  ];
  return `@misc{lora-pretraining-report,\n${fields.map(([name, value]) => `  ${name} = {${value}},\n`).join("")}}\n`;
}
