/**
 * What a published report says of itself as a whole: ro-crate-metadata.json lists each file with its checksum (RO-Crate 1.3,
 * with the profile for the run of a process), and codemeta.json describes the software.
 */
import path from "node:path";
import { sha256 } from "../base/hash.ts";
import { isRecord, parseRecord, prettyJson } from "../base/json.ts";
import {
  licenceAddress,
  type OutputFiles,
  type Person,
  peopleOf,
  REPORT_FILE,
  type ReportRecord,
  type ReportRecords,
  recordFile,
} from "../record/record.ts";

export const CRATE_FILE = "ro-crate-metadata.json";
export const CODEMETA_FILE = "codemeta.json";

type Entity = Readonly<Record<string, unknown>>;

const link = (id: string): Entity => ({ "@id": id });

const PROFILE = "https://w3id.org/ro/wfrun/process/0.5";
const BUILD = "#build";
const GENERATOR = "#generator";

/** The crate of these files. Its own description is not among them, since no file has its own checksum. */
export function crateJson(files: OutputFiles, records: ReportRecords, siteUrl: string): string {
  const { report } = records;
  const listed = [...files].filter(([file]) => file !== CRATE_FILE).sort(([a], [b]) => (a < b ? -1 : 1));
  const authors = peopleOf(report.report.citation).map(authorEntity);
  const authorLinks = authors.map((author) => link(String(author["@id"])));
  const graph: readonly Entity[] = [
    {
      "@id": CRATE_FILE,
      "@type": "CreativeWork",
      conformsTo: link("https://w3id.org/ro/crate/1.3"),
      about: link("./"),
    },
    rootEntity(report, siteUrl, { authors: authorLinks, files: listed.map(([file]) => idOf(file)) }),
    { "@id": PROFILE, "@type": "CreativeWork", name: "Process Run Crate", version: "0.5" },
    licenceEntity(report),
    ...authors,
    ...runEntities(records, authorLinks),
    ...listed.map(([file, content]) => fileEntity(file, content)),
  ];
  return prettyJson({ "@context": "https://w3id.org/ro/crate/1.3/context", "@graph": graph });
}

const idOf = (file: string): string => encodeURI(file);

interface RootParts {
  readonly authors: readonly Entity[];
  readonly files: readonly string[];
}

function rootEntity({ report, facts }: ReportRecord, siteUrl: string, { authors, files }: RootParts): Entity {
  const { license, version, keywords, doi } = report.citation;
  return {
    "@id": "./",
    "@type": "Dataset",
    name: report.title,
    description: report.summary,
    datePublished: facts.commitDate,
    version,
    keywords: keywords.join(", "),
    license: link(licenceAddress(license)),
    author: authors,
    url: siteUrl,
    identifier: doi === undefined ? undefined : `https://doi.org/${doi}`,
    conformsTo: link(PROFILE),
    mentions: link(BUILD),
    hasPart: files.map(link),
  };
}

const licenceEntity = ({ report: { citation } }: ReportRecord): Entity => ({
  "@id": licenceAddress(citation.license),
  "@type": "CreativeWork",
  name: citation.license,
});

function authorEntity({ name, parts, orcid }: Person, place: number): Entity {
  return {
    "@id": orcid ?? `#author-${place + 1}`,
    "@type": parts === undefined ? "Organization" : "Person",
    name,
    ...(parts === undefined ? {} : { givenName: parts.given, familyName: parts.family }),
  };
}

/** The build, whose times are in run.json: without them the crate is the same for each build of one commit. */
function runEntities({ report, slides }: ReportRecords, agents: readonly Entity[]): readonly Entity[] {
  const { facts } = report;
  const { repository } = report.report.citation;
  return [
    {
      "@id": BUILD,
      "@type": "CreateAction",
      name: `Build of the report with the ${facts.profile} profile and the ${facts.engine} engine`,
      instrument: link(GENERATOR),
      agent: agents,
      result: [REPORT_FILE, ...slides.map(({ slide }) => recordFile(slide.name))].map((file) =>
        link(idOf(file)),
      ),
    },
    {
      "@id": GENERATOR,
      "@type": "SoftwareSourceCode",
      name: report.report.title,
      version: facts.commit,
      codeRepository: repository,
    },
  ];
}

/** Media types by the ends of names. */
const formats: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".csv": "text/csv",
  ".txt": "text/plain",
  ".tex": "application/x-tex",
  ".bib": "application/x-bibtex",
  ".ris": "application/x-research-info-systems",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".pdf": "application/pdf",
  ".zip": "application/zip",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".xml": "application/xml",
};

function fileEntity(file: string, content: string | Uint8Array): Entity {
  return {
    "@id": idOf(file),
    "@type": "File",
    name: file,
    encodingFormat: formats[path.posix.extname(file)] ?? "application/octet-stream",
    contentSize: String(Buffer.byteLength(content)),
    sha256: sha256(content),
  };
}

/** The SHA-256 of each file that the text of a crate lists. */
export function checksumsIn(crate: string): ReadonlyMap<string, string> {
  const graph = parseRecord(crate)?.["@graph"];
  const files = Array.isArray(graph)
    ? graph.filter(isRecord).filter((entity) => entity["@type"] === "File")
    : [];
  return new Map(files.map(({ name, sha256 }) => [String(name), String(sha256)]));
}

/** codemeta.json (CodeMeta 3.0). */
export function codemetaJson({ report, facts }: ReportRecord, siteUrl: string): string {
  const { citation } = report;
  return prettyJson({
    "@context": "https://w3id.org/codemeta/3.0",
    "@type": "SoftwareSourceCode",
    name: citation.title,
    description: report.summary,
    author: peopleOf(citation).map((person, place) => authorEntity(person, place)),
    license: licenceAddress(citation.license),
    version: citation.version,
    keywords: citation.keywords,
    dateModified: facts.commitDate?.slice(0, 10),
    url: siteUrl,
    codeRepository: citation.repository,
    identifier: citation.doi === undefined ? undefined : `https://doi.org/${citation.doi}`,
    softwareRequirements: Object.entries(facts.versions).map(([name, version]) => `${name} ${version}`),
  });
}
