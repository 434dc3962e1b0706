/** What can be done in a checkout that cannot be written. */
import { mkdtemp, readdir, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Disk } from "../../../scripts/base/effects.ts";
import { store } from "../../../scripts/store.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { build, withColdReport } from "../../helpers/build.ts";
import { type Project, repository } from "../../helpers/project.ts";

/** The project with nothing in its folder to be written, and its cache in the folder `place`. */
function writeProtected(project: Project, place = project.root): Project {
  const { disk } = project.effects;
  const refuse = async (path: string) => {
    if (!path.startsWith(`${project.root}/`)) return;
    throw Object.assign(new Error(`EROFS: read-only file system, open '${path}'`), { code: "EROFS" });
  };
  const guarded: Disk = {
    ...disk,
    write: (path, content) => refuse(path).then(() => disk.write(path, content)),
    move: (from, to) => refuse(to).then(() => disk.move(from, to)),
    remove: (path) => refuse(path).then(() => disk.remove(path)),
    link: (target, path) => refuse(path).then(() => disk.link(target, path)),
    checkReplaceable: (path) => refuse(path).then(() => disk.checkReplaceable(path)),
    replaceFolder: (path, ...rest) => refuse(path).then(() => disk.replaceFolder(path, ...rest)),
  };
  return { ...project, effects: { ...project.effects, cache: join(place, ".cache"), disk: guarded } };
}

async function statusOf({ effects, terminal }: Project): Promise<readonly string[]> {
  terminal.lines.length = 0;
  assert.is(
    await runCommand(store, ["status", "--profile", "default"], effects),
    0,
    terminal.lines.join("\n"),
  );
  return [...terminal.lines];
}

test("--explain and the status of the store need no cache, and write none", () =>
  withColdReport(async (project) => {
    const readOnly = writeProtected(project);
    const before = await build(readOnly, "--explain");
    assert.is(before.code, 0, before.lines.join("\n"));
    assert.match(before.lines.at(-1) ?? "", /^all slides: 9 trials, 9 to run/);
    assert.match((await statusOf(readOnly))[0] ?? "", /^default +0 stored .* 9 missing/);
    assert.equal(
      (await readdir(project.root)).filter((name) => name === ".cache"),
      [],
    );

    assert.is((await build(project)).code, 0);
    await rm(join(project.root, ".cache", "last-runs"), { recursive: true });
    assert.match((await build(readOnly, "--explain")).lines.at(-1) ?? "", /^all slides: 9 trials, 0 to run/);
    assert.match((await statusOf(readOnly))[0] ?? "", /^default +9 stored/);
  }));

test("with a cache and an output folder elsewhere, the report is built", () =>
  withColdReport(async (project) => {
    const place = await mkdtemp(join(tmpdir(), "cache-"));
    try {
      await symlink(join(repository, "node_modules"), join(project.root, "node_modules"));
      const readOnly = writeProtected(project, place);
      const { code, lines, ran } = await build(readOnly, `--out ${join(place, "out")}`);
      assert.is(code, 0, lines.join("\n"));
      assert.is(ran.length, 9);
      assert.is(await readlink(join(place, "experiments")), join(project.root, "experiments"));
      assert.equal((await build(readOnly, `--out ${join(place, "out")}`)).ran, [], "the store is there");
    } finally {
      await rm(place, { recursive: true });
    }
  }));

test.run();
