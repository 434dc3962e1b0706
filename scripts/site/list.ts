/** The list of a site's editions: as a page, as JSON, as an Atom feed, and as the script that older editions load. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Effects } from "../base/effects.ts";
import { prettyJson } from "../base/json.ts";
import { bundleForBrowser } from "../bundling/browser-bundle.ts";
import { createBundler } from "../bundling/bundle.ts";
import { withCache } from "../bundling/cached.ts";
import { INDEX_FILE } from "../record/files.ts";
import type { OutputFiles, ReportRecord } from "../record/record.ts";
import { CHANGES_FILE } from "./changes.ts";
import { EDITIONS_FILE, EDITIONS_FOLDER, type Edition, editionFolder } from "./editions.ts";
import { feedXml } from "./feed.ts";
import { fill } from "./fill.ts";
import type { Notices } from "./notices.ts";

export const FEED_FILE = `${EDITIONS_FOLDER}feed.xml`;
export const SCRIPT_FILE = `${EDITIONS_FOLDER}editions.js`;

interface Listed {
  readonly report: ReportRecord;
  readonly siteUrl: string;
  /** In the order of time; at least one. */
  readonly editions: readonly Edition[];
  readonly notices: Notices;
}

export async function listFiles(
  { report: { report }, siteUrl, editions, notices }: Listed,
  effects: Effects,
): Promise<OutputFiles> {
  const { title, citation } = report;
  const address = siteUrl + EDITIONS_FOLDER;
  const listed = editions.map((edition) => ({ ...edition, address: siteUrl + editionFolder(edition.id) }));
  const newestFirst = [...listed].reverse();
  const view = { title, address, editions: newestFirst.map(viewOf) };
  const fed = {
    title,
    authors: citation.authors,
    address,
    feedAddress: siteUrl + FEED_FILE,
    editions: newestFirst,
  };
  return new Map([
    [EDITIONS_FOLDER + INDEX_FILE, await fill("editions.hbs", view, effects)],
    [FEED_FILE, feedXml(fed)],
    [EDITIONS_FILE, prettyJson({ title, editions: listed })],
    [SCRIPT_FILE, await noticeScript(notices, effects)],
  ]);
}

function viewOf({ id, date, commit, verdicts, changes }: Edition) {
  return {
    id,
    date,
    day: date.slice(0, 10),
    commit: commit.slice(0, 8),
    verdicts,
    folder: `${id}/`,
    changes: changes === undefined ? null : { ...changes, file: `${id}/${CHANGES_FILE}` },
  };
}

/** A classic script with its data, because pages opened from disk may neither fetch files nor import modules. */
async function noticeScript(notices: Notices, effects: Effects): Promise<string> {
  const module = pathToFileURL(path.join(effects.home, "scripts", "browser", "editions.ts"));
  const from = JSON.stringify(path.join(effects.home, "scripts", "browser", "editions.ts"));
  const contents = `import { showNotice } from ${from};\nshowNotice(${JSON.stringify(notices)});`;
  const caching = withCache(effects, createBundler(effects));
  return (await bundleForBrowser({ name: "editions", module, contents, input: null }, caching)).code;
}
