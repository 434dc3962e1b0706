import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeDisk } from "../../../scripts/base/node-disk.ts";
import { readTar, tarOf } from "../../../scripts/base/tar.ts";
import { withProject } from "../../helpers/project.ts";

const files = new Map([
  ["one.json", Buffer.from("{}")],
  ["empty", Buffer.alloc(0)],
  ["block.bin", Buffer.alloc(512, 7)],
  ["more.bin", Buffer.alloc(1300, 9)],
]);

async function* entriesOf(some: ReadonlyMap<string, Uint8Array>) {
  yield* some;
}

/** Gives `body` the path of an archive of the files above. */
const withArchive = (body: (path: string) => Promise<void>): Promise<void> =>
  withProject({}, async ({ root }) => {
    const path = join(root, "all.tar");
    await nodeDisk.writeParts(path, tarOf(entriesOf(files)));
    await body(path);
  });

test("what was written is found again, byte for byte", () =>
  withArchive(async (path) => {
    const entries = (await readTar(path, nodeDisk)) ?? [];
    assert.equal(
      entries.map(({ name }) => name),
      [...files.keys()],
    );
    for (const { name, start, length } of entries) {
      const content = Buffer.from(await nodeDisk.readPart(path, start, length));
      assert.ok(content.equals(files.get(name) ?? Buffer.alloc(1)), name);
    }
  }));

test("the system's tar unpacks it", () =>
  withArchive(async (path) => {
    const folder = join(path, "..", "unpacked");
    await nodeDisk.write(join(folder, "before"), "");
    await promisify(execFile)("tar", ["-x", "-f", path, "-C", folder]);
    for (const [name, content] of files) {
      assert.ok((await readFile(join(folder, name))).equals(content), name);
    }
  }));

test("an archive cut at any place, another file, and a changed header are refused", () =>
  withArchive(async (path) => {
    const whole = await readFile(path);
    const cuts = Array.from({ length: Math.floor(whole.length / 100) }, (_, index) => index * 100);
    // The end is two blocks of zeros, of which a reader needs one.
    for (const length of cuts.filter((cut) => cut < whole.length - 512)) {
      await writeFile(path, whole.subarray(0, length));
      assert.is(await readTar(path, nodeDisk), undefined, `cut to ${length}`);
    }
    for (const place of [0, 90, 125, 148, 156, 300]) {
      const changed = Buffer.from(whole);
      changed[place] = (changed[place] ?? 0) ^ 1;
      await writeFile(path, changed);
      assert.is(await readTar(path, nodeDisk), undefined, `changed at ${place}`);
    }
    await writeFile(path, "not an archive ".repeat(100));
    assert.is(await readTar(path, nodeDisk), undefined);
  }));

test.run();
