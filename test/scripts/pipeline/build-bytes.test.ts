import { test } from "uvu";
import * as assert from "uvu/assert";
import { build, bytesOf, withSmallReport } from "../../helpers/build.ts";

function assertEqual(actual: Map<string, string>, expected: Map<string, string>): void {
  assert.equal([...actual.keys()], [...expected.keys()]);
  for (const [name, content] of expected) assert.is(actual.get(name) === content, true, `${name} differs`);
}

async function freshBuild(line: string): Promise<Map<string, string>> {
  let files = new Map<string, string>();
  await withSmallReport(async (project) => {
    assert.is((await build(project, line)).code, 0);
    files = await bytesOf(project);
  });
  return files;
}

test("equal bytes from separate empty stores, one job or four", async () => {
  assertEqual(await freshBuild("--no-timing --jobs 1"), await freshBuild("--no-timing --jobs 4"));
});

test("equal bytes when a store is used again, timing included", () =>
  withSmallReport(async (project) => {
    await build(project);
    const first = await bytesOf(project);
    await build(project, "--out again");
    assertEqual(await bytesOf(project, "again"), first);
  }));

test("two builds at once in one checkout both succeed and leave one complete report", () =>
  withSmallReport(async (project) => {
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
