/** Command `npm run site`: copies the report for publication, with the pages' addresses, a card, a sitemap, a 404 page and descriptions for machines. */
import path from "node:path";
import Handlebars from "handlebars";
import type { Effects } from "./base/effects.ts";
import { ReportError, refuseProblems } from "./base/errors.ts";
import { formatCount } from "./base/format.ts";
import { checkLinks } from "./checks/check-links.ts";
import { checkPage } from "./checks/check-page.ts";
import { type ScannedPage, scanPages, titleOf } from "./checks/scan-html.ts";
import { verdictTally } from "./pages/overview.ts";
import {
  BIBTEX_FILE,
  CSL_FILE,
  figureFile,
  INDEX_FILE,
  pageAddress,
  REPORT_PDF_FILE,
} from "./record/files.ts";
import { withFileList } from "./record/manifest.ts";
import { checkOutFolder, contains, replaceReport } from "./record/out-folder.ts";
import { readRecords } from "./record/read-record.ts";
import {
  type Citation,
  citedAddress,
  licenceAddress,
  type RecordedFacts,
  type ReportRecord,
  type ReportRecords,
  type Verdicts,
} from "./record/record.ts";
import { CODEMETA_FILE, CRATE_FILE, codemetaJson, crateJson } from "./site/crate.ts";
import { defineCommand, mistake, startCommand } from "./system/command.ts";
import { typeset } from "./text/typography.ts";

export const site = defineCommand({
  name: "npm run site",
  purpose: "Copies the report for publication, with canonical link, preview card and 404 page.",
  example: "--site-url https://owner.github.io/report/",
  options: {
    "site-url": {
      value: "URL",
      help: "address of the published report, e.g. https://owner.github.io/report/",
    },
    from: { value: "DIR", help: "folder of the report (default: out)" },
    out: { value: "DIR", help: "folder to write (default: out.site)" },
  },
  read: ({ value }): SiteOptions => ({
    siteUrl: parseSiteUrl(value("site-url")),
    from: value("from") ?? "out",
    out: value("out") ?? "out.site",
  }),
  async run(options, effects) {
    const folder = await makeSite(options, effects);
    const { citation } = (await readRecords(options.from, folder, effects.disk)).report.report;
    for (const warning of [warningOf(options.siteUrl), addressWarning(options.siteUrl, citation)]) {
      if (warning !== undefined) effects.terminal.line(`warning: ${warning}`);
    }
    effects.terminal.line(`${folder} is ready for ${options.siteUrl}`);
    return 0;
  },
});

/**
 * The address with a slash at its end. Throws a ReportError unless it is an http(s) address without a query.
 */
export function parseSiteUrl(text: string | undefined): string {
  const url = text === undefined ? undefined : maybeUrl(text);
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "") {
    return url.href.endsWith("/") ? url.href : `${url.href}/`;
  }
  const example = "expected an address such as https://owner.github.io/report/";
  throw mistake(
    text === undefined ? `missing --site-url; ${example}` : `invalid --site-url: ${text}; ${example}`,
  );
}

function maybeUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Browsers compute digests only on https pages and on pages of their own machine. */
export function warningOf(siteUrl: string): string | undefined {
  const { protocol, hostname } = new URL(siteUrl);
  const isSecure = protocol === "https:" || /^(?:.*\.)?localhost$|^127\.|^\[::1\]$/.test(hostname);
  return isSecure ? undefined : `${siteUrl} is not https, so browsers will not repeat trials there`;
}

/** Citations and figures carry the address that CITATION.cff has, since they are made before the site. */
export function addressWarning(siteUrl: string, { url }: Pick<Citation, "url">): string | undefined {
  if (url !== undefined && pageAddress(url, INDEX_FILE) === siteUrl) return undefined;
  const problem = url === undefined ? "CITATION.cff has no url" : `CITATION.cff has another url, ${url}`;
  return `${problem}, so citations and figures do not name ${siteUrl}; write url: ${siteUrl} there, and build again`;
}

/** Throws a ReportError with the reason unless the report may be published. */
export function refuseUnpublishable({ report: { verdicts, facts } }: ReportRecords): void {
  const reason = reasonAgainst(verdicts, facts);
  if (reason !== undefined) throw notPublished(reason);
}

function reasonAgainst(verdicts: Verdicts, { partial, commit }: RecordedFacts): string | undefined {
  if (!verdicts.given) return `it is a ${verdicts.build}. ${verdicts.reason}`;
  if (partial) return "it is partial: slides or trials were left out or have failed";
  if (commit === "unknown") return "it was built outside a Git checkout, so it cannot be reproduced";
  if (commit.endsWith("-dirty")) {
    return "it was built with uncommitted changes, so it cannot be reproduced";
  }
  return undefined;
}

const notPublished = (reason: string): ReportError =>
  new ReportError(`the report is not published: ${reason}`, {
    help: "commit all changes, run npm run build without --only and --no-timing, and publish that report",
  });

/** Throws a ReportError if pages already have an address, since they would get a second one. */
function refuseCopy(from: string, pages: readonly ScannedPage[]): void {
  const isCopy = pages.some(({ tags }) =>
    tags.some(({ attributes }) => attributes.get("rel") === "canonical"),
  );
  if (!isCopy) return;
  throw new ReportError(`${from} is a published copy: its pages have canonical links`, {
    help: "name the folder that npm run build wrote with --from",
  });
}

