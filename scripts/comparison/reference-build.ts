/**
 * Builds the report of a commit in a temporary worktree, with the packages and the store of this checkout. The worktree
 * is in the cache, from where packages resolve. It is removed in the end, also after a failure or a signal; that of a
 * killed process is removed by the next one.
 */
import { type ChildProcess, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { CACHE_VARIABLE, reachProject } from "../base/cache-place.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { parseRecord } from "../base/json.ts";
import { ownName, removeLeftovers } from "../base/leftovers.ts";
import { startProgram } from "../base/programs.ts";
import type { GitReference } from "./git-reference.ts";

export interface Worktree {
  readonly reference: GitReference;
  /** True if the store has every trial that this build takes. */
  isStored(words: readonly string[]): Promise<boolean>;
  /** Builds and returns the folder of the report, which is gone after the call of `withWorktree`. */
  build(words: readonly string[]): Promise<string>;
}

/** Lines of a failed build that its message keeps. */
const KEPT_LINES = 20;

export async function withWorktree<Result>(
  reference: GitReference,
  effects: Pick<Effects, "root" | "cache" | "disk" | "signal">,
  body: (worktree: Worktree) => Promise<Result>,
): Promise<Result> {
  const { root, cache, signal } = effects;
  await reachProject(effects);
  const parent = path.join(cache, "refs");
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  spawnSync("git", ["worktree", "prune"], { cwd: root });
  const folder = path.join(parent, ownName());
  const running = new Set<ChildProcess>();
  // Synchronous, because the process exits right after a signal.
  const remove = () => {
    for (const child of running) endGroup(child);
    spawnSync("git", ["worktree", "remove", "--force", folder], { cwd: root });
    // Where git could not check it out.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const run = async (program: string, words: readonly string[], cwd: string) => {
    // In a process group of its own, which ends with its workers: a build that is killed leaves that to them, and what
    // they need for it is removed with the worktree.
    const env = { ...process.env, [CACHE_VARIABLE]: "" };
    const { child, ended } = startProgram(program, words, { cwd, env, detached: true });
    running.add(child);
    return await ended.finally(() => running.delete(child));
  };
  signal.addEventListener("abort", remove);
  try {
    const added = await run("git", ["worktree", "add", "--detach", folder, reference.commit], root);
    if (added.code !== 0) throw failure(`git could not check out ${reference.name}`, added.output);
    symlinkSync(cache, path.join(folder, ".cache"));
    const start = (words: readonly string[]) =>
      run(process.execPath, ["--import", "tsx", path.join("scripts", "build.ts"), ...words], folder);
    return await body({
      reference,
      async isStored(words) {
        const { code, output } = await start([...words, "--explain=json"]);
        // Warnings may surround the line of JSON.
        const isComplete = output.split("\n").some((line) => parseRecord(line)?.missing === 0);
        return code === 0 && isComplete;
      },
      async build(words) {
        const { code, output } = await start(words);
        if (code !== 0) throw failure(`the build of ${reference.name} failed`, output);
        return path.join(folder, "out");
      },
    });
  } finally {
    signal.removeEventListener("abort", remove);
    remove();
  }
}

/** Ends a process and those that it has started. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function failure(what: string, output: string): ReportError {
  const lines = output.trim().split("\n").slice(-KEPT_LINES);
  return new ReportError(`${what}:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}
