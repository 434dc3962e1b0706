/** The real disk, with atomic writes of files and folders. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Disk } from "./effects.ts";
import { ownName, removeLeftovers } from "./leftovers.ts";

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
  async readPart(path, start, length) {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  },
  maybeText: (path) => orUndefined(readFile(path, "utf8")),
  maybeBytes: (path) => orUndefined(readFile(path)),
  list: async (path) => ((await orUndefined(readdir(path))) ?? []).sort(),
  write: writeWhole,
  writeParts: writeWhole,
  async move(from, to) {
    makeFolder(dirname(to));
    // Another process may have moved or removed it first.
    await orUndefined(rename(from, to));
  },
  async touch(path) {
    const now = new Date();
    // A cache may be read-only, or another process may have removed the file.
    await utimes(path, now, now).catch(() => {});
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  async checkReplaceable(path) {
    const probe = temporaryName(path, "new");
    makeFolder(probe);
    await rm(probe, { recursive: true });
  },
  // Synchronous throughout, so that a signal is handled before or after the swap, never during it.
  async replaceFolder(path, files) {
    makeFolder(dirname(path));
    for (const purpose of ["new", "old"]) removeLeftovers(dirname(path), `${basename(path)}.${purpose}-`);
    const fresh = temporaryName(path, "new");
    try {
      writeFiles(fresh, files);
      swapFolder(fresh, path);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  },
};

async function writeWhole(path: string, content: string | Uint8Array | AsyncIterable<Uint8Array>) {
  makeFolder(dirname(path));
  const temporary = temporaryName(path, "new");
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes a folder and those above it. Node's own option `recursive` never returns where a folder like /proc refuses. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
}

function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  makeFolder(folder);
  for (const [name, content] of files) {
    const path = join(folder, name);
    makeFolder(dirname(path));
    writeFileSync(path, content);
  }
}

/** Replaces `path` by `fresh`. Another build may do the same concurrently; then the last one wins. */
function swapFolder(fresh: string, path: string): void {
  for (let attempt = 1; ; attempt++) {
    const old = temporaryName(path, "old");
    const moved = renameIfThere(path, old);
    try {
      renameSync(fresh, path);
      rmSync(old, { recursive: true, force: true });
      return;
    } catch (error) {
      const overtaken = isCode(error, "ENOTEMPTY") || isCode(error, "EEXIST");
      if (!overtaken && moved) renameSync(old, path);
      else rmSync(old, { recursive: true, force: true });
      if (!overtaken || attempt === SWAP_ATTEMPTS) throw error;
    }
  }
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

/** A name beside `path`, e.g. "out.new-node7-4711-1". */
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
