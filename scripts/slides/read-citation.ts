/** Reads how the report is cited from CITATION.cff. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import type { Citation } from "../record/record.ts";
import { readYaml, required, type YamlPlace } from "./yaml.ts";

const CITATION_FILE = "CITATION.cff";

const keys = (text: string) => Object.fromEntries(text.split(" ").map((key) => [key, {}]));

/** What version 1.2.0 of the Citation File Format has: the file, and its authors, who are persons or groups. */
const CITATION = {
  properties: keys(
    "abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message preferred-citation references repository repository-artifact repository-code title type url version",
  ),
  required: ["title", "authors", "version", "license"],
};
const AUTHOR = {
  properties: keys(
    "name given-names family-names name-particle name-suffix affiliation alias address city country date-end date-start email fax location orcid post-code region tel website",
  ),
};

/** Reads CITATION.cff. Throws a ReportError with the line of a mistake. */
export async function readCitation({ root, disk }: Pick<Effects, "root" | "disk">): Promise<Citation> {
  const text = await disk.maybeText(path.join(root, CITATION_FILE));
  if (text === undefined) throw new ReportError(`missing file: ${CITATION_FILE}`);
  const fields = readYaml(text, "citation", CITATION_FILE).fields(CITATION);
  const authors = required(fields, "authors");
  if (authors.items().length === 0) throw authors.mistake("invalid authors: expected at least one");
  const textOf = (name: string) => required(fields, name).text();
  return {
    title: textOf("title"),
    authors: authors.items().map(authorName),
    keywords:
      fields
        .get("keywords")
        ?.items()
        .map((keyword) => keyword.text()) ?? [],
    version: textOf("version"),
    license: textOf("license"),
  };
}

/** The name of a person, or of a group. */
function authorName(author: YamlPlace): string {
  const fields = author.fields(AUTHOR);
  const parts = ["name", "given-names", "family-names"].flatMap((key) => fields.get(key)?.text() ?? []);
  if (parts.length === 0) {
    throw author.mistake("missing name in authors: expected name, or given-names and family-names");
  }
  return parts.join(" ");
}
