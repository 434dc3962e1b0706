import { execFile, spawnSync } from "node:child_process";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeDisk } from "../../../scripts/system/node-disk.ts";
import { leaveOut } from "../../helpers/left-out.ts";
import { repository, withProject } from "../../helpers/project.ts";

/** Gives `body` an empty folder on the real disk. */
function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  return withProject({}, async ({ root }) => {
    const folder = join(root, "place");
    await mkdir(folder);
    await body(folder);
  });
}

/** Calls `body` as a user who may change what is in the folder only as its permissions say, which bind no root. */
async function withoutRights(folder: string, body: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return await body();
  for (const path of await readdir(folder, { recursive: true }))
    await chown(join(folder, path), NOBODY, NOBODY);
  for (const path of [folder, dirname(folder)]) await chown(path, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    await body();
  } finally {
    process.seteuid?.(0);
  }
}

const NOBODY = 65_534;

/** Mounts in a separate namespace end with its last process. */
const NAMESPACE = ["--map-root-user", "--mount"] as const;
const canMount = spawnSync("unshare", [...NAMESPACE, "true"]).status === 0;
if (!canMount) leaveOut("mount", "a process may not mount file systems in a namespace of its own");

/** The value of a call of `disk` on the folder out/ after a command that mounts something in `folder`, or its error. */
async function withMount(folder: string, mount: string, call: string): Promise<string> {
  const module = JSON.stringify(join(repository, "scripts", "system", "node-disk.ts"));
  const script = `import { nodeDisk as disk } from ${module};
    const out = ${JSON.stringify(join(folder, "out"))};
    console.log(await ${call}.then(String, (error) => error.message));`;
  await writeFile(join(folder, "script.ts"), script);
  const command = `cd "$1" && ${mount} && cd "$2" && "$3" --import tsx "$1/script.ts"`;
  const args = ["sh", "-c", command, "sh", folder, repository, process.execPath];
  const { stdout } = await promisify(execFile)("unshare", [...NAMESPACE, ...args]);
  await rm(join(folder, "script.ts"));
  return stdout.trim();
}

/** No running process has this id: the highest on Linux is 4194304. */
const NO_PROCESS = 99_999_999;

test("a folder is replaced as a whole: old files are gone, new ones are in their folders", () =>
  withFolder(async (folder) => {
    const out = join(folder, "new", "out");
    await nodeDisk.replaceFolder(out, new Map([["old.txt", "old"]]));
    const bytes = Uint8Array.of(1, 2);
    await nodeDisk.replaceFolder(
      out,
      new Map<string, string | Uint8Array>([
        ["a/b.txt", "text"],
        ["bytes", bytes],
      ]),
    );
    assert.equal((await readdir(out)).sort(), ["a", "bytes"]);
    assert.is(await readFile(join(out, "a", "b.txt"), "utf8"), "text");
    assert.equal([...(await readFile(join(out, "bytes")))], [1, 2]);
    assert.equal(await readdir(join(folder, "new")), ["out"]);
  }));

test("a file that is the same stays, one that differs or is a link is written anew", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    const write = (changed: string) =>
      nodeDisk.replaceFolder(
        out,
        new Map([
          ["data/same.txt", "same"],
          ["data/changed.txt", changed],
          ["link.txt", "same"],
        ]),
      );
    const numbers = () =>
      Promise.all(
        ["same", "changed"].map(async (name) => (await stat(join(out, "data", `${name}.txt`))).ino),
      );
    await write("old");
    await rm(join(out, "link.txt"));
    await symlink("data/same.txt", join(out, "link.txt"));
    const [same, changed] = await numbers();
    await write("new");
    const [sameAfter, changedAfter] = await numbers();
    assert.is(sameAfter, same);
    assert.is.not(changedAfter, changed);
    assert.is(await readFile(join(out, "data", "changed.txt"), "utf8"), "new");
    assert.ok((await lstat(join(out, "link.txt"))).isFile());
    assert.is(await readFile(join(out, "link.txt"), "utf8"), "same");
    assert.equal(await readdir(folder), ["out"]);
  }));

