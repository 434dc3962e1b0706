/** Adds an edition to those of a site, and lists all of them. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { sha256 } from "../base/hash.ts";
import { compareReports } from "../diff/compare.ts";
import { summaryOf } from "../diff/lines.ts";
import { type Report, readReport } from "../diff/read.ts";
import { CHANGES_FILE, changedClaims, changesFiles } from "./changes.ts";
import { copyFor, type Source, verdictsOf, withCrate } from "./copy.ts";
import { CRATE_FILE } from "./crate.ts";
import {
  checkIsSame,
  type EarlierEditions,
  type Edition,
  editionFolder,
  type SiteFiles,
} from "./editions.ts";
import { listFiles } from "./list.ts";
import type { Notices } from "./notices.ts";
import { ZENODO_FILE, zenodoJson } from "./zenodo.ts";

interface Site {
  readonly source: Source;
  readonly earlier: EarlierEditions;
  /** Absolute path of the site with the earlier editions. */
  readonly previous: string;
}

/** An edition with its report, for comparisons. */
interface Read {
  readonly edition: Edition;
  readonly report: Report;
}

/** The files of all editions and of their list; `id` is that of the report, or undefined if it is none. */
export async function editionFiles(
  id: string | undefined,
  { source, earlier, previous }: Site,
  effects: Effects,
): Promise<SiteFiles> {
  const nameOf = (edition: string) => `edition ${edition}`;
  const editions: Read[] = [];
  for (const edition of earlier.editions.filter((known) => known.id !== id)) {
    const folder = path.join(previous, editionFolder(edition.id));
    editions.push({ edition, report: await readReport(nameOf(edition.id), folder, effects.disk) });
  }
  const files: SiteFiles = new Map(earlier.files);
  if (id !== undefined) {
    const report = await readReport(nameOf(id), source.folder, effects.disk);
    const added = await newEdition(id, report, editions.at(-1), source, effects);
    const known = earlier.editions.find((edition) => edition.id === id);
    if (known !== undefined) checkIsSame(id, added.files, earlier.files);
    else for (const [file, content] of added.files) files.set(editionFolder(id) + file, content);
    editions.push({ edition: known ?? added.edition, report });
  }
  const listed = {
    report: source.records.report,
    siteUrl: source.siteUrl,
    editions: editions.map(({ edition }) => edition),
    notices: noticesOf(editions, files),
  };
  for (const [file, content] of await listFiles(listed, effects)) files.set(file, content);
  return files;
}

async function newEdition(
  id: string,
  report: Report,
  before: Read | undefined,
  source: Source,
  effects: Effects,
): Promise<{ readonly edition: Edition; readonly files: SiteFiles }> {
  const { records, siteUrl } = source;
  const { commit, commitDate = "" } = records.report.facts;
  const copy = await copyFor(editionFolder(id), id, source, effects);
  const differences = before && compareReports(before.report, report);
  const since = before?.edition.id ?? "";
  if (differences !== undefined) {
    const two = { id, before: since, slides: records.slides };
    for (const [file, content] of await changesFiles(differences, two, effects)) copy.set(file, content);
  }
  copy.set(ZENODO_FILE, zenodoJson(records.report, id, siteUrl + editionFolder(id)));
  const files = withCrate(copy, records, siteUrl + editionFolder(id));
  const edition = {
    id,
    date: commitDate,
    commit,
    verdicts: verdictsOf(records),
    ...(differences !== undefined && { changes: { since, summary: summaryOf(differences) } }),
    sha256: sha256(files.get(CRATE_FILE) ?? ""),
  };
  return { edition, files };
}

function noticesOf(editions: readonly Read[], files: SiteFiles): Notices {
  const newest = editions.at(-1);
  if (newest === undefined) throw new Error("a list of editions has at least one");
  const folder = editionFolder(newest.edition.id);
  const pages = [...files.keys()].filter((file) => file.startsWith(folder) && file.endsWith(".html"));
  const changes = editions
    .slice(0, -1)
    .map(
      ({ edition, report }) => [edition.id, changedClaims(compareReports(report, newest.report))] as const,
    );
  return {
    newest: newest.edition.id,
    pages: pages.map((file) => file.slice(folder.length)).filter((file) => file !== CHANGES_FILE),
    changes: Object.fromEntries(changes),
  };
}
