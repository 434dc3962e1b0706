/** A git ref as one side of a comparison: which commit it is, and whether this checkout can build it. */
import type { Effects } from "../base/effects.ts";
import { ReportError, suggestion } from "../base/errors.ts";

const LOCKFILE = "package-lock.json";

export interface GitReference {
  /** As the command line names it. */
  readonly name: string;
  /** Full hash. */
  readonly commit: string;
}

type GitEffects = Pick<Effects, "root" | "disk" | "run">;

/** Finds the commit of a ref. Throws a ReportError for an unknown one, and for one with another lockfile. */
export async function findReference(name: string, effects: GitEffects): Promise<GitReference> {
  // A word that begins with a dash would be an option of git.
  const found = name.startsWith("-")
    ? undefined
    : await git(effects, "rev-parse", "--verify", "--quiet", `${name}^{commit}`);
  if (found === undefined) throw await unknownReference(name, effects);
  const reference = { name, commit: found.trim() };
  await refuseOtherLockfile(reference, effects);
  return reference;
}

/** What git prints, or undefined where it fails or is not installed. */
async function git({ run }: GitEffects, ...words: readonly string[]): Promise<string | undefined> {
  const { code, output } = await run("git", words);
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

/** Another lockfile means other packages than those in node_modules/, with which the commit was never built. */
async function refuseOtherLockfile({ name, commit }: GitReference, effects: GitEffects): Promise<void> {
  const [theirs, ours] = [
    await git(effects, "show", `${commit}:./${LOCKFILE}`),
    await effects.disk.maybeText(`${effects.root}/${LOCKFILE}`),
  ];
  if (theirs === ours) return;
  throw new ReportError(`${name} has another ${LOCKFILE}, so it cannot be built with these packages`, {
    help: `build it in a checkout of its own (git worktree add ../before ${name}, there npm ci && npm run build), and name its out/ folder`,
  });
}
