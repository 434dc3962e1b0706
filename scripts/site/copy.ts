/** Copies of a report for a site: each page gets its address, authors, preview card and, with editions, the way to their list. */
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { formatCount } from "../base/format.ts";
import { type ScannedPage, titleOf } from "../checks/scan-html.ts";
import { verdictTally } from "../pages/overview.ts";
import {
  BIBTEX_FILE,
  CSL_FILE,
  embedFile,
  figureFile,
  INDEX_FILE,
  pageAddress,
  REPORT_PDF_FILE,
  studyFile,
} from "../record/files.ts";
import { withFileList } from "../record/manifest.ts";
import { citedAddress, licenceAddress, type ReportRecord, type ReportRecords } from "../record/record.ts";
import { typeset } from "../text/typography.ts";
import { CODEMETA_FILE, CRATE_FILE, codemetaJson, crateJson } from "./crate.ts";
import { EDITIONS_FOLDER, type SiteFiles } from "./editions.ts";
import { fill } from "./fill.ts";
import { FEED_FILE, SCRIPT_FILE } from "./list.ts";

/** A report to publish. */
export interface Source {
  readonly records: ReportRecords;
  /** Its files, with the card. */
  readonly files: SiteFiles;
  readonly pages: readonly ScannedPage[];
  readonly siteUrl: string;
  readonly hasEditions: boolean;
  /** Absolute path of the report. */
  readonly folder: string;
}

/** The report's files for a folder of the site, with authors, address and card on every page. */
export async function copyFor(
  inside: string,
  edition: string | undefined,
  source: Source,
  effects: Effects,
): Promise<SiteFiles> {
  const { records, files, pages, siteUrl, hasEditions } = source;
  const { report } = records.report;
  const address = siteUrl + inside;
  const copy: SiteFiles = new Map(files);
  const shared = {
    siteUrl: address,
    siteName: report.title,
    authors: report.citation.authors,
    ...citingTags(records.report, address),
    cardText: cardTexts(records.report).join(" ").trim(),
  };
  const studies = studiesOfEmbeds(records);
  for (const page of pages) {
    const study = studies.get(page.file);
    if (study !== undefined) {
      const link = `<link rel="canonical" href="${pageAddress(address, study)}">\n`;
      copy.set(
        page.file,
        page.html.replace("</head>", () => `${link}</head>`),
      );
      continue;
    }
    const root = "../".repeat((inside + page.file).split("/").length - 1);
    const editions = hasEditions && {
      list: siteUrl + EDITIONS_FOLDER,
      feed: siteUrl + FEED_FILE,
      script: inside === "" ? null : root + SCRIPT_FILE,
    };
    const view = { ...shared, ...textsOf(page), address: pageAddress(address, page.file), editions };
    const head = await fill("head.hbs", view, effects);
    const list = `${root}${EDITIONS_FOLDER}${INDEX_FILE}`;
    const foot = hasEditions ? await fill("foot.hbs", { edition: edition ?? null, list }, effects) : "";
    const html = page.html
      .replace("</head>", () => `${head}</head>`)
      .replace(/(<footer class="foot">.*?)(?=<\/p>)/s, (_, before: string) => before + foot.trimEnd());
    copy.set(page.file, html);
  }
  return copy.set(CODEMETA_FILE, codemetaJson(records.report, address));
}

/** The study that has the figure of each page with a figure alone. Search engines list the study in its place. */
const studiesOfEmbeds = ({ slides }: ReportRecords): ReadonlyMap<string, string> =>
  new Map(
    slides.flatMap(({ slide, figures }) =>
      figures.map(({ id }) => [embedFile(id), studyFile(slide.name)] as const),
    ),
  );

/** Adds the list of all pages, and the page for wrong addresses. */
export async function addSiteFiles(files: SiteFiles, source: Source, effects: Effects): Promise<void> {
  const { records, pages, siteUrl, hasEditions } = source;
  const { report, facts } = records.report;
  const list = hasEditions ? [EDITIONS_FOLDER + INDEX_FILE] : [];
  const studies = studiesOfEmbeds(records);
  const addresses = [...pages.map(({ file }) => file).filter((file) => !studies.has(file)), ...list]
    .map((file) => pageAddress(siteUrl, file))
    .sort();
  const day = facts.commitDate?.slice(0, 10) ?? null;
  files.set("sitemap.xml", await fill("sitemap.xml.hbs", { addresses, day }, effects));
  files.set("404.html", await fill("404.hbs", { siteUrl, title: report.title }, effects));
}

/** The files with their list and the description of all, apart from editions, which have descriptions of their own. */
export function withCrate(files: SiteFiles, records: ReportRecords, address: string): SiteFiles {
  const sealed = new Map(withFileList(new Map(files).set(CRATE_FILE, "")));
  const own = [...sealed].filter(([file]) => !file.startsWith(EDITIONS_FOLDER));
  return sealed.set(CRATE_FILE, crateJson(new Map(own), records, address));
}

/** What reference managers and search engines read, and where a page's licence and description are. */
function citingTags({ report: { citation }, facts }: ReportRecord, siteUrl: string): object {
  return {
    day: facts.commitDate?.slice(0, 10).replaceAll("-", "/") ?? null,
    doi: citation.doi ?? null,
    keywords: citation.keywords,
    licence: licenceAddress(citation.license),
    pdf: siteUrl + REPORT_PDF_FILE,
    citeAs: citedAddress(citation) ?? siteUrl,
    crate: siteUrl + CRATE_FILE,
    csl: siteUrl + CSL_FILE,
    bibtex: siteUrl + BIBTEX_FILE,
  };
}

export async function addCard(files: SiteFiles, records: ReportRecords, effects: Effects): Promise<void> {
  // Imported on demand, since `--help` needs no fonts.
  const { cardView } = await import("../print/card.ts");
  const { pixels } = await import("../print/figure-forms.ts");
  const { report, headline } = records.report;
  const [first, rest] = cardTexts(records.report);
  const drawing = headline === null ? undefined : files.get(figureFile(headline, "svg"));
  const view = cardView({
    title: report.title,
    first,
    rest,
    counts: `${formatCount(records.slides.length, "slide")}: ${verdictsOf(records)}`,
    figure: drawing === undefined ? undefined : Buffer.from(drawing).toString(),
  });
  files.set("assets/card.png", await pixels(await fill("card.svg.hbs", view, effects), view.width));
}

/** "3 supported, 1 inconclusive". */
export const verdictsOf = (records: ReportRecords): string =>
  verdictTally(records)
    .map(({ badge, count }) => `${count} ${badge.label}`)
    .join(", ");

/** The emphasised beginning of the answer, and the rest. Without an answer, the report's subtitle. */
function cardTexts({ answer, report }: ReportRecord): readonly [first: string, rest: string] {
  if ("missing" in answer) return [report.subtitle, ""];
  const plain = typeset(answer.plain);
  const [, first = plain, rest = ""] = /^\*\*(.+?)\*\*\s*(.*)$/s.exec(plain) ?? [];
  return [first.replaceAll("*", ""), rest.replaceAll("*", "")];
}

/** The page's own title and summary. */
function textsOf(page: ScannedPage): { title: string; summary: string } {
  const title = titleOf(page);
  const summary = page.tags
    .find(({ attributes }) => attributes.get("name") === "description")
    ?.attributes.get("content");
  if (title === undefined || summary === undefined) {
    throw new ReportError(`${page.file} has no title or no description`);
  }
  return { title, summary };
}
