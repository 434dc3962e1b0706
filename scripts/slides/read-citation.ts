/** Reads how the report is cited from CITATION.cff. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import type { Citation, Person } from "../record/record.ts";
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
  const people = authors.items().map(readAuthor);
  const form = (name: string, key: keyof typeof forms) => optional(name, formOf(fields.get(key), key));
  return {
    title: textOf("title"),
    authors: people.map(({ name }) => name),
    keywords:
      fields
        .get("keywords")
        ?.items()
        .map((keyword) => keyword.text()) ?? [],
    version: textOf("version"),
    license: textOf("license"),
    people,
    ...form("repository", "repository-code"),
    ...form("url", "url"),
    ...form("doi", "doi"),
  };
}

/** What some fields look like, with an example. */
const forms = {
  "repository-code": { pattern: /^https?:\/\/\S+$/, example: "https://github.com/owner/report" },
  url: { pattern: /^https?:\/\/\S+$/, example: "https://owner.github.io/report/" },
  doi: { pattern: /^10\.\d{4,9}\/\S+$/, example: "10.5281/zenodo.1234567" },
  orcid: {
    pattern: /^https:\/\/orcid\.org\/(?:\d{4}-){3}\d{3}[\dX]$/,
    example: "https://orcid.org/0000-0002-1825-0097",
  },
} as const;

/** The text of a field that may be absent. Throws a ReportError for one of another form. */
function formOf(place: YamlPlace | undefined, key: keyof typeof forms): string | undefined {
  const text = place?.text();
  if (place === undefined || text === undefined || forms[key].pattern.test(text)) return text;
  throw place.mistake(`invalid ${key}: ${text}; expected the form of ${forms[key].example}`);
}

const optional = (name: string, value: string | undefined): object =>
  value === undefined ? {} : { [name]: value };

/** A person or a group. */
function readAuthor(author: YamlPlace): Person {
  const fields = author.fields(AUTHOR);
  const textOf = (...keys: readonly string[]) =>
    keys.flatMap((key) => fields.get(key)?.text() ?? []).join(" ");
  const group = textOf("name");
  const given = textOf("given-names");
  const family = textOf("name-particle", "family-names", "name-suffix");
  const name = [group, given, family].filter((part) => part !== "").join(" ");
  if (name === "") {
    throw author.mistake("missing name in authors: expected name, or given-names and family-names");
  }
  const hasParts = group === "" && given !== "" && family !== "";
  return {
    name,
    ...(hasParts && { parts: { given, family } }),
    ...optional("orcid", formOf(fields.get("orcid"), "orcid")),
  };
}
