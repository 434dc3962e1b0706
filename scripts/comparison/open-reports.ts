/** Opens the two reports of a comparison, each a folder or a git ref. Refs are built with the same options. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { findReference, type GitReference } from "./git-reference.ts";
import { type Report, readReport } from "./read-report.ts";
import { type Worktree, withWorktree } from "./reference-build.ts";

/** What the command line names: folders of reports, or git refs. */
export interface Places {
  /** Undefined for the report in out/. */
  readonly report: string | undefined;
  readonly against: string;
}

type Side = Report | GitReference;

const isReport = (side: Side): side is Report => "slides" in side;

/** Reads both reports. Throws a ReportError for a place that is neither before anything is built. */
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
    const words = await buildWords(known, worktrees, effects);
    const reports = new Map<Side, Report>();
    for (const { reference, build } of worktrees) {
      const { name, commit } = reference;
      effects.terminal.error(`building ${name} (${commit.slice(0, 8)}): ${words.join(" ")}`);
      reports.set(reference, await readReport(name, await build(words), effects.disk));
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
  [first, ...others]: readonly GitReference[],
  effects: Effects,
  body: (worktrees: readonly Worktree[]) => Promise<Result>,
): Promise<Result> {
  if (first === undefined) return await body([]);
  return await withWorktree(first, effects, (worktree) =>
    withWorktrees(others, effects, (more) => body([worktree, ...more])),
  );
}

/**
 * The options with which refs are built: those of the report that they are compared with, or else the default profile
 * without its times. Where that would take trials that the store lacks, the quick profile.
 */
async function buildWords(
  known: Report | undefined,
  worktrees: readonly Worktree[],
  { terminal }: Effects,
): Promise<readonly string[]> {
  const { profile = "default", measuresTime = false } = known ?? {};
  const wanted = wordsOf(profile, measuresTime);
  if (profile === "quick") return wanted;
  for (const { reference, isStored } of worktrees) {
    if (await isStored(wanted)) continue;
    terminal.error(`the store lacks trials of ${reference.name}'s ${profile} report: quick profile instead`);
    if (known !== undefined) {
      terminal.error(
        "help: to compare like with like, npm run build -- --profile quick --out out.quick, and add --report out.quick",
      );
    }
    return wordsOf("quick", true);
  }
  return wanted;
}

const wordsOf = (profile: string, timing: boolean): readonly string[] => [
  "--profile",
  profile,
  ...(timing ? [] : ["--no-timing"]),
];
