import { execFile } from "node:child_process";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository, withProject } from "./helpers/project.ts";

const test = suite("npm test");

const FILE = `
import { test } from "uvu";
import * as assert from "uvu/assert";
test("one and one", () => assert.is(1 + 1, SUM));
test.run();
`;

const files = {
  "test/good.test.ts": FILE.replace("SUM", "2"),
  "test/bad.test.ts": FILE.replace("SUM", "3"),
  "test/empty.test.ts": "",
  "test/torn.test.ts": "throw new Error('no such thing');",
  "test/slow.long.test.ts": FILE.replace("SUM", "2"),
};

/** Runs the runner in a folder with these tests. */
async function run(args: readonly string[]): Promise<{ code: number; output: string }> {
  let ended = { code: 0, output: "" };
  const folder = "a#b %41 ü";
  const placed = Object.entries(files).map(([path, text]) => [join(folder, path), text] as const);
  await withProject(Object.fromEntries(placed), async ({ root }) => {
    const cwd = join(root, folder);
    await symlink(join(repository, "scripts"), join(cwd, "scripts"));
    for (const path of ["test/run.ts", "test/helpers/left-out.ts"]) {
      await cp(join(repository, path), join(cwd, path));
    }
    const words = ["--import", "tsx", join("test", "run.ts"), ...args];
    ended = await promisify(execFile)(process.execPath, words, { cwd }).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      ({ code, stdout }) => ({ code, output: stdout }),
    );
  });
  return ended;
}

test("tests run below a folder with any name, and long ones where they are asked for", async () => {
  const { code, output } = await run(["good"]);
  assert.is(code, 0, output);
  assert.match(output, "1 passed, 0 failed");
  assert.match((await run(["good", "slow"])).output, "2 passed, 0 failed");
});

test("a test that fails, a file without tests and one that cannot be loaded are failures, each by its name", async () => {
  const { code, output } = await run([]);
  assert.is(code, 1);
  assert.match(output, /^FAIL {2}bad\.test\.ts/m);
  assert.match(output, "empty.test.ts: it registered no test; does it call run()?");
  assert.match(output, "torn.test.ts: it could not be loaded");
  assert.match(output, "not run: 1 long test files; npm test -- --all runs them too");
  assert.match(output, "1 passed, 3 failed");
});

test.run();
