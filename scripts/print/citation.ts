/** Cites the report: as an entry of a list of references, in BibTeX, in RIS and in CSL-JSON. */
import type { Reference } from "../../experiments/kit/references.ts";
import { prettyJson } from "../base/json.ts";
import {
  type Citation,
  citedAddress,
  type Person,
  peopleOf,
  type RecordedFacts,
  type ReportRecord,
  type ReportRecords,
} from "../record/record.ts";
import { slugify } from "../text/markup.ts";
import type { References } from "../text/resolved.ts";
import { escapeTex } from "./tex.ts";

/** One commit of the report. */
type Edition = Pick<RecordedFacts, "commit" | "commitDate">;

/** What of a report's record says how to cite it. */
export type Cited = Pick<ReportRecord, "facts"> & {
  readonly report: Pick<ReportRecord["report"], "citation">;
};

const dayOf = ({ commitDate }: Edition): string | undefined => commitDate?.slice(0, 10);
const yearOf = ({ commitDate }: Edition): string | undefined => commitDate?.slice(0, 4);
const editionText = ({ version }: Citation, { commit }: Edition): string =>
  `Version ${version}, commit ${commit.slice(0, 12)}`;

/** The report as an entry of a reference list. */
export function toReference({ report: { citation }, facts }: Cited): string {
  const year = yearOf(facts);
  const who = `${citation.authors.join(", ")}${year === undefined ? "" : ` (${year})`}`;
  const address = citedAddress(citation);
  const where = address === undefined ? "" : ` ${address}`;
  return `${who}. ${citation.title}. ${editionText(citation, facts)}.${where}`;
}

/** The key of an edition in BibTeX and CSL-JSON, by the day of its commit. */
export function citationKey({ report: { citation }, facts }: Cited): string {
  return [slugify(citation.title), dayOf(facts) ?? []].flat().join("-");
}

type Field = readonly [name: string, value: string];

const bibtexEntry = (key: string, fields: readonly Field[]): string =>
  `@misc{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}},\n`).join("")}}\n`;

const present = (name: string, value: string | undefined): readonly Field[] =>
  value === undefined ? [] : [[name, value]];

/** The report as a BibTeX entry. Braces keep capitals, and the names of groups, as they are. */
export function toBibtex(cited: Cited): string {
  const { citation } = cited.report;
  const nameOf = ({ name, parts }: Person) =>
    parts === undefined ? `{${escapeTex(name)}}` : escapeTex(`${parts.family}, ${parts.given}`);
  return bibtexEntry(citationKey(cited), [
    ["title", `{${escapeTex(citation.title)}}`],
    ["author", peopleOf(citation).map(nameOf).join(" and ")],
    ...present("year", yearOf(cited.facts)),
    ["note", editionText(citation, cited.facts)],
    ...present("doi", citation.doi),
    ...present("url", citation.url),
  ]);
}

/** The key of a cited source, such as hu2021lora: one that a paper's own list hardly has. */
export function sourceKey(key: string, { short, year }: Pick<Reference, "short" | "year">): string {
  return `${slugify(short.split(" ")[0] ?? "")}${year}${key}`;
}

/** A cited source as a BibTeX entry. Its authors are family names. */
function sourceEntry(key: string, reference: Reference): string {
  const { authors, title, year, venue, arxiv, url } = reference;
  const names = authors
    .split(/, and |, | and /)
    .map((name) => (name === "et al." ? "others" : `{${escapeTex(name)}}`));
  return bibtexEntry(sourceKey(key, reference), [
    ["title", `{${escapeTex(title)}}`],
    ["author", names.join(" and ")],
    ["year", String(year)],
    ...present("note", venue === undefined ? undefined : escapeTex(venue)),
    ...present("eprint", arxiv),
    ...present("archiveprefix", arxiv === undefined ? undefined : "arXiv"),
    ["url", url],
  ]);
}

/** report.bib: the report, and the sources that it cites, by their keys. */
export function bibliography({ report, slides }: ReportRecords): string {
  const cited: References = Object.assign(
    {},
    report.references,
    ...slides.map(({ references }) => references),
  );
  const keys = Object.keys(cited).sort();
  return [toBibtex(report), ...keys.flatMap((key) => entryOf(key, cited[key]))].join("\n");
}

const entryOf = (key: string, reference: Reference | undefined): string[] =>
  reference === undefined ? [] : [sourceEntry(key, reference)];

/** The report in RIS, the format that reference managers import. */
export function toRis({ report: { citation }, facts }: Cited): string {
  const lines: readonly Field[] = [
    ["TY", "RPRT"],
    ["TI", citation.title],
    ...peopleOf(citation).map(
      ({ name, parts }): Field => ["AU", parts === undefined ? name : `${parts.family}, ${parts.given}`],
    ),
    ...present("PY", yearOf(facts)),
    ...present("DA", dayOf(facts)?.replaceAll("-", "/")),
    ["ET", citation.version],
    ["N1", editionText(citation, facts)],
    ...citation.keywords.map((keyword): Field => ["KW", keyword]),
    ...present("DO", citation.doi),
    ...present("UR", citation.url),
  ];
  return `${lines.map(([tag, value]) => `${tag}  - ${value.replace(/\s+/g, " ")}\n`).join("")}ER  - \n`;
}

/** The report in CSL-JSON, the format of Zotero and of citation processors. */
export function toCsl(cited: Cited): string {
  const { citation } = cited.report;
  const day = dayOf(cited.facts);
  return prettyJson([
    {
      id: citationKey(cited),
      type: "report",
      title: citation.title,
      author: peopleOf(citation).map(({ name, parts }) => parts ?? { literal: name }),
      issued: day === undefined ? undefined : { "date-parts": [day.split("-").map(Number)] },
      version: citation.version,
      note: editionText(citation, cited.facts),
      keyword: citation.keywords.join(", "),
      DOI: citation.doi,
      URL: citation.url,
    },
  ]);
}
