/** Command `npm run site`: copies the report for publication, with canonical link, preview card and 404 page. */
import path from "node:path";
import Handlebars from "handlebars";
import { colors } from "../templates/theme.ts";
import { defineCommand, mistake, startCommand } from "./base/command.ts";
import type { Effects } from "./base/effects.ts";
import { ReportError, refuseProblems } from "./base/errors.ts";
import { checkLinks } from "./checks/check-links.ts";
import { checkPage } from "./checks/check-page.ts";
import { scanHtml, scanPages } from "./checks/scan-html.ts";
import { pixels } from "./print/figure-forms.ts";
import { readRecords } from "./record/read-record.ts";
import type { RecordedFacts, ReportRecords, Verdicts } from "./record/record.ts";
import { checkOutFolder, contains, replaceReport } from "./stages/write.ts";

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
    effects.terminal.line(`${await makeSite(options, effects)} is ready for ${options.siteUrl}`);
    return 0;
  },
});

/**
 * Parses --site-url; the result ends in a slash. Throws a ReportError unless it is an http(s) address without query.
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

/** Throws, with the reason, unless the report may be published. */
export function refuseUnpublishable({ report: { verdicts, facts } }: ReportRecords): void {
  const reason = reasonAgainst(verdicts, facts);
  if (reason !== undefined) throw refusal(reason);
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

const refusal = (reason: string): ReportError =>
  new ReportError(`the report is not published: ${reason}`, {
    help: "commit all changes, run npm run build without --only and --no-timing, and publish that report",
  });

/** Throws unless the page is a report's own: one with a canonical link would get a second. */
function refuseCopy(from: string, page: string): void {
  const isCopy = scanHtml(page).tags.some(({ attributes }) => attributes.get("rel") === "canonical");
  if (!isCopy) return;
  throw new ReportError(`${from} is a published copy: its index.html has a canonical link`, {
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

  const page = await disk.readText(path.join(report, "index.html"));
  refuseCopy(from, page);
  const { title, summary } = records.report.report;
  const view = { siteUrl, title, summary };
  const head = await fill("head.hbs", view, effects);
  files.set(
    "index.html",
    page.replace("</head>", () => `${head}</head>`),
  );
  files.set("404.html", await fill("404.hbs", view, effects));
  const card = await fill("card.svg.hbs", cardView(title, verdictCounts(records)), effects);
  files.set("assets/card.png", await pixels(card, 1200));
  refuseProblems(problemsOf(files, siteUrl));
  await replaceReport(folder, files, effects);
  return folder;
}

/** Problems that readers of the published copy would meet: broken pages and links, and files that Pages drops. */
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

async function fill(name: string, view: object, { root, disk }: Effects): Promise<string> {
  const template = await disk.readText(path.join(root, "templates", "site", name));
  return Handlebars.compile(template, { strict: true, knownHelpersOnly: true })(view);
}

/** How many slides have each verdict, most first. */
function verdictCounts({ slides }: ReportRecords): readonly string[] {
  const counts = new Map<string, number>();
  for (const { verdict } of slides) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([verdict, count]) => `${count} ${verdict}`);
}

const TITLE_WIDTH = 34;
const LINE_HEIGHT = 78;

/** The preview card: lines of text with their heights in px. */
function cardView(title: string, counts: readonly string[]) {
  const lines = wrap(title, TITLE_WIDTH).map((text, index) => ({ text, y: 150 + index * LINE_HEIGHT }));
  const below = 150 + lines.length * LINE_HEIGHT + 30;
  return {
    lines,
    counts: wrap(`Verdicts on its slides: ${counts.join(", ")}`, 60).map((text, index) => ({
      text,
      y: below + index * 50,
    })),
    ink: colors.ink.light,
    paper: colors.paper.light,
    accent: colors.blue.light,
  };
}

/** Breaks a text at spaces into lines of at most `width` characters. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

await startCommand(site, import.meta);
