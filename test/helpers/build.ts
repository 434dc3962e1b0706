/** Complete builds of small projects, in this process. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { Effects } from "../../scripts/base/effects.ts";
import { build as command } from "../../scripts/build.ts";
import { buildReport } from "../../scripts/pipeline.ts";
import { runCommand } from "../../scripts/system/command.ts";
import { completeProject, lendCache, type Project, repository, withProject } from "./project.ts";
import { smallReport } from "./small-report.ts";

export interface BuildResult {
  readonly code: number;
  /** The lines on the console. */
  readonly lines: readonly string[];
  /** Labels of the trials that ran, sorted. */
  readonly ran: readonly string[];
}

/** The command without its check of settings, since a small report does not use those of the library. */
const withoutRates = {
  ...command,
  run: (options: Parameters<typeof command.run>[0], effects: Effects) => buildReport(options, effects),
};

/** Builds as `npm run build -- ...` does, mistakes included. */
export async function build(project: Project, line = ""): Promise<BuildResult> {
  const { terminal, effects } = project;
  terminal.lines.length = 0;
  const code = await runCommand(withoutRates, line.split(" ").filter(Boolean), {
    ...effects,
    machine: { ...effects.machine, cores: 2 },
  });
  const lines = [...terminal.lines];
  const ran = lines.flatMap((text) => /^\[ *\d+\/\d+\] (.*?) {2}\d/.exec(text)?.[1] ?? []).sort();
  return { code: code ?? 0, lines, ran };
}

/** The bytes of all files in a folder of a project, as Latin-1 text by path. */
export async function filesOf({ root }: Project, folder = "out"): Promise<Map<string, string>> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(
      files
        .sort()
        .map(
          async (path) =>
            [path.slice(join(root, folder).length + 1), await readFile(path, "latin1")] as const,
        ),
    ),
  );
}

/** The same without run.json, which depends on the clock and the machine. */
export async function bytesOf(project: Project, folder = "out"): Promise<Map<string, string>> {
  const files = await filesOf(project, folder);
  assert.ok(files.delete("run.json"));
  return files;
}

/** Calls `body` with a complete project that holds the small report, with `files` added or replaced. Its cache is empty. */
export function withColdReport(
  body: (project: Project) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  return withProject({ ...smallReport, ...files }, async (project) => {
    await completeProject(project);
    await body(project);
  });
}

/** The same, with the drawings, PDFs, fonts and scripts that earlier tests made. */
export function withSmallReport(
  body: (project: Project) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  return withColdReport(async (project) => {
    await lendCache(project.root, join(repository, ".cache", "tests"));
    await body(project);
  }, files);
}
