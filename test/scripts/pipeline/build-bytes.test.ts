import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Machine } from "../../../scripts/base/effects.ts";
import { build, bytesOf, withColdReport, withSmallReport } from "../../helpers/build.ts";

function assertEqual(actual: Map<string, string>, expected: Map<string, string>): void {
  assert.equal([...actual.keys()], [...expected.keys()]);
  for (const [name, content] of expected) assert.is(actual.get(name) === content, true, `${name} differs`);
}

async function freshBuild(line: string, machine: Partial<Machine> = {}): Promise<Map<string, string>> {
  let files = new Map<string, string>();
  await withColdReport(async (project) => {
    const effects = { ...project.effects, machine: { ...project.effects.machine, ...machine } };
    assert.is((await build({ ...project, effects }, line)).code, 0);
    files = await bytesOf(project);
  });
  return files;
}

test("equal bytes from separate empty stores, one job or four", async () => {
  assertEqual(await freshBuild("--no-timing --jobs 1"), await freshBuild("--no-timing --jobs 4"));
});

test("without timing, equal bytes on another machine with another version of Node", async () => {
  const [first, second] = [
    { cpu: "A", memoryBytes: 1e9, node: "20.19.0" },
    { cpu: "B", memoryBytes: 8e9, node: "24.1.0" },
  ];
  assertEqual(await freshBuild("--no-timing", first), await freshBuild("--no-timing", second));
});

test("equal bytes when a store is used again, timing included", () =>
  withColdReport(async (project) => {
    await build(project);
    const first = await bytesOf(project);
    await build(project, "--out again");
    assertEqual(await bytesOf(project, "again"), first);
  }));

test("equal bytes after the store has lost results that only stored trials take", () =>
  withSmallReport(async (project) => {
    await build(project, "--no-timing --only 02");
    const first = await bytesOf(project);
    const folder = join(project.root, ".cache", "trials");
    for (const name of await readdir(folder)) {
      // Only the inputs of slide 2's trials have artifacts.
      if (name.endsWith(".bin")) await rm(join(folder, name.replace(".bin", ".json")));
    }
    await build(project, "--no-timing --only 02 --out again");
    assertEqual(await bytesOf(project, "again"), first);
  }));

test("two builds at once in one checkout both succeed and leave one complete report", () =>
  withColdReport(async (project) => {
    const results = await Promise.all([build(project), build(project), build(project)]);
    assert.equal(
      results.map(({ code }) => code),
      [0, 0, 0],
    );
    const together = await bytesOf(project);
    assert.equal(
      (await project.effects.disk.list(project.root)).filter((name) => name.startsWith("out")),
      ["out"],
    );
    await build(project, "--out again");
    assertEqual(await bytesOf(project, "again"), together);
    assert.is((await build(project)).ran.length, 0);
  }));

test.run();
