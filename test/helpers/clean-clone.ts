/** A clean clone of this repository, in which steps of a workflow run as they would on GitHub, except for installs. */
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { promisify } from "node:util";
import { lendCache, repository } from "./project.ts";

export interface StepResult {
  readonly code: number | null;
  /** What it printed to either output. */
  readonly output: string;
  /** The arguments of each call of npm. */
  readonly asked: readonly string[];
}

export interface CleanClone {
  readonly folder: string;
  /** Runs the text of a step in the shell that GitHub uses by default. */
  run(text: string, env?: Readonly<Record<string, string>>): Promise<StepResult>;
}

/**
 * Calls `body` with a clone. Its `npm` replaces the calls that `standIns` names by others and runs all other calls unchanged.
 * Packages are not installed: node_modules is a link to that of this repository. So are its drawings, PDFs, fonts and scripts.
 */
export async function withCleanClone(
  standIns: Readonly<Record<string, string>>,
  body: (clone: CleanClone) => Promise<void>,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "clone-"));
  const [folder, log] = [join(home, "clone"), join(home, "asked")];
  try {
    await clone(folder);
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    await lendCache(folder, join(repository, ".cache"));
    await writeFile(join(home, "npm"), npmScript(standIns), { mode: 0o755 });
    // As in a repository without releases.
    await writeFile(join(home, "gh"), "#!/usr/bin/env bash\n", { mode: 0o755 });
    await body({
      folder,
      async run(text, env = {}) {
        await writeFile(log, "");
        const path = {
          PATH: `${home}${delimiter}${process.env.PATH}`,
          REAL_PATH: process.env.PATH,
          ASKED: log,
        };
        const result = await runShell(text, folder, { ...process.env, ...env, ...path });
        return { ...result, asked: (await readFile(log, "utf8")).split("\n").filter(Boolean) };
      },
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Clones the last commit. Outside a checkout, commits a copy of the files instead. */
async function clone(folder: string): Promise<void> {
  const git = (...args: string[]) => promisify(execFile)("git", args);
  if (existsSync(join(repository, ".git"))) return void (await git("clone", "--quiet", repository, folder));
  const generated = /^(?:node_modules|out|out\..*|\.cache|coverage)$/;
  const isSource = (path: string): boolean => !generated.test(relative(repository, path));
  await cp(repository, folder, { recursive: true, filter: isSource });
  const author = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  await git("-C", folder, "init", "--quiet");
  await git("-C", folder, "add", "--all");
  await git("-C", folder, ...author, "commit", "--quiet", "--message", "files");
}

const npmScript = (standIns: Readonly<Record<string, string>>): string =>
  [
    "#!/usr/bin/env bash",
    'echo "$*" >>"$ASKED"',
    'export PATH="$REAL_PATH"',
    'case "$*" in',
    ...Object.entries(standIns).map(([asked, instead]) => `"${asked}") exec npm ${instead} ;;`),
    // These would empty this repository's node_modules through the link.
    'ci*|i|i\\ *|install*) echo "no stand-in for npm $*" >&2; exit 1 ;;',
    '*) exec npm "$@" ;;',
    "esac",
    "",
  ].join("\n");

function runShell(text: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Omit<StepResult, "asked">> {
  const child = spawn("bash", ["-e", "-c", text], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      output += part;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
