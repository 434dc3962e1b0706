/** Small projects with two reports to compare: one in before/, one in out/. */
import * as assert from "uvu/assert";
import type { Effects } from "../../scripts/base/effects.ts";
import { diff } from "../../scripts/diff.ts";
import { runCommand } from "../../scripts/system/command.ts";
import { build, withSmallReport } from "./build.ts";
import type { Project } from "./project.ts";

export interface DiffResult {
  readonly code: number;
  /** What it printed, to either output. */
  readonly lines: readonly string[];
  readonly text: string;
}

/** Runs `npm run diff -- ...`, mistakes included. */
export async function runDiff(
  { terminal, effects }: Project,
  line: string,
  changes: Partial<Effects> = {},
): Promise<DiffResult> {
  terminal.lines.length = 0;
  const code = await runCommand(diff, line.split(" "), { ...effects, ...changes });
  const lines = terminal.lines.flatMap((text) => text.split("\n"));
  return { code: code ?? 0, lines, text: lines.join("\n") };
}

/** Calls `body` with a project whose report is in before/, and in out/ that of the project with `files` replaced. */
export function withTwoReports(
  files: Readonly<Record<string, string>>,
  body: (project: Project) => Promise<void>,
  { before = "", after = "" } = {},
): Promise<void> {
  return withSmallReport(async (project) => {
    assert.is((await build(project, `--out before ${before}`)).code, 0);
    await project.write(files);
    assert.is((await build(project, after)).code, 0);
    await body(project);
  });
}
