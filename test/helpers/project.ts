/** Small projects on the real disk, in this project's .cache/ so that packages resolve; removed after the test. */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ReportIdentity } from "../../experiments/kit/report.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { Effects } from "../../scripts/base/effects.ts";
import { cacheKinds } from "../../scripts/bundling/cached.ts";
import { createNodeEffects } from "../../scripts/system/node-effects.ts";
import { type KeyedTrial, type KeyOptions, keyTrials } from "../../scripts/trials/keys.ts";
import { REPORT_ENTRY } from "../../scripts/trials/report-entry.ts";
import {
  type Outcomes,
  type RunObserver,
  type RunOptions,
  runTrials,
} from "../../scripts/workers/run-trials.ts";
import { defaultLimits } from "../../scripts/workers/worker-handle.ts";
import { createRecordedTerminal, type RecordedTerminal } from "./memory-effects.ts";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

export interface Project {
  readonly root: string;
  readonly effects: Effects;
  readonly terminal: RecordedTerminal;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  read(path: string): Promise<string>;
}

const emptyLockfile = JSON.stringify({ lockfileVersion: 3, packages: { "": {} } });

/** What a small report is called. */
export const smallIdentity: ReportIdentity = {
  title: "A small report",
  subtitle: "Three slides, tested",
  summary: "What three slides say, measured.",
  subject: "deck",
};

const identity = JSON.stringify(smallIdentity);

/** Imports the searches of the laboratory into a module of a project. */
export const gridImport = `import { gridSearch } from ${JSON.stringify(join(repository, "experiments/lab/tuning/rate-grid.ts"))};`;

/** The entry of a report that has this report's engine, and nothing else. */
const reportEntry = `import { engine } from ${JSON.stringify(join(repository, "experiments/lab/engine/engine.ts"))};
export const report = { identity: ${identity}, engine };
`;

/** Calls `body` with a project that holds these files (by path relative to its root) and an empty lockfile. */
export async function withProject(
  files: Readonly<Record<string, string>>,
  body: (project: Project) => Promise<void>,
): Promise<void> {
  await mkdir(join(repository, ".cache"), { recursive: true });
  const root = await mkdtemp(join(repository, ".cache", "test-"));
  const terminal = createRecordedTerminal();
  let loads = 0;
  const effects: Effects = {
    ...createNodeEffects(root, new AbortController().signal),
    home: root,
    terminal,
    commit: async () => ({ hash: "0123456789abcdef", date: "2026-01-01T00:00:00Z" }),
    // Loads an edited module again.
    load: (path) => import(`${pathToFileURL(path).href}?load=${++loads}`),
  };
  const project: Project = {
    root,
    effects,
    terminal,
    async write(more) {
      for (const [path, text] of Object.entries(more)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
      }
    },
    read: (path) => readFile(join(root, path), "utf8"),
  };
  try {
    await project.write({ "package-lock.json": emptyLockfile, [REPORT_ENTRY]: reportEntry, ...files });
    await body(project);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Adds what a complete build needs: this project's templates, library, package files and citation. */
export async function completeProject({ root }: Project): Promise<void> {
  await symlink(join(repository, "templates"), join(root, "templates"));
  // The pages' scripts import from it.
  await symlink(join(repository, "scripts"), join(root, "scripts"));
  await mkdir(join(root, "experiments"), { recursive: true });
  for (const part of ["kit", "lab"]) {
    await symlink(join(repository, "experiments", part), join(root, "experiments", part));
  }
  const report = join(root, "experiments", "report");
  await mkdir(report, { recursive: true });
  await writeFile(
    join(report, "report.ts"),
    `import { defineReport } from "../kit/report.ts";
import { engine } from "../lab/engine/engine.ts";
import { references } from "./references.ts";

export const report = defineReport({ identity: ${identity}, engine, references });
`,
  );
  await cp(join(repository, "experiments", "report", "references.ts"), join(report, "references.ts"));
  await writeFile(join(report, "method.md"), "How to read this.\n");
  for (const file of ["package.json", "package-lock.json", "CITATION.cff"]) {
    await cp(join(repository, file), join(root, file));
  }
}

/**
 * Gives a project the cached values of another folder, and that folder those that the project makes. Their keys cover all
 * that they depend on. Trials are not among them.
 */
export async function lendCache(root: string, shared: string): Promise<void> {
  for (const kind of cacheKinds) {
    await mkdir(join(shared, kind), { recursive: true });
    await mkdir(join(root, ".cache"), { recursive: true });
    await symlink(join(shared, kind), join(root, ".cache", kind));
  }
}

/** A trial of the module at `path` in the project; its kind is the file's name. */
export function trialOf(
  { root }: Project,
  path: string,
  config: object = {},
  more: Partial<Trial> = {},
): Trial {
  return {
    kind: path.replace(/^.*\//, "").replace(".run.ts", ""),
    module: pathToFileURL(join(root, path)).href,
    measuresTime: false,
    data: [],
    estimatedSeconds: 1,
    config,
    inputs: {},
    ...more,
  };
}

export const defaultKeyOptions: KeyOptions = { profile: "default", engine: "cpu" };

export const defaultRunOptions: RunOptions = {
  jobs: 2,
  force: false,
  failFast: false,
  limits: defaultLimits,
};

/** The keyed trials of a project, in the order of `trials`. */
export async function keyed(
  { effects }: Project,
  trials: readonly Trial[],
  options: KeyOptions = defaultKeyOptions,
): Promise<KeyedTrial[]> {
  const byTrial = await keyTrials(trials, options, effects);
  return trials.flatMap((trial) => byTrial.get(trial) ?? []);
}

/**
 * Runs trials; returns their outcomes, the kinds that ran (rather than came from the store), sorted, and their keys.
 */
export async function runAll(
  project: Project,
  trials: readonly Trial[],
  options: Partial<RunOptions & KeyOptions> = {},
): Promise<{ outcomes: Outcomes; ran: string[]; keys: string[] }> {
  const planned = await keyed(project, trials, { ...defaultKeyOptions, ...options });
  const ran: string[] = [];
  const observer: RunObserver = { ...silentObserver, start: ({ trial }) => void ran.push(trial.kind) };
  const outcomes = await runTrials(planned, { ...defaultRunOptions, ...options }, observer, project.effects);
  return { outcomes, ran: ran.sort(), keys: planned.map(({ key }) => key) };
}

export const silentObserver: RunObserver = {
  begin: () => {},
  start: () => {},
  progress: () => {},
  finish: () => {},
  end: () => {},
};
