/** Cites the report: writes a reference and a BibTeX entry. */
import type { Citation, RecordedFacts } from "../record/record.ts";
import { slugify } from "../text/markup.ts";
import { escapeTex } from "./tex.ts";

/** One commit of the report. */
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
  return `@misc{${slugify(title)},\n${fields.map(([name, value]) => `  ${name} = {${value}},\n`).join("")}}\n`;
}
