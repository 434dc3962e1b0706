/** Where published digests come from: the store, the recorded runs, or the manifest of a report in a folder or on the web. */
import path from "node:path";
import { digestOf } from "../../experiments/kit/digest.ts";
import type { ProfileName } from "../../experiments/kit/experiment.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError, UnreachableError } from "../base/errors.ts";
import { formatCount } from "../base/format.ts";
import { MANIFEST_FILE } from "../record/files.ts";
import { type ListedDigests, parseDigests } from "../record/manifest.ts";
import { datesInWords, RECORDING, readRecordedRuns } from "../trials/recorded-runs.ts";
import { REPORT_ENTRY } from "../trials/report-entry.ts";
import { openStore, type Store, storeFolder } from "../trials/store.ts";

export interface Reference {
  /** In messages, e.g. "the store". */
  readonly name: string;
  /** Why none of the trials may be there, and what to do. */
  readonly help: string;
  readonly profile: ProfileName;
  has(key: string): boolean;
  digest(key: string): Promise<string>;
}

export interface ReferenceOptions {
  /** The folder or the address of a report, as given on the command line; undefined for the store. */
  readonly from: string | undefined;
  /** Compare with the report's recorded runs. */
  readonly recorded: boolean;
}

/** Throws a ReportError if there are no such digests. */
export async function referenceOf(
  { from, recorded }: ReferenceOptions,
  effects: Effects,
): Promise<Reference> {
  if (recorded) return await recordedReference(effects);
  if (from === undefined) return await storeReference(effects);
  return isAddress(from) ? await publishedReference(from, effects) : await folderReference(from, effects);
}

async function recordedReference(effects: Effects): Promise<Reference> {
  const runs = await readRecordedRuns(effects);
  if (runs === undefined) {
    throw new ReportError(`no recorded runs: ${REPORT_ENTRY} names no file with any`, {
      help: "npm run store -- record writes it from the results of the long profile",
    });
  }
  return {
    name: `the runs recorded on ${datesInWords(runs.values())}`,
    help: `it lists ${formatCount(runs.size, "run")}; other code or settings have other keys`,
    profile: RECORDING,
    has: (key) => runs.has(key),
    digest: async (key) => runs.get(key)?.digest ?? "none",
  };
}

async function storeReference(effects: Effects): Promise<Reference> {
  const files = new Set(await effects.disk.list(storeFolder(effects.cache)));
  const store = openForReading(effects);
  return {
    name: "the store",
    help: "npm run build runs and stores them; --from compares with a report",
    profile: "default",
    has: (key) => files.has(`${key}.json`),
    async digest(key) {
      const stored = await store.read(key);
      // Computed from what is stored: a digest stored next to it would not show that it was changed.
      return stored === undefined ? "damaged" : await digestOf(stored.output);
    },
  };
}

/** The trials of this project, read without changes: a damaged file stays in place and counts as missing. */
export function openForReading({ cache, disk }: Effects): Store {
  return openStore(storeFolder(cache), { ...disk, move: async () => {} }, () => {});
}

async function folderReference(from: string, { root, disk }: Effects): Promise<Reference> {
  const text = await disk.maybeText(path.resolve(root, from, MANIFEST_FILE));
  const listed = text === undefined ? undefined : parseDigests(text);
  if (listed !== undefined) return listedReference(from, listed);
  throw new ReportError(`no report in ${from}: ${MANIFEST_FILE} is missing or of another program`, {
    help: "--from expects the folder that npm run build wrote, such as out, or the address of a report",
  });
}

const isAddress = (from: string): boolean => /^https?:\/\//i.test(from) && URL.canParse(from);

async function publishedReference(from: string, effects: Effects): Promise<Reference> {
  const address = manifestAddress(from);
  const { status, text } = await effects.fetchText(address);
  const help = "--from expects the address of a report's first page";
  if (status === 404 || status === 410)
    throw new ReportError(`no report at ${from}: no ${address}`, { help });
  if (status < 200 || status > 299) {
    throw new UnreachableError(`no report at ${from}: the server answers ${status} for ${address}`);
  }
  const listed = parseDigests(text);
  if (listed !== undefined) return listedReference(from, listed);
  throw new ReportError(`no report at ${from}: ${address} is not a manifest of this program`, { help });
}

/** The manifest next to a page; an address whose last part has no dot is a folder. */
function manifestAddress(from: string): string {
  const url = new URL(from);
  const folder = /\.[^/]*$/.test(url.pathname) ? url.pathname : `${url.pathname.replace(/\/$/, "")}/`;
  return new URL(MANIFEST_FILE, new URL(folder, url)).href;
}

function listedReference(from: string, { commit, profile, engine, digests }: ListedDigests): Reference {
  return {
    name: from,
    help: `it lists ${formatCount(digests.size, "digest")} of commit ${commit}, profile ${profile}, engine ${engine}; other code has other keys`,
    profile,
    has: (key) => digests.has(key),
    digest: async (key) => digests.get(key) ?? "none",
  };
}