test("what is kept comes over with its content, permissions and dates, links as links", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    await nodeDisk.replaceFolder(out, new Map([["data/a.csv", "old"]]));
    const date = new Date("2020-01-02T03:04:05Z");
    await mkdir(join(out, ".git", "objects"), { recursive: true });
    await writeFile(join(out, ".git", "objects", "1"), "object");
    await chmod(join(out, ".git", "objects", "1"), 0o444);
    await utimes(join(out, ".git", "objects", "1"), date, date);
    await symlink("../elsewhere", join(out, "link"));
    await writeFile(join(out, "data", "notes.txt"), "mine");
    await nodeDisk.replaceFolder(out, new Map([["a", "new"]]), [".git", "link", "data/notes.txt"]);
    assert.equal(await readdir(out), [".git", "a", "data", "link"]);
    assert.equal(await readdir(join(out, "data")), ["notes.txt"]);
    assert.is(await readlink(join(out, "link")), "../elsewhere");
    const { mode, mtime } = await stat(join(out, ".git", "objects", "1"));
    assert.equal([mode & 0o777, mtime], [0o444, date]);
    assert.equal(await readdir(folder), ["out"]);
  }));

test("a folder named by a link is replaced where it is, and the link stays", () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, "elsewhere"));
    await symlink("elsewhere", join(folder, "out"));
    await nodeDisk.replaceFolder(join(folder, "out"), new Map([["a", "new"]]));
    assert.is(await readlink(join(folder, "out")), "elsewhere");
    assert.equal(await readdir(join(folder, "elsewhere")), ["a"]);
    assert.equal((await readdir(folder)).sort(), ["elsewhere", "out"]);
  }));

test("a write-protected folder is replaced, and nothing of it stays", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    await nodeDisk.replaceFolder(out, new Map([["a/b/c", "old"]]));
    for (const path of ["a/b/c", "a/b", "a", "."]) await chmod(join(out, path), 0o555);
    await withoutRights(folder, async () => {
      await nodeDisk.checkReplaceable(out);
      assert.is(await nodeDisk.replaceFolder(out, new Map([["d", "new"]])), undefined);
    });
    assert.equal(await readdir(out), ["d"]);
    assert.equal(await readdir(folder), ["out"]);
  }));

test("checking that a folder can be replaced leaves it as it is", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    await nodeDisk.replaceFolder(out, new Map([["a", "old"]]));
    const { ino } = await stat(out);
    await nodeDisk.checkReplaceable(out);
    assert.is((await stat(out)).ino, ino);
    assert.equal([await readdir(folder), await readdir(out)], [["out"], ["a"]]);
  }));

if (canMount) {
  for (const [what, mount] of [
    ["of a file system of its own", "mount -t tmpfs none out"],
    ["of a folder of the same file system", "mount --bind elsewhere out"],
  ] as const) {
    test(`a mount point is refused before anything is written: ${what}`, () =>
      withFolder(async (folder) => {
        for (const name of ["out", "elsewhere"]) await mkdir(join(folder, name));
        const printed = await withMount(folder, mount, "disk.checkReplaceable(out)");
        assert.is(
          printed,
          `a mount point cannot be replaced; name a folder in it, such as ${folder}/out/report`,
        );
        assert.is(await withMount(folder, mount, "disk.checkReplaceable(out + '/report')"), "undefined");
        assert.equal((await readdir(folder)).sort(), ["elsewhere", "out"]);
      }));
  }

  test("a folder is replaced even if the old one cannot be removed, whose place is returned", () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, "out", "mounted"), { recursive: true });
      const call = 'disk.replaceFolder(out, new Map([["a", "new"]]))';
      const leftover = await withMount(folder, "mount -t tmpfs none out/mounted", call);
      assert.ok(leftover.startsWith(join(folder, `out.old-${hostname()}-`)), leftover);
      assert.equal(await readdir(join(folder, "out")), ["a"]);
      await nodeDisk.replaceFolder(join(folder, "out"), new Map([["a", "newer"]]));
      assert.equal(await readdir(folder), ["out"], "removed by the next build, now that it can be");
    }));
}

test("a folder that cannot be replaced is left unchanged", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    await nodeDisk.replaceFolder(out, new Map([["old.txt", "old"]]));
    const impossible = new Map([
      ["name", "a file"],
      ["name/inside", "and below it another"],
    ]);
    try {
      await nodeDisk.replaceFolder(out, impossible);
      assert.unreachable();
    } catch (error) {
      assert.match(error instanceof Error ? error.message : "", /EEXIST|ENOTDIR/);
    }
    assert.is(await readFile(join(out, "old.txt"), "utf8"), "old");
    assert.equal(await readdir(folder), ["out"]);
  }));

