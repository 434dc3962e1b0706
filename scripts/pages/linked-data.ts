/**
 * What each page says to machines: JSON-LD in the vocabulary of schema.org. Ids are addresses where CITATION.cff has a url,
 * and otherwise relative to the page, so that they hold wherever the report is.
 */
import type { Outcome } from "../../experiments/kit/experiment.ts";
import {
  ARCHIVE_FILE,
  CHECKLIST_FILE,
  INDEX_FILE,
  MANIFEST_FILE,
  PRESENT_FILE,
  pageAddress,
  REPORT_PDF_FILE,
  studyFile,
  tableFile,
} from "../record/files.ts";
import {
  type ClaimRecord,
  licenceAddress,
  type Person,
  peopleOf,
  REPORT_FILE,
  type ReportRecord,
  type ReportRecords,
  recordFile,
  type SlideRecord,
  schemaFile,
} from "../record/record.ts";
import { typeset } from "../text/typography.ts";
import { claimSentence, statementId } from "./claims.ts";

type Node = Readonly<Record<string, unknown>>;

/** The page with its data as the last element of its head. Escapes keep the data from ending the element. */
export function withLinkedData(html: string, nodes: readonly Node[]): string {
  const json = JSON.stringify({ "@context": "https://schema.org", "@graph": nodes });
  const escaped = json.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  return html.replace("</head>", () => `<script type="application/ld+json">${escaped}</script>\n</head>`);
}

/** Addresses of files of the report, from a page at `root`. */
type Place = (file: string) => string;

const placeOf =
  ({ report: { citation } }: ReportRecord, root: string): Place =>
  (file) =>
    citation.url === undefined ? root + file : pageAddress(citation.url, file);

const personNode = ({ name, parts, orcid }: Person): Node => ({
  ...(orcid === undefined ? {} : { "@id": orcid }),
  ...(parts === undefined
    ? { "@type": "Organization" }
    : { "@type": "Person", givenName: parts.given, familyName: parts.family }),
  name,
});

/** What all parts of the report have in common. */
function common({ report: { citation }, facts }: ReportRecord): Node {
  return {
    author: peopleOf(citation).map(personNode),
    datePublished: facts.commitDate?.slice(0, 10),
    version: citation.version,
    license: licenceAddress(citation.license),
    inLanguage: "en",
  };
}

const download = (address: string, format: string): Node => ({
  "@type": "DataDownload",
  contentUrl: address,
  encodingFormat: format,
});

/** A data set whose first file is a record that follows this schema. */
function dataSet(
  report: ReportRecord,
  { place, name, description, record, schema, files }: DataSource,
): Node {
  return {
    "@type": "Dataset",
    "@id": `${place(record)}#data`,
    name,
    description,
    ...common(report),
    creator: peopleOf(report.report.citation).map(personNode),
    isAccessibleForFree: true,
    distribution: [
      download(place(record), "application/json"),
      download(place(schema), "application/schema+json"),
      ...files,
    ],
  };
}

interface DataSource {
  readonly place: Place;
  readonly name: string;
  readonly description: string;
  readonly record: string;
  readonly schema: string;
  readonly files: readonly Node[];
}

/** The report's page: the article with its parts, and all its data. */
export function reportNodes({ report, slides }: ReportRecords): readonly Node[] {
  const place = placeOf(report, "");
  const { title, summary, citation } = report.report;
  return [
    {
      "@type": "ScholarlyArticle",
      "@id": place(INDEX_FILE),
      name: title,
      headline: title,
      description: summary,
      abstract: "missing" in report.answer ? undefined : typeset(report.answer.plain).replaceAll("*", ""),
      ...common(report),
      keywords: citation.keywords.join(", "),
      identifier: citation.doi === undefined ? undefined : `https://doi.org/${citation.doi}`,
      encoding: {
        "@type": "MediaObject",
        contentUrl: place(REPORT_PDF_FILE),
        encodingFormat: "application/pdf",
      },
      hasPart: slides.map(({ slide }) => ({ "@id": place(studyFile(slide.name)) })),
      citation: Object.values(report.references).map(({ url }) => ({ "@id": url })),
    },
    dataSet(report, {
      place,
      name: `Data of “${title}”`,
      description: "The record of the report, which names those of its slides, and the data of all figures.",
      record: REPORT_FILE,
      schema: schemaFile("report"),
      files: [
        download(place(MANIFEST_FILE), "application/json"),
        download(place(ARCHIVE_FILE), "application/zip"),
      ],
    }),
  ];
}

