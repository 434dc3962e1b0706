import { stat } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Effects } from "../../../scripts/base/effects.ts";
import { inputsOf, isBuilt, rememberBuild } from "../../../scripts/build/unchanged.ts";
import { build } from "../../../scripts/build.ts";
import { GENERATOR } from "../../../scripts/record/record.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { filesOf, withSmallReport } from "../../helpers/build.ts";
import { createMemoryEffects } from "../../helpers/memory-effects.ts";

const test = suite("a build of what is built");

const options = { engine: undefined, profile: "default", out: "out" };
const packages = '{ "packages": { "node_modules/vega": { "version": "6.0.0" } } }';
const page = "out/index.html";

const projectFiles = {
  "node_modules/.package-lock.json": packages,
  ".cache/trials/one.json": "a result",
  [page]: "<!doctype html>",
  "out/empty.txt": "",
  "out/manifest.json": JSON.stringify({
    generator: GENERATOR,
    files: ["index.html", "empty.txt", "manifest.json"],
  }),
};

const commitOf = (hash: string) => async () => ({ hash, date: "2026-01-01T00:00:00Z" });

test("inputs change with the commit, the packages, the machine and the options, and else stay", async () => {
  const effects = createMemoryEffects(projectFiles);
  const inputs = await inputsOf(options, effects);
  assert.ok(inputs !== undefined);
  assert.is(await inputsOf(options, createMemoryEffects({ ...projectFiles, "out/more.txt": "" })), inputs);
  const others: readonly [Effects, typeof options][] = [
    [{ ...effects, commit: commitOf("fedcba9876543210") }, options],
    [{ ...effects, machine: { ...effects.machine, node: "22.0.0" } }, options],
    [createMemoryEffects({ "node_modules/.package-lock.json": packages.replace("6.0.0", "6.0.1") }), options],
    [effects, { ...options, profile: "quick" }],
  ];
  for (const [changed, asked] of others) {
    const other = await inputsOf(asked, changed);
    assert.ok(other !== undefined && other !== inputs);
  }
});

test("inputs are unknown where files may change without a commit or another version", async () => {
  const effects = createMemoryEffects(projectFiles);
  const linked = packages.replace("{ ", '{ "link": true, ');
  const unknown: readonly [Effects, Parameters<typeof inputsOf>[0]][] = [
    [{ ...effects, commit: commitOf("0123456789abcdef-dirty") }, options],
    [{ ...effects, commit: async () => undefined }, options],
    [{ ...effects, home: "/generator" }, options],
    [createMemoryEffects(), options],
    [createMemoryEffects({ "node_modules/.package-lock.json": linked }), options],
    [effects, { ...options, engine: "tensorflow" }],
  ];
  for (const [changed, asked] of unknown) assert.is(await inputsOf(asked, changed), undefined);
});

test("a report is there until one of its files, a stored result or an input changes", async () => {
  const changes: Readonly<Record<string, (effects: Effects) => Promise<void>>> = {
    "edited page": ({ disk, root }) => disk.write(join(root, page), "<!doctype html>?"),
    "missing page": ({ disk, root }) => disk.remove(join(root, page)),
    "missing empty file": ({ disk, root }) => disk.remove(join(root, "out/empty.txt")),
    "missing folder": ({ disk, root }) => disk.remove(join(root, "out")),
    "another result": ({ disk, cache }) => disk.write(join(cache, "trials/two.json"), "a result"),
    "missing result": ({ disk, cache }) => disk.remove(join(cache, "trials/one.json")),
    "damaged result": ({ disk, cache }) => disk.write(join(cache, "trials/one.json"), "a resul"),
    "damaged record": ({ disk, cache }) => disk.write(join(cache, "last-build.json"), "{"),
  };
  for (const [name, change] of Object.entries(changes)) {
    const effects = createMemoryEffects(projectFiles);
    const inputs = (await inputsOf(options, effects)) ?? "none";
    assert.not(await isBuilt(inputs, "out", effects), "before the first build");
    await rememberBuild(inputs, options, effects);
    assert.ok(await isBuilt(inputs, "out", effects));
    assert.not(await isBuilt("others", "out", effects));
    assert.not(await isBuilt(inputs, "elsewhere", effects));
    await change(effects);
    assert.not(await isBuilt(inputs, "out", effects), name);
  }
});

test("a build during which a file was edited does not count", async () => {
  const effects = createMemoryEffects(projectFiles);
  const inputs = (await inputsOf(options, effects)) ?? "none";
  await rememberBuild(inputs, options, { ...effects, commit: commitOf("0123456789abcdef-dirty") });
  assert.not(await isBuilt(inputs, "out", effects));
});

test("the second build leaves the report and shows the same verdicts; a change of the report is undone", () =>
  withSmallReport(
    async (project) => {
      const { terminal, root } = project;
      const run = async (): Promise<readonly string[]> => {
        terminal.lines.length = 0;
        assert.is(await runCommand(build, ["--jobs", "2"], project.effects), 0, terminal.lines.join("\n"));
        return [...terminal.lines];
      };
      const verdicts = (lines: readonly string[]) => lines.filter((line) => /^(?:\d\d| {3}) ?\S/.test(line));
      const first = await run();
      const files = await filesOf(project);
      const { ino } = await stat(join(root, "out"));
      const second = await run();
      assert.match(second.at(-1) ?? "", /^up to date: out\/index\.html/);
      assert.ok(verdicts(first).length >= 3);
      assert.equal(verdicts(second), verdicts(first));
      assert.is((await stat(join(root, "out"))).ino, ino);
      assert.equal(await filesOf(project), files);

      await project.write({ "out/slides/01-one/index.html": "edited" });
      assert.match((await run()).at(-1) ?? "", /^written: /);
      assert.match((await run()).at(-1) ?? "", /^up to date: /);
    },
    { "node_modules/.package-lock.json": packages },
  ));

test.run();
