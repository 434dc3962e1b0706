/**
 * Opens the two reports of a comparison, each a folder or a git ref. A ref is built in a temporary worktree below .cache/, with
 * the packages and the store of this checkout. The worktree is always removed, also after a failure or a signal.
 */
import { type ChildProcess, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { CACHE_VARIABLE, reachProject } from "../base/cache-place.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { parseRecord } from "../base/json.ts";
import { ownName, removeLeftovers } from "../system/node-disk.ts";
import { startProgram } from "../system/node-effects.ts";
import { type Report, readReport } from "./read.ts";

/** Folders of reports, or git refs. */
export interface Places {
  /** Undefined for the report in out/. */
  readonly report: string | undefined;
  readonly against: string;
}

type Side = Report | GitReference;

interface GitReference {
  /** As the command line names it. */
  readonly name: string;
  /** Full hash. */
  readonly commit: string;
}

type GitEffects = Pick<Effects, "root" | "disk" | "run">;

interface Worktree {
  readonly reference: GitReference;
  /** True if the store has all trials of this build. */
  isStored(args: readonly string[]): Promise<boolean>;
  /** Builds the report and returns its folder, which `withWorktree` removes in the end. */
  build(args: readonly string[]): Promise<string>;
}

const isReport = (side: Side): side is Report => "slides" in side;

/** Reads both reports. Throws a ReportError before anything is built if a place is neither a folder nor a git ref. */
export async function openReports(
  { report, against }: Places,
  effects: Effects,
): Promise<{ readonly before: Report; readonly after: Report }> {
  const after =
    report === undefined
      ? await readReport("out", path.join(effects.root, "out"), effects.disk)
      : await findSide(report, effects);
  const before = await findSide(against, effects);
  const known = [after, before].find(isReport);
  const references = [after, before].filter((side): side is GitReference => !isReport(side));
  const built = await withWorktrees(references, effects, async (worktrees) => {
    const args = await buildArgs(known, worktrees, effects);
    const reports = new Map<Side, Report>();
    for (const { reference, build } of worktrees) {
      const { name, commit } = reference;
      effects.terminal.error(`building ${name} (${commit.slice(0, 8)}): ${args.join(" ")}`);
      reports.set(reference, await readReport(name, await build(args), effects.disk));
    }
    return reports;
  });
  const reportOf = (side: Side): Report => (isReport(side) ? side : (built.get(side) ?? unbuilt(side)));
  return { before: reportOf(before), after: reportOf(after) };
}

function unbuilt({ name }: GitReference): never {
  throw new Error(`not built: ${name}`);
}

async function findSide(name: string, effects: Effects): Promise<Side> {
  const folder = path.resolve(effects.root, name);
  if ((await effects.disk.kind(folder)) === "none") return await findReference(name, effects);
  return await readReport(name, folder, effects.disk);
}

/** Calls `body` with a worktree for each ref. */
async function withWorktrees<Result>(
  [first, ...rest]: readonly GitReference[],
  effects: Effects,
  body: (worktrees: readonly Worktree[]) => Promise<Result>,
): Promise<Result> {
  if (first === undefined) return await body([]);
  return await withWorktree(first, effects, (worktree) =>
    withWorktrees(rest, effects, (more) => body([worktree, ...more])),
  );
}

/**
 * Refs are built like the report that they are compared with, or else with the default profile without timing. If the
 * store lacks trials for that, they are built with the quick profile.
 */
async function buildArgs(
  known: Report | undefined,
  worktrees: readonly Worktree[],
  { terminal }: Effects,
): Promise<readonly string[]> {
  const { profile = "default", measuresTime = false } = known ?? {};
  const wanted = argsOf(profile, measuresTime);
  if (profile === "quick") return wanted;
  for (const { reference, isStored } of worktrees) {
    if (await isStored(wanted)) continue;
    terminal.error(`the store lacks trials of ${reference.name}'s ${profile} report: quick profile instead`);
    if (known !== undefined) {
      terminal.error(
        "help: to compare like with like, npm run build -- --profile quick --out out.quick, and add --report out.quick",
      );
    }
    return argsOf("quick", true);
  }
  return wanted;
}

const argsOf = (profile: string, timing: boolean): readonly string[] => [
  "--profile",
  profile,
  ...(timing ? [] : ["--no-timing"]),
];

const LOCKFILE = "package-lock.json";

/** Finds the commit of a ref. Throws a ReportError if it is unknown or has another lockfile. */
async function findReference(name: string, effects: GitEffects): Promise<GitReference> {
  // Git would take a name that begins with a dash for an option.
  const found = name.startsWith("-")
    ? undefined
    : await git(effects, "rev-parse", "--verify", "--quiet", `${name}^{commit}`);
  if (found === undefined) throw await unknownReference(name, effects);
  const reference = { name, commit: found.trim() };
  await refuseOtherLockfile(reference, effects);
  return reference;
}

/** What git prints; undefined if it fails or is not installed. */
async function git({ run }: GitEffects, ...args: readonly string[]): Promise<string | undefined> {
  const { code, output } = await run("git", args);
  return code === 0 ? output : undefined;
}

async function unknownReference(name: string, effects: GitEffects): Promise<ReportError> {
  const listed = await git(effects, "for-each-ref", "--format=%(refname:short)");
  if (listed === undefined) {
    return new ReportError(`no folder ${name}, and no git checkout in which it could be a ref`, {
      help: "name the folder of a built report",
    });
  }
  const names = ["HEAD", ...listed.split("\n").filter((line) => line !== "")];
  return new ReportError(`neither a folder nor a git ref: ${name}; ${suggestion(name, names)}`, {
    help: "git fetch gets the refs that this clone lacks",
  });
}

/** With another lockfile, the commit needs other packages than those in node_modules/. */
async function refuseOtherLockfile({ name, commit }: GitReference, effects: GitEffects): Promise<void> {
  const [theirs, ours] = [
    await git(effects, "show", `${commit}:./${LOCKFILE}`),
    await effects.disk.maybeText(`${effects.root}/${LOCKFILE}`),
  ];
  if (theirs === ours) return;
  throw new ReportError(`${name} has another ${LOCKFILE}, so it cannot be built with these packages`, {
    help: `build it in another checkout (git worktree add ../before ${name}, there npm ci && npm run build), and name its out/ folder`,
  });
}

/** The last lines of a failed build, which its message repeats. */
const KEPT_LINES = 20;

async function withWorktree<Result>(
  reference: GitReference,
  effects: Pick<Effects, "root" | "home" | "cache" | "disk" | "signal">,
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
    // Git does not remove a folder that it could not check out.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const run = async (program: string, args: readonly string[], cwd: string) => {
    // In its own process group, so that a killed build ends with its workers. Their own watch for its end may need files
    // that are removed with the worktree.
    const env = { ...process.env, [CACHE_VARIABLE]: "" };
    const { child, ended } = startProgram(program, args, { cwd, env, detached: true });
    running.add(child);
    return await ended.finally(() => running.delete(child));
  };
  signal.addEventListener("abort", remove);
  try {
    const added = await run("git", ["worktree", "add", "--detach", folder, reference.commit], root);
    if (added.code !== 0) throw failure(`git could not check out ${reference.name}`, added.output);
    symlinkSync(cache, path.join(folder, ".cache"));
    // A commit is built by its own generator; a report without one by the installed generator.
    const own = path.join(folder, "scripts", "build.ts");
    const build = existsSync(own) ? own : path.join(effects.home, "scripts", "build.ts");
    const start = (args: readonly string[]) =>
      run(process.execPath, ["--import", "tsx", build, ...args], folder);
    return await body({
      reference,
      async isStored(args) {
        const { code, output } = await start([...args, "--explain=json"]);
        // Warnings may surround the line of JSON.
        const isComplete = output.split("\n").some((line) => parseRecord(line)?.missing === 0);
        return code === 0 && isComplete;
      },
      async build(args) {
        const { code, output } = await start(args);
        if (code !== 0) throw failure(`the build of ${reference.name} failed`, output);
        return path.join(folder, "out");
      },
    });
  } finally {
    signal.removeEventListener("abort", remove);
    remove();
  }
}

/** Ends a process and those that it started. */
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
