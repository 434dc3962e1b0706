/** Failing surroundings of a build: a full disk, read-only folders, an output folder that vanishes, a clock that jumps. */
import { execFile } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { ProgramEnd } from "../../scripts/base/effects.ts";
import type { Workspace } from "./workspace.ts";

/** Cases by name. Each returns what a build did in it, or why it cannot be tried here. */
type Place = (workspace: Workspace) => Promise<ProgramEnd | string>;

export const places: Readonly<Record<string, Place>> = {
  "full disk for results": async (workspace) => {
    await removeResults(workspace);
    return await withMount(join(workspace.root, ".cache", "trials"), "size=64k", () => workspace.build());
  },
  "full disk for the report": (workspace) =>
    withMount(join(workspace.root, "full"), "size=64k", () => workspace.build(["--out", "full/out"])),
  "read-only place for the report": (workspace) =>
    withMount(join(workspace.root, "fixed"), "ro", () => workspace.build(["--out", "fixed/out"])),
  "mount point for the report": (workspace) =>
    withMount(join(workspace.root, "mounted"), "size=64m", () => workspace.build(["--out", "mounted"])),
  "read-only results": async (workspace) => {
    await removeResults(workspace);
    return await withMount(join(workspace.root, ".cache", "trials"), "ro", () => workspace.build());
  },
  "report in /proc": (workspace) => workspace.build(["--out", "/proc/nope"]),
  "output folder deleted during the build": async (workspace) => {
    const { ended } = workspace.start();
    let isOver = false;
    ended.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await rm(join(workspace.root, "out"), { recursive: true, force: true }).catch(() => {});
      await sleep(50);
    }
    // The last deletion may have removed the finished report.
    await ended;
    return await workspace.build();
  },
  "clock that jumps": (workspace) => workspace.build([], { NODE_OPTIONS: `--import ${jumpingClock}` }),
};

/** A module that shifts the date by up to ten years at each reading. */
const jumpingClock = `data:text/javascript,${encodeURIComponent(`
const Real = Date;
let looks = 0;
const now = () => Real.now() + ((looks++ % 7) - 3) * 1e11;
globalThis.Date = class extends Real {
  constructor(...words) { super(...(words.length > 0 ? words : [now()])); }
  static now() { return now(); }
};
`)}`;

/** Deletes all results, so that a build must write new ones. */
async function removeResults({ root }: Workspace): Promise<void> {
  const folder = join(root, ".cache", "trials");
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}

/** Calls `body` with a new file system mounted at `path`; returns why if mounting fails. */
async function withMount(
  path: string,
  options: string,
  body: () => Promise<ProgramEnd>,
): Promise<ProgramEnd | string> {
  const run = promisify(execFile);
  await mkdir(path, { recursive: true });
  try {
    await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
  } catch {
    return "no file system can be mounted here";
  }
  try {
    return await body();
  } finally {
    await run("umount", [path]);
  }
}
