/** A copy of the project, where commands run, are killed and find broken files; the project itself does not change. */
import { cp, mkdir, readdir, readFile, readlink, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProgramEnd } from "../../scripts/base/effects.ts";
import { sha256 } from "../../scripts/base/hash.ts";
import { cacheKinds } from "../../scripts/bundling/cached.ts";
import { startProgram } from "../../scripts/system/node-effects.ts";

export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<ProgramEnd>;
}

/** Hashes of a report's files by path, without run.json. */
export type ReportHashes = ReadonlyMap<string, string>;

export interface Workspace {
  readonly root: string;
  /** The environment of all commands in the workspace. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts the build of the quick report, with more arguments. */
  start(args?: readonly string[], environment?: Readonly<Record<string, string>>): Running;
  /** Runs it to its end. */
  build(args?: readonly string[], environment?: Readonly<Record<string, string>>): Promise<ProgramEnd>;
  /** The report in out/; empty if there is none. */
  report(): Promise<ReportHashes>;
  /** Ids of processes still in the workspace, after the time in which a worker notices that its parent has ended. */
  processesLeft(): Promise<readonly number[]>;
  /** Restores the sources from the project. */
  restore(): Promise<void>;
  remove(): Promise<void>;
}

/** Inputs of a build. */
const SOURCES = ["experiments", "templates", "package.json", "package-lock.json", "CITATION.cff"];
const LOOKS = 50;
const LOOK_MILLISECONDS = 100;

/**
 * Makes a workspace below the project's .cache/, so that packages resolve there, with the project's caches. With `only`,
 * it builds just these slides and starts without results, because builds also show other slides' stored results.
 */
export async function createWorkspace(project: string, name: string, only?: string): Promise<Workspace> {
  const root = join(project, ".cache", "torture", name);
  const copy = async (path: string) => {
    await rm(join(root, path), { recursive: true, force: true });
    // Another process may be writing a cache file, whose temporary name then vanishes.
    const filter = (source: string) => !/\.new-[^/]*$/.test(source);
    await cp(join(project, path), join(root, path), { recursive: true, filter });
  };
  const restore = async () => {
    for (const path of SOURCES) await copy(path);
  };
  await mkdir(join(root, ".cache"), { recursive: true });
  await copy("scripts");
  await restore();
  const wanted: readonly string[] = [
    ...(only === undefined ? ["trials"] : []),
    "last-runs",
    "kernels",
    ...cacheKinds,
  ];
  const caches = await readdir(join(project, ".cache"));
  for (const cache of caches.filter((folder) => wanted.includes(folder))) await copy(join(".cache", cache));
  // The workspace belongs to no commit, so commits to the project do not change its reports.
  const environment = { GIT_CEILING_DIRECTORIES: join(project, ".cache") };
  const always = only === undefined ? [] : ["--only", only];
  const start: Workspace["start"] = (args = [], more = {}) =>
    startBuild(root, [...always, ...args], { ...environment, ...more });
  return {
    root,
    environment,
    start,
    build: (args, more) => start(args, more).ended,
    report: () => hashesOf(join(root, "out")),
    processesLeft: () => processesIn(root),
    restore,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function startBuild(
  root: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Running {
  const script = join(root, "scripts", "build.ts");
  const { child, ended } = startProgram(
    process.execPath,
    ["--import", "tsx", script, "--profile", "quick", "--no-timing", ...args],
    { cwd: root, env: { ...process.env, ...environment } },
  );
  return { kill: (signal) => void child.kill(signal), ended };
}

async function hashesOf(folder: string): Promise<ReportHashes> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const hashes = new Map<string, string>();
  for (const path of paths.sort()) {
    const name = relative(folder, path);
    if (name !== "run.json") hashes.set(name, sha256(await readFile(path)));
  }
  return hashes;
}

async function processesIn(root: string): Promise<readonly number[]> {
  let left: readonly number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const folders = await Promise.all(names.map((name) => readlink(`/proc/${name}/cwd`).catch(() => "")));
    left = names.filter((_, index) => folders[index] === root).map(Number);
    if (left.length === 0) break;
    await sleep(LOOK_MILLISECONDS);
  }
  return left;
}
