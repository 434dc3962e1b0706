/** Names that say which process has made a file or a folder, so that others can remove what a dead one left behind. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

let count = 0;

/** Unique across machines, processes and calls, such as "node7-4711-1". */
export function ownName(): string {
  count++;
  return `${hostname()}-${process.pid}-${count}`;
}

/** Removes from a folder what begins with `prefix` and ends with the name of a process of this machine that has ended. */
export function removeLeftovers(folder: string, prefix = ""): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) {
    if (name.startsWith(prefix) && isOfDeadProcess(name.slice(prefix.length))) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
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
