/**
 * Where a figure or a document comes from, in the forms that its file carries when it leaves the report: Dublin Core as RDF
 * in SVG, the same as XMP in PDF and PNG, and the text fields of PNG. The commit is not among it, since with it every commit
 * would change the files of all figures.
 */
import { escapeXml } from "../base/format.ts";
import { sha256 } from "../base/hash.ts";
import { figureFile, pageAddress, studyFile } from "../record/files.ts";
import {
  type Citation,
  citedAddress,
  type FigureRecord,
  licenceAddress,
  type ReportRecord,
} from "../record/record.ts";

export interface Origin {
  readonly title: string;
  readonly description: string;
  readonly creators: readonly string[];
  /** As CITATION.cff names it. */
  readonly licence: string;
  /** The place in the report, as an address where CITATION.cff has one. */
  readonly source: string;
  /** Names the content; undefined where the source does. */
  readonly identifier?: string | undefined;
}

/**
 * A figure's origin. Its identifier is the checksum of `specification`, the text of the figure's .vl.json, which has the
 * plotted data too.
 */
export function figureOrigin(
  { id, title, alt, description }: FigureRecord,
  slideName: string,
  { report }: Pick<ReportRecord, "report">,
  specification: string,
): Origin {
  const { authors, license, url } = report.citation;
  return {
    title: title?.plain ?? alt,
    description,
    creators: authors,
    licence: license,
    source:
      url === undefined
        ? `${report.title}, figure ${id}`
        : `${pageAddress(url, studyFile(slideName))}#figure-${id}`,
    identifier: `${figureFile(id, "vl.json")} sha256:${sha256(specification)}`,
  };
}

/** The origin of a document that is the report itself, with its own title and description. */
export function documentOrigin(citation: Citation, named: Pick<Origin, "title" | "description">): Origin {
  return {
    ...named,
    creators: citation.authors,
    licence: citation.license,
    source: citedAddress(citation) ?? citation.title,
  };
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;
const inArray = (name: string, kind: "Seq" | "Alt", items: readonly string[], language = ""): string =>
  element(
    name,
    element(`rdf:${kind}`, items.map((item) => `<rdf:li${language}>${escapeXml(item)}</rdf:li>`).join("")),
  );
const inEnglish = (name: string, text: string): string =>
  inArray(name, "Alt", [text], ' xml:lang="x-default"');

/** The types of values are those of XMP (ISO 16684-1), so that one form serves all files. */
const describe = (...properties: readonly string[]): string =>
  [
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">',
    ...properties,
    "</rdf:Description>",
  ].join("");

/** What Typst does not write, or not one by one: creators, licence, source and identifier. */
const creatorsAndSource = ({ creators, licence, source, identifier }: Origin): string[] => [
  inArray("dc:creator", "Seq", creators),
  inEnglish("dc:rights", licence),
  element("xmpRights:WebStatement", escapeXml(licenceAddress(licence))),
  element("dc:source", escapeXml(source)),
  ...(identifier === undefined ? [] : [element("dc:identifier", escapeXml(identifier))]),
];

/** The part of a PDF's XMP that Typst does not write. */
export const ownXmp = (origin: Origin): string => describe(...creatorsAndSource(origin));

/** All of the origin as an RDF element. */
function rdf(origin: Origin): string {
  const { title, description } = origin;
  const described = describe(
    inEnglish("dc:title", title),
    inEnglish("dc:description", description),
    ...creatorsAndSource(origin),
  );
  return `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${described}</rdf:RDF>`;
}

/** The drawing with its origin, after its title and description. */
export const withMetadata = (svg: string, origin: Origin): string =>
  svg.replace("</desc>", (tag) => `${tag}<metadata>${rdf(origin)}</metadata>`);

/** Text fields of a PNG by their keywords (W3C PNG specification, section 11.3.3.2), the last with all as XMP. */
export const pngTexts = (origin: Origin): readonly (readonly [keyword: string, text: string])[] => [
  ["Title", origin.title],
  ["Author", origin.creators.join(", ")],
  ["Description", origin.description],
  ["Copyright", `${origin.licence}, ${licenceAddress(origin.licence)}`],
  ["Source", origin.source],
  ["Comment", origin.identifier ?? ""],
  ["XML:com.adobe.xmp", `<x:xmpmeta xmlns:x="adobe:ns:meta/">${rdf(origin)}</x:xmpmeta>`],
];