export interface SiteOptions {
  /** Ends in a slash. */
  readonly siteUrl: string;
  /** Folder of the report, as given on the command line. */
  readonly from: string;
  /** Folder of the copy, as given on the command line. */
  readonly out: string;
}

type Files = Map<string, string | Uint8Array>;

/** Writes the copy and returns its folder. Throws a ReportError for a report that may not be published. */
export async function makeSite({ siteUrl, from, out }: SiteOptions, effects: Effects): Promise<string> {
  const { root, disk } = effects;
  const report = path.resolve(root, from);
  const target = path.resolve(root, out);
  if (contains(report, target) || contains(target, report)) {
    throw mistake(`invalid --out: ${out}; it overlaps the report's folder, ${from}`);
  }
  const records = await readRecords(from, report, disk);
  refuseUnpublishable(records);
  const folder = await checkOutFolder(out, effects);
  const files: Files = new Map();
  await readFolder(report, "", effects, files);
  await addPages(files, { records, siteUrl, from }, effects);
  await addCard(files, records, effects);
  files.set(CODEMETA_FILE, codemetaJson(records.report, siteUrl)).set(CRATE_FILE, "");
  files.set(CRATE_FILE, crateJson(withFileList(files), records, siteUrl));
  refuseProblems(problemsOf(files, siteUrl));
  await replaceReport(folder, files, effects);
  return folder;
}

interface Published {
  readonly records: ReportRecords;
  readonly siteUrl: string;
  readonly from: string;
}

/** Adds authors, address and card to every page, the page for wrong addresses, and the list of all pages. */
async function addPages(
  files: Files,
  { records, siteUrl, from }: Published,
  effects: Effects,
): Promise<void> {
  const { report, facts } = records.report;
  const pages = scanPages(files);
  refuseCopy(from, pages);
  const site = {
    siteUrl,
    siteName: report.title,
    authors: report.citation.authors,
    ...citingTags(records.report, siteUrl),
    cardText: cardTexts(records.report).join(" ").trim(),
  };
  const placeOf = (file: string): string => pageAddress(siteUrl, file);
  for (const page of pages) {
    const head = await fill("head.hbs", { ...site, ...textsOf(page), address: placeOf(page.file) }, effects);
    files.set(
      page.file,
      page.html.replace("</head>", () => `${head}</head>`),
    );
  }
  const addresses = pages.map(({ file }) => placeOf(file)).sort();
  const day = facts.commitDate?.slice(0, 10) ?? null;
  files.set("sitemap.xml", await fill("sitemap.xml.hbs", { addresses, day }, effects));
  files.set("404.html", await fill("404.hbs", { siteUrl, title: report.title }, effects));
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

async function addCard(files: Files, records: ReportRecords, effects: Effects): Promise<void> {
  // Imported on demand, since `--help` needs no fonts.
  const { cardView } = await import("./print/card.ts");
  const { pixels } = await import("./print/figure-forms.ts");
  const { report, headline } = records.report;
  const [first, rest] = cardTexts(records.report);
  const verdicts = verdictTally(records).map(({ badge, count }) => `${count} ${badge.label}`);
  const drawing = headline === null ? undefined : files.get(figureFile(headline, "svg"));
  const view = cardView({
    title: report.title,
    first,
    rest,
    counts: `${formatCount(records.slides.length, "slide")}: ${verdicts.join(", ")}`,
    figure: drawing === undefined ? undefined : Buffer.from(drawing).toString(),
  });
  files.set("assets/card.png", await pixels(await fill("card.svg.hbs", view, effects), view.width));
}

/** The emphasised beginning of the answer, and the rest. Without an answer, the report's subtitle. */
function cardTexts({ answer, report }: ReportRecord): readonly [first: string, rest: string] {
  if ("missing" in answer) return [report.subtitle, ""];
  const plain = typeset(answer.plain);
  const [, first = plain, rest = ""] = /^\*\*(.+?)\*\*\s*(.*)$/s.exec(plain) ?? [];
  return [first.replaceAll("*", ""), rest.replaceAll("*", "")];
}

/** Problems of the published copy: broken pages and links, and files that GitHub Pages drops. */
function problemsOf(files: Files, siteUrl: string): string[] {
  const pages = scanPages(files);
  const hidden = [...files.keys()].filter((file) => /(?:^|\/)\./.test(file));
  return [
    ...pages.flatMap(checkPage),
    ...checkLinks(files, pages, siteUrl),
    ...hidden.map((file) => `hidden file: ${file}, which GitHub Pages would leave out`),
  ];
}

async function readFolder(folder: string, inside: string, effects: Effects, files: Files): Promise<void> {
  const { disk } = effects;
  for (const name of await disk.list(path.join(folder, inside))) {
    const file = path.posix.join(inside, name);
    if ((await disk.kind(path.join(folder, file))) === "folder")
      await readFolder(folder, file, effects, files);
    else files.set(file, await disk.readBytes(path.join(folder, file)));
  }
}

async function fill(name: string, view: object, { home, disk }: Effects): Promise<string> {
  const template = await disk.readText(path.join(home, "templates", "site", name));
  return Handlebars.compile(template, { strict: true, knownHelpersOnly: true })(view);
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

await startCommand(site, import.meta);
