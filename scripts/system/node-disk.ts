/**
 * The real disk, with atomic writes of files and folders. Temporary names contain the process that made them, so that
 * others can remove what a dead process left behind.
 */

import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readdir, readFile, realpath, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Disk } from "../base/effects.ts";

/** Attempts to swap a folder while other builds swap the same one. */
const SWAP_ATTEMPTS = 20;

export const nodeDisk: Disk = {
  async kind(path) {
    const stats = await orUndefined(stat(path));
    if (stats === undefined) return "none";
    return stats.isDirectory() ? "folder" : "file";
  },
  async facts(path) {
    const stats = await orUndefined(stat(path));
    return stats && { bytes: stats.size, modified: stats.mtimeMs };
  },
  readText: (path) => readFile(path, "utf8"),
  readBytes: (path) => readFile(path),
  maybeText: (path) => orUndefined(readFile(path, "utf8")),
  maybeBytes: (path) => orUndefined(readFile(path)),
  list: async (path) => ((await orUndefined(readdir(path))) ?? []).sort(),
  async write(path, content) {
    makeFolder(dirname(path));
    const temporary = temporaryName(path, "new");
    try {
      await writeFile(temporary, content);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  },
  async move(from, to) {
    makeFolder(dirname(to));
    // Another process may have moved or removed it first.
    await orUndefined(rename(from, to));
  },
  async link(target, path) {
    makeFolder(dirname(path));
    try {
      await symlink(target, path);
      return true;
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
      return (await orUndefined(realpath(path))) === (await realpath(target));
    }
  },
  async touch(path) {
    const now = new Date();
    // A cache may be read-only, or another process may have removed the file.
    await utimes(path, now, now).catch(() => {});
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  async checkReplaceable(path) {
    const place = realPlace(path);
    const probe = temporaryName(place, "new");
    makeFolder(join(probe, "inside"));
    try {
      checkMovable(place, probe);
    } finally {
      rmSync(probe, { recursive: true, force: true });
    }
  },
  // Synchronous throughout, so that a signal is handled before or after the swap, never during it.
  async replaceFolder(path, files, kept = []) {
    const place = realPlace(path);
    makeFolder(dirname(place));
    for (const purpose of ["new", "old"]) removeLeftovers(dirname(place), `${basename(place)}.${purpose}-`);
    const fresh = temporaryName(place, "new");
    try {
      writeFiles(fresh, files, place);
      return swapFolder(fresh, place, kept);
    } finally {
      removeWhole(fresh);
    }
  },
};

/** The real path of a folder that may be a symbolic link. While another build swaps it, it is missing for a moment. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isCode(error, "ENOENT")) return path;
    throw error;
  }
}

/** Throws if the folder cannot be moved. `full` is a neighbouring folder that is not empty. */
function checkMovable(folder: string, full: string): void {
  try {
    // Nothing moves, because only an empty folder can be replaced. That a folder cannot be moved at all is noticed first.
    renameSync(folder, full);
    renameSync(full, folder);
  } catch (error) {
    if (!isCode(error, "EBUSY") && !isCode(error, "EXDEV")) return;
    throw new Error(`a mount point cannot be replaced; name a folder in it, such as ${folder}/report`, {
      cause: error,
    });
  }
}

/** Makes a folder and those above it. Node's option `recursive` hangs in a folder like /proc, which allows none. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
}

/** Writes these files into `folder`; those that are the same in the folder `last` become links to them. */
function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>, last: string): void {
  makeFolder(folder);
  for (const [name, content] of files) {
    const path = join(folder, name);
    makeFolder(dirname(path));
    if (!linkSame(join(last, name), path, content)) writeFileSync(path, content);
  }
}

/** Links a file that has this content: faster than writing it again, and than removing the last copy of the old one. */
function linkSame(from: string, to: string, content: string | Uint8Array): boolean {
  try {
    if (!lstatSync(from).isFile() || !readFileSync(from).equals(Buffer.from(content))) return false;
    linkSync(from, to);
    return true;
  } catch {
    // There is no such file, or the file system has no links.
    return false;
  }
}

/**
 * Replaces `path` by `fresh` and takes over what is kept. Another build may do the same concurrently; then the last one
 * wins. Returns the old folder if it could not be removed.
 */
function swapFolder(fresh: string, path: string, kept: readonly string[]): string | undefined {
  for (let attempt = 1; ; attempt++) {
    const old = temporaryName(path, "old");
    try {
      for (const name of kept) copyWhole(join(path, name), join(fresh, name));
      exchange(fresh, path, old);
      return removeWhole(old) ? undefined : old;
    } catch (error) {
      // While another build swaps, there is no folder for a moment.
      const isOvertaken = isTaken(error) || isCode(error, "ENOENT");
      if (!isOvertaken || attempt === SWAP_ATTEMPTS) throw error;
    }
  }
}

/** Moves `path` to `old` and `fresh` to `path`, or leaves what is at `path`. */
function exchange(fresh: string, path: string, old: string): void {
  const isMoved = renameIfThere(path, old);
  try {
    renameSync(fresh, path);
  } catch (error) {
    if (isTaken(error)) removeWhole(old);
    else if (isMoved) renameSync(old, path);
    throw error;
  }
}

const isTaken = (error: unknown): boolean => isCode(error, "ENOTEMPTY") || isCode(error, "EEXIST");

/** Copies a file, a link or a folder with its content, dates and permissions. */
function copyWhole(from: string, to: string): void {
  makeFolder(dirname(to));
  const mode = constants.COPYFILE_FICLONE;
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, mode });
}

function renameIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** The name of a neighbour of `path`, e.g. "out.new-node7-4711-1". */
function temporaryName(path: string, purpose: "new" | "old"): string {
  return join(dirname(path), `${basename(path)}.${purpose}-${ownName()}`);
}

async function orUndefined<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

/** True for a file system error with this code, e.g. "ENOENT". */
function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

let count = 0;

/** Unique across machines, processes and calls, such as "node7-4711-1". */
export function ownName(): string {
  count++;
  return `${hostname()}-${process.pid}-${count}`;
}

/**
 * Removes the files of a folder that begin with `prefix` and end with the name of a process of this machine that has
 * ended. A file that cannot be removed stays.
 */
export function removeLeftovers(folder: string, prefix = ""): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) {
    if (name.startsWith(prefix) && isOfDeadProcess(name.slice(prefix.length)))
      removeWhole(join(folder, name));
  }
}

/** Removes a folder, also a write-protected one. Returns whether it is gone. */
function removeWhole(path: string): boolean {
  const remove = () => rmSync(path, { recursive: true, force: true });
  try {
    remove();
    return true;
  } catch {
    // Tried again below, after the owner's permissions are set.
  }
  try {
    makeWritable(path);
    remove();
    return true;
  } catch {
    return false;
  }
}

function makeWritable(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
  }
}

function isOfDeadProcess(name: string): boolean {
  const [, machine, owner] = /^(.+)-(\d+)-\d+$/.exec(name) ?? [];
  return machine === hostname() && !isAlive(Number(owner));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
