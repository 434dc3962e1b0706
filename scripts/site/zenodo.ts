/** .zenodo.json, the description from which Zenodo archives a release of the repository and gives it a DOI. */
import { escapeXml } from "../base/format.ts";
import { prettyJson } from "../base/json.ts";
import { type Person, peopleOf, type ReportRecord } from "../record/record.ts";

/** In the folder of an edition. Its name has no dot, because static hosts drop files with one. */
export const ZENODO_FILE = "zenodo.json";

/** It depends on no commit, since the file is committed before the commit that is released. */
export function zenodoJson({ report, answer }: ReportRecord, edition: string, address: string): string {
  const { citation, summary } = report;
  const found = "missing" in answer ? [] : [answer.plain.replaceAll("*", "")];
  const repository = {
    identifier: citation.repository,
    relation: "isSupplementTo",
    resource_type: "software",
  };
  return prettyJson({
    upload_type: "software",
    access_right: "open",
    title: citation.title,
    description: [summary, ...found].map((text) => `<p>${escapeXml(text)}</p>`).join(""),
    creators: peopleOf(citation).map(creatorOf),
    version: edition,
    license: citation.license.toLowerCase(),
    keywords: citation.keywords,
    language: "eng",
    related_identifiers: [
      { identifier: address, relation: "isDocumentedBy", resource_type: "publication-report" },
      ...(citation.repository === undefined ? [] : [repository]),
    ],
  });
}

/** Zenodo takes an ORCID without its address. */
function creatorOf({ name, parts, orcid }: Person): object {
  return {
    name: parts === undefined ? name : `${parts.family}, ${parts.given}`,
    orcid: orcid?.replace(/^.*\//, ""),
  };
}
