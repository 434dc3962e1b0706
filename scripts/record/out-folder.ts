/**
 * The output folder of reports, which is replaced in one step. To protect a user's files, only an empty folder or one with a report
 * may be replaced, and files that no report wrote stay in it.
 */
import { join, posix, relative, resolve } from "node:path";
import type { Disk, Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { MANIFEST_FILE } from "./files.ts";
import { listedFiles, parseManifest, withFileList } from "./manifest.ts";
import type { OutputFiles } from "./record.ts";

/** Returns the absolute path of the output folder `out`. Throws a ReportError if it must not or cannot be replaced. */
export async function checkOutFolder(out: string, effects: Effects): Promise<string> {
  const { root, disk, machine } = effects;
  const folder = resolve(root, out);
  for (const protectedFolder of [root, machine.home]) {
    if (!contains(folder, protectedFolder)) continue;
    throw invalidFolder(out, `it contains ${protectedFolder}`);
  }
  if ((await disk.kind(folder)) === "file") throw invalidFolder(out, "it is a file");
  const names = await disk.list(folder);
  const manifest = await disk.maybeText(join(folder, MANIFEST_FILE));
  if (names.length > 0 && parseManifest(manifest) === undefined) {
    throw invalidFolder(out, `it is not empty and has no ${MANIFEST_FILE} of this program`);
  }
  try {
    await disk.checkReplaceable(folder);
  } catch (error) {
    throw new ReportError(`unwritable output folder: ${out}`, {
      help: error instanceof Error ? error.message : "its place must be writable",
      cause: error,
    });
  }
  return folder;
}

/** Whether the path is the folder or is in it; both are absolute. */
export function contains(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === "" || !(inside === ".." || inside.startsWith("../") || inside.startsWith("..\\"));
}

function invalidFolder(out: string, reason: string): ReportError {
  return new ReportError(`invalid output folder: ${out}; ${reason}`, {
    help: "the folder is replaced: name one that does not exist, is empty, or has an earlier report",
  });
}

export interface WrittenFolder {
  readonly folder: string;
  readonly files: OutputFiles;
}

/**
 * Replaces a folder that `checkOutFolder` has returned by these files, among them a manifest, which will list them all.
 * Files that the last report in it did not list are not of this program, and stay.
 */
export async function replaceReport(
  folder: string,
  files: OutputFiles,
  { root, disk, terminal }: Effects,
): Promise<WrittenFolder> {
  const place = relative(root, folder);
  const manifest = parseManifest(await disk.maybeText(join(folder, MANIFEST_FILE)));
  const listed = manifest && listedFiles(manifest);
  const kept = await foreignIn(folder, new Set([...(listed ?? []), ...files.keys()]), disk);
  checkNotInTheWay(folder, kept, files);
  const written = withFileList(files);
  const taken = listed === undefined ? [] : await unlistedIn(folder, [...files.keys()], listed, disk);
  const leftover = await disk.replaceFolder(folder, written, kept);
  // Not to the output, which may become a file of Markdown.
  if (kept.length > 0) terminal.error(`kept in ${place}, not part of the report: ${namesOf(kept)}`);
  if (taken.length > 0)
    terminal.error(`replaced in ${place}, though the last report did not write it: ${namesOf(taken)}`);
  if (leftover !== undefined) terminal.error(`not removed: ${leftover}, the last report; delete it yourself`);
  return { folder, files: written };
}

/** The files and whole folders in a folder that are none of `ours`, by path from it. */
async function foreignIn(
  folder: string,
  ours: ReadonlySet<string>,
  disk: Disk,
  folders = foldersOf(ours),
  inside = "",
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await disk.list(join(folder, inside))) {
    const path = posix.join(inside, name);
    const isFolder = (await disk.kind(join(folder, path))) === "folder";
    if (isFolder && folders.has(path)) found.push(...(await foreignIn(folder, ours, disk, folders, path)));
    else if (isFolder || !ours.has(path)) found.push(path);
  }
  return found;
}

/** All folders in which these files are, by path. */
function foldersOf(files: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let end = file.indexOf("/"); end >= 0; end = file.indexOf("/", end + 1))
      folders.add(file.slice(0, end));
  }
  return folders;
}

function checkNotInTheWay(folder: string, kept: readonly string[], files: OutputFiles): void {
  const folders = foldersOf(files.keys());
  const path = kept.find((name) => files.has(name) || folders.has(name));
  if (path === undefined) return;
  throw new ReportError(
    `not replaced: ${join(folder, path)} is not of the last report, and in the way of this one`,
    {
      help: "move it elsewhere, and run the same command again: finished trials are kept",
    },
  );
}

/** The files that exist in the folder but are not listed. */
async function unlistedIn(
  folder: string,
  files: readonly string[],
  listed: ReadonlySet<string>,
  disk: Disk,
): Promise<readonly string[]> {
  const unlisted = files.filter((name) => !listed.has(name));
  const kinds = await Promise.all(unlisted.map((name) => disk.kind(join(folder, name))));
  return unlisted.filter((_, index) => kinds[index] !== "none");
}

const MOST_NAMED = 10;

function namesOf(paths: readonly string[]): string {
  const more = paths.length > MOST_NAMED ? [`and ${paths.length - MOST_NAMED} more`] : [];
  return [...paths.slice(0, MOST_NAMED), ...more].join(", ");
}