/** The presentation. */
export function talkNodes(report: ReportRecord): readonly Node[] {
  const place = placeOf(report, "");
  return [
    {
      "@type": "PresentationDigitalDocument",
      "@id": place(PRESENT_FILE),
      name: report.report.title,
      ...common(report),
      isBasedOn: { "@id": place(INDEX_FILE) },
    },
  ];
}

/** The page on how to repeat and check the report. */
export function checklistNodes(report: ReportRecord): readonly Node[] {
  const place = placeOf(report, "");
  return [
    {
      "@type": "WebPage",
      "@id": place(CHECKLIST_FILE),
      name: report.report.title,
      ...common(report),
      isPartOf: { "@id": place(INDEX_FILE) },
    },
  ];
}

/** A study: the article, its data, and a review of each claim that was tested. */
export function studyNodes(record: SlideRecord, report: ReportRecord, root: string): readonly Node[] {
  const place = placeOf(report, root);
  const { name, number, title } = record.slide;
  const study = place(studyFile(name));
  const article = {
    "@type": "ScholarlyArticle",
    "@id": study,
    name: typeset(title),
    headline: `${number} ${typeset(title)}`,
    description: typeset(record.takeaway.plain),
    ...common(report),
    isPartOf: { "@id": place(INDEX_FILE) },
  };
  if (record.status !== "measured") return [article];
  const data = dataSet(report, {
    place,
    name: `Data of “${typeset(title)}”`,
    description:
      "The record of the slide: claims, findings, settings and trials; and the rows of its tables.",
    record: recordFile(name),
    schema: schemaFile("slide"),
    files: record.tables.map((table) => download(place(tableFile(name, table.name)), "text/csv")),
  });
  const measured = record.claims.flatMap(measureNode);
  return [
    article,
    { ...data, isPartOf: { "@id": study }, variableMeasured: measured },
    ...reviewNodes(record, report, study),
  ];
}

/** What a claim measured. */
function measureNode({ metric, mean, interval95, unit }: ClaimRecord): Node[] {
  if (mean === undefined) return [];
  return [
    {
      "@type": "PropertyValue",
      name: typeset(metric.plain),
      value: mean,
      minValue: interval95?.low,
      maxValue: interval95?.high,
      unitText: unit,
    },
  ];
}

/** Claims have no truth rating but these three outcomes. */
const ratings: Readonly<Record<Outcome, number | undefined>> = {
  supported: 3,
  inconclusive: 2,
  contradicted: 1,
  "not tested": undefined,
};

function reviewNodes(record: SlideRecord, report: ReportRecord, study: string): Node[] {
  if (!report.verdicts.given) return [];
  return record.claims.flatMap((claim) => {
    const value = ratings[claim.outcome];
    if (value === undefined) return [];
    const address = `${study}#${statementId(record.slide, claim.id)}`;
    return [
      {
        "@type": "ClaimReview",
        "@id": address,
        url: address,
        claimReviewed: typeset(claim.says.text.plain),
        reviewBody: claimSentence(record, claim, report),
        reviewRating: {
          "@type": "Rating",
          ratingValue: value,
          worstRating: 1,
          bestRating: 3,
          alternateName: claim.outcome,
        },
        itemReviewed: claimNode(claim, report),
        ...common(report),
      },
    ];
  });
}

/** A claim of what the report examines; one with a title is the report's own. */
function claimNode({ says }: ClaimRecord, { report }: ReportRecord): Node {
  const { examined, citation } = report;
  if (says.how === "title") return { "@type": "Claim", author: peopleOf(citation).map(personNode) };
  if (examined === undefined) return { "@type": "Claim" };
  const { title, authors, url } = examined;
  return {
    "@type": "Claim",
    author: authors === undefined ? undefined : { "@type": "Person", name: authors },
    appearance: { "@type": "CreativeWork", name: title, url },
  };
}
