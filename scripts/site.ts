/** Command `npm run site`: copies the report for publication, with the pages' addresses, a card, a sitemap, a 404 page, editions and descriptions for machines. */
import path from "node:path";
import type { Effects } from "./base/effects.ts";
import { ReportError, refuseProblems } from "./base/errors.ts";
import { checkLinks } from "./checks/check-links.ts";
import { checkPage } from "./checks/check-page.ts";
import { type ScannedPage, scanPages } from "./checks/scan-html.ts";
import { INDEX_FILE, pageAddress } from "./record/files.ts";
import { checkOutFolder, contains, replaceReport } from "./record/out-folder.ts";
import { readRecords } from "./record/read-record.ts";
import type { Citation, RecordedFacts, ReportRecords, Verdicts } from "./record/record.ts";
import { editionFiles } from "./site/add-edition.ts";
import { addCard, addSiteFiles, copyFor, withCrate } from "./site/copy.ts";
import {
  checkIsNewest,
  type EarlierEditions,
  EDITIONS_FILE,
  editionFolder,
  filesIn,
  isEditionId,
  readEditions,
  type SiteFiles,
} from "./site/editions.ts";
import { defineCommand, mistake, startCommand } from "./system/command.ts";

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
    edition: {
      value: "ID",
      help: "publish the report as this edition too, a month or a day such as 2026-12",
    },
    previous: {
      value: "DIR",
      help: "the site as published before, whose editions are kept (default: the folder to write)",
    },
  },
  read: ({ value }): SiteOptions => ({
    siteUrl: parseSiteUrl(value("site-url")),
    from: value("from") ?? "out",
    out: value("out") ?? "out.site",
    edition: parseEdition(value("edition")),
    previous: value("previous"),
  }),
  async run(options, effects) {
    const folder = await makeSite(options, effects);
    const { citation } = (await readRecords(options.from, folder, effects.disk)).report.report;
    for (const warning of [warningOf(options.siteUrl), addressWarning(options.siteUrl, citation)]) {
      if (warning !== undefined) effects.terminal.line(`warning: ${warning}`);
    }
    effects.terminal.line(`${folder} is ready for ${options.siteUrl}`);
    const { edition, siteUrl } = options;
    if (edition !== undefined) {
      effects.terminal.line(`edition ${edition} is for ${siteUrl}${editionFolder(edition)}`);
    }
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

/** Throws a ReportError unless an edition is named by a month or a day, since its id says when it was published. */
function parseEdition(text: string | undefined): string | undefined {
  if (text === undefined || isEditionId(text)) return text;
  throw mistake(`invalid --edition: ${text}; expected a month or a day such as 2026-12 or 2026-12-01`);
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
  /** Undefined for a report that is no edition. */
  readonly edition?: string | undefined;
  /** Folder of the site as published before, as given on the command line; undefined for that of the copy. */
  readonly previous?: string | undefined;
}

/** Writes the copy and returns its folder. Throws a ReportError for a report that may not be published. */
export async function makeSite(options: SiteOptions, effects: Effects): Promise<string> {
  const { siteUrl, from, out, edition } = options;
  const { root, disk } = effects;
  const report = path.resolve(root, from);
  const target = path.resolve(root, out);
  if (contains(report, target) || contains(target, report)) {
    throw mistake(`invalid --out: ${out}; it overlaps the report's folder, ${from}`);
  }
  const records = await readRecords(from, report, disk);
  refuseUnpublishable(records);
  const folder = await checkOutFolder(out, effects);
  const earlier = await earlierEditions(options, effects);
  if (edition !== undefined) checkIsNewest(edition, earlier.editions);
  const built = await filesIn(report, disk);
  const pages = scanPages(built);
  refuseCopy(from, pages);
  await addCard(built, records, effects);
  const hasEditions = edition !== undefined || earlier.editions.length > 0;
  const source = { records, files: built, pages, siteUrl, hasEditions, folder: report };
  const files = await copyFor("", edition, source, effects);
  if (hasEditions) {
    const previous = path.resolve(root, options.previous ?? out);
    const editions = await editionFiles(edition, { source, earlier, previous }, effects);
    for (const [file, content] of editions) files.set(file, content);
  }
  await addSiteFiles(files, source, effects);
  const sealed = withCrate(files, records, siteUrl);
  refuseProblems(problemsOf(sealed, earlier.files, siteUrl));
  await replaceReport(folder, sealed, effects);
  return folder;
}

/** The editions of the site as published before. Throws a ReportError for a folder without any that was named. */
async function earlierEditions(
  { out, previous }: SiteOptions,
  { root, disk }: Effects,
): Promise<EarlierEditions> {
  const name = previous ?? out;
  const earlier = await readEditions(name, path.resolve(root, name), disk);
  if (previous === undefined || earlier.editions.length > 0) return earlier;
  throw new ReportError(`no editions in ${previous}: it has no ${EDITIONS_FILE}`, {
    help: "name the folder of a site with editions, or leave --previous out",
  });
}

/** Problems of the published copy: broken pages and links, and files that GitHub Pages drops. */
function problemsOf(files: SiteFiles, earlier: SiteFiles, siteUrl: string): string[] {
  // Published editions stay as they are.
  const pages = scanPages(files).filter(({ file }) => !earlier.has(file));
  const hidden = [...files.keys()].filter((file) => /(?:^|\/)\./.test(file));
  return [
    ...pages.flatMap(checkPage),
    ...checkLinks(files, pages, siteUrl),
    ...hidden.map((file) => `hidden file: ${file}, which GitHub Pages would leave out`),
  ];
}

await startCommand(site, import.meta);
