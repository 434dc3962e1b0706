/** Git refs as sides of a comparison: which are built, with which profile, and what is left behind. */
import { execFile, spawn } from "node:child_process";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isAlive } from "../../../scripts/system/node-disk.ts";
import { build, withSmallReport } from "../../helpers/build.ts";
import { runDiff } from "../../helpers/compared-reports.ts";
import { type Project, repository } from "../../helpers/project.ts";
import { smallReport } from "../../helpers/small-report.ts";

const test = suite("git refs to compare with");

/** Runs git in the project, and in no repository above it. */
async function git({ root }: Project, ...args: string[]): Promise<string> {
  const author = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const { stdout } = await promisify(execFile)("git", [...author, ...args], { cwd: root });
  return stdout.trim();
}

async function commitAll(project: Project): Promise<string> {
  await git(project, "add", "--all");
  await git(project, "commit", "--quiet", "--message", "files");
  return await git(project, "rev-parse", "HEAD");
}

/** Calls `body` with the small report as a repository of one commit on the branch "main". */
function withRepository(body: (project: Project) => Promise<void>): Promise<void> {
  return withSmallReport(async (project) => {
    await project.write({ ".gitignore": "out\nout.*\n.cache\nnode_modules\n" });
    await git(project, "init", "--quiet", "--initial-branch", "main");
    await commitAll(project);
    await body(project);
  });
}

/** Asserts that neither a worktree nor its folder is left. */
async function assertClean(project: Project): Promise<void> {
  const listed = await git(project, "worktree", "list", "--porcelain");
  const worktrees = listed.split("\n").filter((line) => line.startsWith("worktree "));
  assert.equal(worktrees, [`worktree ${await realpath(project.root)}`]);
  assert.equal(await readdir(join(project.root, ".cache", "refs")).catch(() => []), []);
}

const secondSlide = "experiments/02-two/slide.md";
const otherText = {
  [secondSlide]: smallReport[secondSlide].replace("The mean is", "On average it is"),
};

test("a commit whose default trials are stored is built from them, and its worktree is removed", () =>
  withRepository(async (project) => {
    await build(project);
    await project.write(otherText);
    await build(project);
    const { code, text } = await runDiff(project, "--against main");
    assert.is(code, 0, text);
    assert.match(text, /^building main \([0-9a-f]{8}\): --profile default$/m);
    assert.match(text, /- The mean is 2\.250\.\n {11}\+ On average it is 2\.250\./);
    assert.match(text, "1 text differs, on 1 of 3 slides");
    await assertClean(project);
  }));

test("a commit with other trials is built with the quick profile, and that is said first", () =>
  withRepository(async (project) => {
    await build(project);
    await project.write({
      "experiments/02-two/next.run.ts": smallReport["experiments/02-two/next.run.ts"].replace(
        "values[2]",
        "values[1]",
      ),
    });
    await commitAll(project);
    await build(project);
    await project.effects.disk.remove(join(project.root, ".cache", "trials"));
    const { text } = await runDiff(project, "--against main~1");
    assert.match(text, /^the store lacks trials of main~1's default report: quick profile instead$/m);
    assert.match(text, /^building main~1 \([0-9a-f]{8}\): --profile quick$/m);
    assert.match(text, /^profiles differ: main~1 has quick, out has default/m);
    await assertClean(project);
  }));

test("both sides may be refs: both are quick where the store lacks trials of one, as in a clean clone", () =>
  withRepository(async (project) => {
    await project.write(otherText);
    const commit = await commitAll(project);
    const { code, lines } = await runDiff(project, "--report HEAD --against HEAD~1 --format markdown");
    assert.is(code, 0, lines.join("\n"));
    const built = lines.filter((line) => line.startsWith("building"));
    assert.is(built[0], `building HEAD (${commit.slice(0, 8)}): --profile quick`);
    assert.ok(lines.includes("## The report: 1 text differs\\, on 1 of 3 slides"), lines.join("\n"));
    await assertClean(project);
  }));

test("an unknown ref gets the nearest one, another lockfile gets what to do, a failed build its message", () =>
  withRepository(async (project) => {
    await build(project);
    await git(project, "branch", "broken");
    await git(project, "checkout", "--quiet", "broken");
    await project.write({ "experiments/01-one/slide.md": "no front matter" });
    await commitAll(project);
    await git(project, "checkout", "--quiet", "-b", "other", "main");
    await project.write({ "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: {} }) });
    await commitAll(project);
    await git(project, "checkout", "--quiet", "main");

    const messageOf = async (line: string) => {
      const { code, lines } = await runDiff(project, line);
      assert.is(code, 1);
      return lines.filter((text) => !text.startsWith("building"));
    };
    assert.match((await messageOf("--against mian"))[0] ?? "", /git ref: mian; did you mean main\?$/);
    assert.match((await messageOf("--against -x"))[0] ?? "", /git ref: -x/);
    const [refused = "", help = ""] = await messageOf("--against other");
    assert.is(
      refused,
      "error: other has another package-lock.json, so it cannot be built with these packages",
    );
    assert.match(help, "git worktree add ../before other");
    const failed = (await messageOf("--against broken")).join("\n");
    assert.match(failed, /the build of broken failed|lacks trials of broken/);
    assert.match(failed, /missing front matter/);
    assert.not.match(failed, /^\s+at .*:\d+:\d+/m);
    await assertClean(project);
  }));

/** A trial that says that it runs, and then never ends. */
const endless = `
import { writeFileSync } from "node:fs";
export const run = () => {
  writeFileSync(new URL("../../running-" + process.pid, import.meta.url), "");
  for (;;);
};
`;

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} during the build of a ref removes the worktree, and ends what runs in it`, () =>
    withRepository(async (project) => {
      await build(project, "--profile quick");
      await git(project, "checkout", "--quiet", "-b", "endless");
      await project.write({ "experiments/01-one/base.run.ts": endless });
      await commitAll(project);
      await git(project, "checkout", "--quiet", "main");
      const script = join(repository, "scripts", "diff.ts");
      const child = spawn(process.execPath, ["--import", "tsx", script, "--against", "endless"], {
        cwd: project.root,
        stdio: "ignore",
      });
      const ended = new Promise((resolve) => child.on("close", resolve));
      const running = () => runningIn(project);
      while ((await running()).length === 0) await sleep(20);
      const pids = await running();
      child.kill(signal);
      assert.is(await ended, code);
      while (pids.some(isAlive)) await sleep(20);
      await assertClean(project);
    }));
}

async function runningIn({ root, effects }: Project): Promise<number[]> {
  const names = await effects.disk.list(root);
  return names.flatMap((name) =>
    name.startsWith("running-") ? [Number(name.slice("running-".length))] : [],
  );
}

test.run();