test("temporary folders of killed builds are removed, those of running builds and of other machines are not", () =>
  withFolder(async (folder) => {
    const killed = `${hostname()}-${NO_PROCESS}`;
    const kept = [
      "out.new-backup",
      `out.new-${hostname()}-${process.pid}-9999`,
      `out.old-other-${NO_PROCESS}-1`,
    ];
    for (const name of [...kept, `out.new-${killed}-1`, `out.old-${killed}-2`])
      await mkdir(join(folder, name));
    await nodeDisk.replaceFolder(join(folder, "out"), new Map([["a", "b"]]));
    assert.equal((await readdir(folder)).sort(), ["out", ...kept].sort());
  }));

test("a place that cannot be written is refused, even where the system says that it does not exist", async () => {
  for (const path of ["/proc/nope", "/proc/nope/deeper"]) {
    try {
      await nodeDisk.checkReplaceable(path);
      assert.unreachable();
    } catch (error) {
      assert.match(error instanceof Error ? error.message : "", /ENOENT|EACCES|EROFS|EPERM/);
    }
  }
});

test("processes that replace the same folder at the same time all succeed, and leave a complete folder", () =>
  withFolder(async (folder) => {
    const script = join(folder, "swap.ts");
    await writeFile(
      script,
      `import { nodeDisk } from ${JSON.stringify(join(repository, "scripts", "system", "node-disk.ts"))};
       const files = new Map([["a", String(process.pid)], ["b/c", String(process.pid)]]);
       for (let time = 0; time < 300; time++) await nodeDisk.replaceFolder(${JSON.stringify(join(folder, "out"))}, files);`,
    );
    const swap = () => promisify(execFile)(process.execPath, ["--import", "tsx", script]);
    await Promise.all([swap(), swap(), swap()]);
    assert.equal((await readdir(folder)).sort(), ["out", "swap.ts"]);
    const [first, second] = await Promise.all(
      ["a", "b/c"].map((name) => readFile(join(folder, "out", name), "utf8")),
    );
    assert.is(first, second);
  }));

test("a file is written into folders that are made for it, and no other file is left", () =>
  withFolder(async (folder) => {
    const path = join(folder, "deep", "er", "file.txt");
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => nodeDisk.write(path, String(index).repeat(5000))),
    );
    assert.match(await readFile(path, "utf8"), /^(\d+)\1*$/);
    assert.equal(await readdir(join(folder, "deep", "er")), ["file.txt"]);
  }));

test("a write that fails leaves the folder unchanged", () =>
  withFolder(async (folder) => {
    await nodeDisk.write(join(folder, "place", "old"), "old");
    try {
      await nodeDisk.write(join(folder, "place"), "a file in place of a folder");
      assert.unreachable();
    } catch (error) {
      assert.match(String(error), /EISDIR|ENOTEMPTY|EEXIST/);
    }
    assert.equal(await readdir(folder), ["place"]);
    assert.is(await readFile(join(folder, "place", "old"), "utf8"), "old");
  }));

test("the facts of a file are its size and date", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    await nodeDisk.write(path, "one two three");
    assert.is((await nodeDisk.facts(path))?.bytes, 13);
    assert.ok(Math.abs(((await nodeDisk.facts(path))?.modified ?? 0) - Date.now()) < 600_000);
    assert.is(await nodeDisk.facts(join(folder, "none")), undefined);
  }));

test("a missing path is reported as missing, not as an error", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    assert.is(await nodeDisk.maybeText(join(folder, "none")), undefined);
    assert.is(await nodeDisk.maybeBytes(join(folder, "file", "below")), undefined);
    assert.is(await nodeDisk.kind(join(folder, "none")), "none");
    assert.is(await nodeDisk.kind(join(folder, "file")), "file");
    assert.is(await nodeDisk.kind(folder), "folder");
    assert.equal(await nodeDisk.list(join(folder, "none")), []);
    await nodeDisk.remove(join(folder, "none"));
  }));

test.run();
