import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeDisk } from "../../../scripts/base/node-disk.ts";
import { repository, withProject } from "../../helpers/project.ts";

/** Gives `body` an empty folder on the real disk. */
function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  return withProject({}, async ({ root }) => {
    const folder = join(root, "place");
    await mkdir(folder);
    await body(folder);
  });
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
      `import { nodeDisk } from ${JSON.stringify(join(repository, "scripts", "base", "node-disk.ts"))};
       const files = new Map([["a", String(process.pid)], ["b/c", String(process.pid)]]);
       for (let time = 0; time < 300; time++) await nodeDisk.replaceFolder(${JSON.stringify(join(folder, "out"))}, files);`,
    );
    const swap = () => promisify(execFile)(process.execPath, ["--import", "tsx", script]);
    await Promise.all([swap(), swap(), swap()]);
    assert.equal((await readdir(folder)).sort(), ["out", "swap.ts"]);
    const [one, other] = await Promise.all(
      ["a", "b/c"].map((name) => readFile(join(folder, "out", name), "utf8")),
    );
    assert.is(one, other);
  }));

test("a file is written into folders that are made for it, with nothing left beside it", () =>
  withFolder(async (folder) => {
    const path = join(folder, "deep", "er", "file.txt");
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => nodeDisk.write(path, String(index).repeat(5000))),
    );
    assert.match(await readFile(path, "utf8"), /^(\d+)\1*$/);
    assert.equal(await readdir(join(folder, "deep", "er")), ["file.txt"]);
  }));

test("a file is written part by part, and parts of it are read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    async function* parts() {
      for (const part of ["one ", "two ", "three"]) yield Buffer.from(part);
    }
    await nodeDisk.writeParts(path, parts());
    const read = async (start: number, length: number) =>
      String(await nodeDisk.readPart(path, start, length));
    assert.equal(
      [await read(0, 3), await read(4, 3), await read(8, 99), await read(99, 1)],
      ["one", "two", "three", ""],
    );
    assert.is((await nodeDisk.facts(path))?.bytes, 13);
    assert.is(await nodeDisk.facts(join(folder, "none")), undefined);
  }));

test("a write that fails leaves nothing beside the old file", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    await nodeDisk.write(path, "old");
    async function* broken() {
      yield Buffer.from("half");
      throw new Error("cut off");
    }
    try {
      await nodeDisk.writeParts(path, broken());
      assert.unreachable();
    } catch (error) {
      assert.match(String(error), "cut off");
    }
    assert.equal(await readdir(folder), ["file"]);
    assert.is(await readFile(path, "utf8"), "old");
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
