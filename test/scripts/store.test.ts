import { readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { store } from "../../scripts/store.ts";
import { readCommandLine, runCommand } from "../../scripts/system/command.ts";
import { tune } from "../../scripts/tune.ts";
import { build, withColdReport, withSmallReport } from "../helpers/build.ts";
import { createMemoryEffects } from "../helpers/memory-effects.ts";
import { mistakeOf } from "../helpers/mistakes.ts";
import type { Project } from "../helpers/project.ts";
import { longSearch } from "../helpers/small-report.ts";

const { machine } = createMemoryEffects();
const parse = (line: string) => readCommandLine(store, line.split(" ").filter(Boolean), machine);

/** What the command prints, and its exit code. */
async function run({ effects, terminal }: Project, line: string) {
  terminal.lines.length = 0;
  const code = await runCommand(store, line.split(" "), effects);
  return { code, lines: [...terminal.lines] };
}

const folderOf = ({ root }: Project) => join(root, ".cache", "trials");

test("each action takes its own options and places, and nothing else", async () => {
  assert.equal(parse("status"), { action: "status", profiles: ["quick", "default", "long"] });
  assert.equal(parse("status --profile long"), { action: "status", profiles: ["long"] });
  assert.equal(parse("prune"), { action: "prune", keepDays: 1, dryRun: false });
  assert.equal(parse("prune --keep-days 30 --dry-run"), { action: "prune", keepDays: 30, dryRun: true });
  assert.equal(parse("export all"), { action: "export", folder: "all" });
  assert.equal(parse("import a b"), { action: "import", folders: ["a", "b"] });
  for (const [line, message] of [
    ["", "missing action; expected one of status, verify, prune, record, export, import"],
    ["stats", "invalid action: stats; did you mean status?"],
    ["verify all", "invalid arguments: verify all; expected verify"],
    ["export", "invalid arguments: export; expected export DIR"],
    ["export a b", "invalid arguments: export a b; expected export DIR"],
    ["import", "invalid arguments: import; expected import DIR ..."],
    ["import a --dry-run", "unexpected option: import takes no --dry-run"],
    ["prune --keep-days -1", "invalid --keep-days: -1; expected a whole number from 0 to 36500"],
    ["status --profile lnog", "invalid --profile: lnog; did you mean long?"],
  ] as const) {
    assert.is(await mistakeOf(() => parse(line)), message);
  }
});

test("status counts what is stored and what is missing of each profile, with the time that the rest takes", () =>
  withSmallReport(async (project) => {
    assert.equal((await run(project, "status --profile default")).lines, [
      "default  0 stored (0 B), 9 missing, about 9.0 s left on one core",
    ]);
    await build(project);
    const { lines, code } = await run(project, "status");
    assert.is(code, 0);
    assert.match(lines[0] ?? "", /^quick {4}0 stored \(0 B\), 3 missing, about 3\.0 s left on one core$/);
    assert.match(lines[1] ?? "", /^default {2}9 stored \(\d\.\d kB\), 0 missing$/);
    assert.is(lines.length, 3);
  }));

test("verify names what is damaged or foreign, moves nothing, and fails", () =>
  withSmallReport(async (project) => {
    await build(project);
    assert.equal(await run(project, "verify"), { code: 0, lines: ["9 results whole, 0 damaged"] });
    const [name = ""] = (await readdir(folderOf(project))).filter((file) => file.endsWith(".bin"));
    await writeFile(join(folderOf(project), name), "cut");
    await writeFile(join(folderOf(project), "thesis.txt"), "years of work");
    const before = await readdir(folderOf(project));
    const { code, lines } = await run(project, "verify");
    assert.is(code, 1);
    assert.is(
      lines[0],
      `damaged: ${name.replace("bin", "json")}; the checksum of its artifacts does not match`,
    );
    assert.is(lines[1], "foreign: thesis.txt is no file of a store");
    assert.is(lines[2], "8 results whole, 1 damaged");
    assert.equal(await readdir(folderOf(project)), before);
  }));

test("prune removes what an edit has made useless, says so beforehand, and keeps what a build needs", () =>
  withColdReport(async (project) => {
    await build(project);
    await project.write({
      "experiments/02-two/next.run.ts": `${await project.read("experiments/02-two/next.run.ts")}\nconsole.log();`,
    });
    await build(project);
    const before = await readdir(folderOf(project));
    const wouldBe = await run(project, "prune --keep-days 0 --dry-run");
    assert.match(wouldBe.lines[0] ?? "", /^would remove 3 results and 0 other files, [\d.]+ k?B$/);
    assert.equal(await readdir(folderOf(project)), before);
    const { lines } = await run(project, "prune --keep-days 0");
    assert.is(lines[0], wouldBe.lines[0]?.replace("would remove", "removed"));
    assert.is((await readdir(folderOf(project))).length, before.length - 3);
    assert.equal((await build(project)).ran, []);
    assert.match((await run(project, "prune --keep-days 0")).lines[0] ?? "", /^removed 0 results/);
  }));

test("prune keeps what is young, what dead processes left goes after a day, and results of all engines and profiles stay", () =>
  withColdReport(async (project) => {
    for (const line of ["--profile quick", "--profile quick --backend cpu"]) await build(project, line);
    const unneeded = [
      `${"a".repeat(64)}.json`,
      `${"a".repeat(64)}.bin`,
      `${"b".repeat(64)}.bin`,
      `${"c".repeat(64)}.json.new-host-1-1`,
    ];
    for (const name of unneeded) await writeFile(join(folderOf(project), name), "x");
    assert.match((await run(project, "prune")).lines[0] ?? "", "removed 0 results and 0 other files");
    assert.match(
      (await run(project, "prune --keep-days 0")).lines[0] ?? "",
      "removed 1 result and 1 other file",
    );
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    for (const name of unneeded.slice(2)) await utimes(join(folderOf(project), name), yesterday, yesterday);
    assert.match((await run(project, "prune")).lines[0] ?? "", "removed 0 results and 2 other files");
    assert.equal((await build(project, "--profile quick --backend cpu")).ran, []);
    assert.equal((await build(project, "--profile quick")).ran, []);
  }));

test("prune removes drawings that no build has used for a day, and keeps the others", () =>
  withColdReport(async (project) => {
    await build(project);
    const folder = join(project.effects.root, ".cache", "figures");
    const used = await readdir(folder);
    assert.ok(used.length > 0);
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    await writeFile(join(folder, "of an earlier edit"), "x");
    for (const name of await readdir(folder)) await utimes(join(folder, name), yesterday, yesterday);
    await build(project);
    assert.match((await run(project, "prune")).lines[0] ?? "", "removed 0 results and 1 other file");
    assert.equal(await readdir(folder), used);
  }));

test("prune keeps what an open search of the long profile has run so far", () =>
  withSmallReport(async (project) => {
    const args = "--profile long --shard 1/1 03/long/own".split(" ");
    assert.is(await runCommand(tune, args, project.effects), 0);
    assert.match((await run(project, "prune --keep-days 0")).lines[0] ?? "", /^removed 0 results/);
    await project.write({ "experiments/03-three/searches.ts": "export const searches = [];" });
    assert.match((await run(project, "prune --keep-days 0")).lines[0] ?? "", /^removed 2 results/);
  }, longSearch));

test("a store that was exported, deleted and imported runs nothing again", () =>
  withSmallReport(async (project) => {
    await build(project);
    assert.equal((await run(project, "export all")).lines, ["9 results in all"]);
    await rm(folderOf(project), { recursive: true });
    assert.equal((await run(project, "import all")).lines, ["9 results imported, 0 known before"]);
    assert.equal((await build(project)).ran, []);
    const { code, lines } = await run(project, "import none");
    assert.is(code, 1);
    assert.match(lines[0] ?? "", /^error: no such folder: .*none$/);
  }));

test.run();
