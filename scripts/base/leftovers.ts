/** Names that say which process has made a file or a folder, so that others can remove what a dead one left behind. */
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

let count = 0;

/** Unique across machines, processes and calls, such as "node7-4711-1". */
export function ownName(): string {
  count++;
  return `${hostname()}-${process.pid}-${count}`;
}

/**
 * Removes from a folder what begins with `prefix` and ends with the name of a process of this machine that has ended. What
 * cannot be removed stays.
 */
export function removeLeftovers(folder: string, prefix = ""): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) {
    if (name.startsWith(prefix) && isOfDeadProcess(name.slice(prefix.length)))
      removeWhole(join(folder, name));
  }
}

/** Removes a folder, also a write-protected one. Returns whether it is gone. */
export function removeWhole(path: string): boolean {
  const remove = () => rmSync(path, { recursive: true, force: true });
  try {
    remove();
    return true;
  } catch {
    // Tried again below, where an owner has the right to.
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
