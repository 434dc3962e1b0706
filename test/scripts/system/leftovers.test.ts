import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownName, removeLeftovers } from "../../../scripts/system/node-disk.ts";

const test = suite("what killed processes leave behind");

test("only folders of this machine's dead processes go, and with a prefix only those that begin with it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "leftovers-"));
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  const [own, other] = [ownName(), ownName()];
  const names = [own, `${other}.txt`, `elsewhere-${dead}-1`, "mine", `out.new-${other}`];
  const leftovers = [`${hostname()}-${dead}-1`, `out.new-${hostname()}-${dead}-2`];
  for (const name of [...names, ...leftovers]) await mkdir(join(folder, name));
  removeLeftovers(folder, "out.new-");
  assert.equal(await readdir(folder), [...names, leftovers[0]].sort());
  removeLeftovers(folder);
  assert.equal(await readdir(folder), names.sort());
  await rm(folder, { recursive: true });
});

test("a folder that is not there holds nothing", () =>
  assert.not.throws(() => removeLeftovers(join(tmpdir(), "no such folder"))));

test.run();
