import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { store } from "../../../scripts/store.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { build, bytesOf, withSmallReport } from "../../helpers/build.ts";
import type { Project } from "../../helpers/project.ts";

const run = ({ effects }: Project, line: string) => runCommand(store, line.split(" "), effects);

/** The report of a machine that has computed everything alone. */
async function reportOfOne(): Promise<Map<string, string>> {
  let files = new Map<string, string>();
  await withSmallReport(async (project) => {
    await build(project, "--no-timing");
    files = await bytesOf(project);
  });
  return files;
}

test("shards in any order compute each trial once, leave times to the report's machine, and write no report", () =>
  withSmallReport(async (project) => {
    const ran: string[] = [];
    for (const line of ["3/3", "1/3", "2/3", "3/3", "2/3", "1/3"]) {
      const result = await build(project, `--shard ${line}`);
      assert.is(result.code, 0);
      ran.push(...result.ran);
    }
    const kinds = ran.map((label) => label.split(",")[0]).sort();
    assert.equal(kinds, ["base", "base", "base", "next", "next", "next"]);
    assert.is(await project.effects.disk.kind(join(project.root, "out")), "none");
    const { ran: rest } = await build(project);
    assert.equal(rest, ["timed, seed 1", "timed, seed 2", "timed, seed 3"]);
    await build(project, "--no-timing");
    assert.equal(await bytesOf(project), await reportOfOne());
  }));

test("a shard says how many of its trials wait, and runs no input of theirs", () =>
  withSmallReport(async (project) => {
    // One of three trials without inputs is its own, and so are two of those that take them.
    const { lines, ran } = await build(project, "--shard 2/2");
    assert.is(ran.filter((label) => label.startsWith("base")).length, 1);
    const counts = /^shard 2 of 2: (\d) trials? ran, 0 stored before, 0 failed, (\d) waiting/;
    const [, done, waiting] = counts.exec(lines.find((line) => counts.test(line)) ?? "") ?? [];
    assert.is(Number(done), ran.length);
    assert.is(Number(done) + Number(waiting), 3);
    assert.ok(Number(waiting) >= 1);
  }));

test("a failed trial fails its shard, and the others run", () =>
  withSmallReport(
    async (project) => {
      const { code, lines } = await build(project, "--shard 1/1");
      assert.is(code, 1);
      assert.ok(
        lines.includes("shard 1 of 1: 5 trials ran, 0 stored before, 1 failed, 0 waiting for inputs"),
        `${lines}`,
      );
    },
    {
      "experiments/02-two/next.run.ts":
        "export const run = (config, { inputs: { base } }) => { if (base.result.value < 1.6) throw new Error('no'); return { result: { value: base.result.value } }; };",
    },
  ));

test("shards on machines without a common disk: what they export and import gives the report of one machine", async () => {
  const expected = await reportOfOne();
  await withSmallReport((first) =>
    withSmallReport(async (second) => {
      await build(first, "--shard 1/2");
      await build(second, "--shard 2/2");
      await run(second, `export ${join(first.root, "other")}`);
      assert.is(await run(first, "import other"), 0);
      for (const line of ["--shard 1/2", "--shard 2/2"]) await build(first, line);
      assert.equal((await build(first, "--no-timing")).ran, []);
      assert.equal(await bytesOf(first), expected);
    }),
  );
});

test("builds, shards and prunes at once on one store lose and damage nothing", () =>
  withSmallReport(async (project) => {
    const shards = ["1/3", "2/3", "3/3"].map((shard) => build(project, `--shard ${shard}`));
    const builds = ["one", "two"].map((out) => build(project, `--no-timing --out ${out}`));
    const prunes = Array.from({ length: 3 }, () => run(project, "prune --keep-days 0"));
    const results = await Promise.all([...shards, ...builds]);
    assert.equal(await Promise.all(prunes), [0, 0, 0]);
    assert.equal(
      results.map(({ code }) => code),
      [0, 0, 0, 0, 0],
    );
    assert.is(await run(project, "verify"), 0);
    assert.equal((await build(project, "--no-timing")).ran, []);
    assert.equal(await bytesOf(project, "one"), await bytesOf(project));
    assert.equal(await bytesOf(project, "two"), await bytesOf(project));
  }));

test.run();
