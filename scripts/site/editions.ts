/** Editions of a published report. Each stays as it was published, below editions/ID/; a list of checksums proves that it has. */
import path from "node:path";
import type { Disk } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { joinWords } from "../base/format.ts";
import { sha256 } from "../base/hash.ts";
import { isRecord, parseRecord } from "../base/json.ts";
import { RUN_FILE } from "../record/files.ts";
import { CRATE_FILE, checksumsIn } from "./crate.ts";

export const EDITIONS_FOLDER = "editions/";
export const EDITIONS_FILE = `${EDITIONS_FOLDER}editions.json`;

/** The folder of an edition in the site, with a slash at the end. */
export const editionFolder = (id: string): string => `${EDITIONS_FOLDER}${id}/`;

export interface Edition {
  /** A month or a day, so that ids are in the order of time: "2026-12". */
  readonly id: string;
  /** ISO date of its commit. */
  readonly date: string;
  readonly commit: string;
  /** "3 supported, 1 inconclusive". */
  readonly verdicts: string;
  /** What differs from the edition before; absent in the first. */
  readonly changes?: { readonly since: string; readonly summary: string };
  /** Of its ro-crate-metadata.json, which lists the SHA-256 of its other files. */
  readonly sha256: string;
}

export type SiteFiles = Map<string, string | Uint8Array>;

export interface EarlierEditions {
  /** In the order of time. */
  readonly editions: readonly Edition[];
  /** Their files, by path in the site. */
  readonly files: SiteFiles;
}

const ID = /^\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/;

export const isEditionId = (text: string): boolean => ID.test(text);

/** All files of a folder, by path from it. */
export async function filesIn(folder: string, disk: Disk, inside = ""): Promise<SiteFiles> {
  const files: SiteFiles = new Map();
  for (const name of await disk.list(path.join(folder, inside))) {
    const file = path.posix.join(inside, name);
    const found =
      (await disk.kind(path.join(folder, file))) === "folder"
        ? await filesIn(folder, disk, file)
        : [[file, await disk.readBytes(path.join(folder, file))] as const];
    for (const [inner, content] of found) files.set(inner, content);
  }
  return files;
}

/**
 * The editions of a site that was published before; none for a site without editions. Throws a ReportError unless each is as
 * it was published.
 */
export async function readEditions(name: string, site: string, disk: Disk): Promise<EarlierEditions> {
  const text = await disk.maybeText(path.join(site, EDITIONS_FILE));
  const inFolder = (await disk.list(path.resolve(site, EDITIONS_FOLDER))).filter(isEditionId);
  if (text === undefined && inFolder.length === 0) return { editions: [], files: new Map() };
  const editions = parseEditions(text);
  const listed = editions?.map(({ id }) => id) ?? [];
  const unlisted = inFolder.filter((id) => !listed.includes(id));
  if (editions === undefined || unlisted.length > 0) {
    const problem = text === undefined ? "is missing" : "is damaged or lacks an edition";
    throw notAsPublished(
      `${name}/${EDITIONS_FILE} ${problem}; editions in the folder: ${joinWords(inFolder)}`,
    );
  }
  const files: SiteFiles = new Map();
  for (const edition of editions) {
    const folder = editionFolder(edition.id);
    const own = await filesIn(path.resolve(site, folder), disk);
    const problems = problemsOf(edition, own);
    if (problems.length > 0) throw notAsPublished(`${name}/${folder}: ${namedFew(problems)}`);
    for (const [file, content] of own) files.set(folder + file, content);
  }
  return { editions, files };
}

function parseEditions(text: string | undefined): readonly Edition[] | undefined {
  const list = parseRecord(text)?.editions;
  const isEdition = (entry: unknown): entry is Edition =>
    isRecord(entry) &&
    isEditionId(String(entry.id)) &&
    ["date", "commit", "verdicts", "sha256"].every((field) => typeof entry[field] === "string");
  return Array.isArray(list) && list.every(isEdition) ? list : undefined;
}

const notAsPublished = (problem: string): ReportError =>
  new ReportError(`an edition is not as it was published: ${problem}`, {
    help: "restore the folder from its copy, such as site.tar.gz of the newest edition's release",
  });

/** How an edition's files differ from what was published. */
function problemsOf({ sha256: checksum }: Edition, files: SiteFiles): string[] {
  const crate = files.get(CRATE_FILE);
  if (crate === undefined) return [`missing ${CRATE_FILE}`];
  if (sha256(crate) !== checksum) return [`changed ${CRATE_FILE}`];
  const published = checksumsIn(Buffer.from(crate).toString());
  const added = [...files.keys()].filter((file) => file !== CRATE_FILE && !published.has(file));
  return [
    ...[...published].flatMap(([file, expected]) => {
      const content = files.get(file);
      if (content === undefined) return [`missing ${file}`];
      return sha256(content) === expected ? [] : [`changed ${file}`];
    }),
    ...added.map((file) => `added ${file}`),
  ];
}

const MOST_NAMED = 5;

function namedFew(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}

/** Throws a ReportError for an edition that would come before a published one. */
export function checkIsNewest(id: string, editions: readonly Edition[]): void {
  const newest = editions.at(-1)?.id;
  if (newest === undefined || id >= newest) return;
  throw new ReportError(`invalid --edition: ${id}; it comes before ${newest}, which is published`, {
    help: `expected a later id than ${newest}; the addresses at the root show the newest edition`,
  });
}

/** Throws a ReportError if files of an edition differ from those published, apart from when and where they were built. */
export function checkIsSame(id: string, files: SiteFiles, published: SiteFiles): void {
  const of = (file: string) => published.get(editionFolder(id) + file);
  const isSame = (file: string): boolean => {
    const [ours, theirs] = [files.get(file), of(file)];
    if (ours === undefined || theirs === undefined) return false;
    return Buffer.from(ours).equals(Buffer.from(theirs));
  };
  const known = [...published.keys()].flatMap((file) =>
    file.startsWith(editionFolder(id)) ? file.slice(editionFolder(id).length) : [],
  );
  const other = [...new Set([...files.keys(), ...known])]
    .filter((file) => file !== RUN_FILE && file !== CRATE_FILE && !isSame(file))
    .sort();
  if (other.length === 0) return;
  throw new ReportError(`edition ${id} is published with other content: ${namedFew(other)}`, {
    help: "a published edition never changes: publish this report as a later edition",
  });
}
