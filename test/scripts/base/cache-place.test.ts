import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { cacheFolder, reachProject } from "../../../scripts/base/cache-place.ts";
import { nodeDisk as disk } from "../../../scripts/system/node-disk.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("place of the cache");

test("it is in the project, or in the folder that REPORT_CACHE names", () => {
  assert.is(cacheFolder("/project", {}), "/project/.cache");
  assert.is(cacheFolder("/project", { REPORT_CACHE: "" }), "/project/.cache");
  assert.is(cacheFolder("/project", { REPORT_CACHE: "/scratch" }), "/scratch/.cache");
  assert.is(cacheFolder("/project", { REPORT_CACHE: "../scratch" }), "/scratch/.cache");
});

test("from outside of a project its packages and kernels are reached, and those of one project only", async () => {
  const folder = await mkdtemp(join(tmpdir(), "places-"));
  try {
    const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
    for (const root of [ours, theirs]) {
      for (const name of ["node_modules", "experiments"]) await mkdir(join(root, name), { recursive: true });
    }
    await reachProject({ root: ours, cache: join(ours, ".cache", "audit"), disk });
    assert.equal(await readdir(ours), ["experiments", "node_modules"], "nothing to do inside");

    const place = join(folder, "place");
    const cache = join(place, ".cache");
    for (const _ of ["once", "again"]) await reachProject({ root: ours, cache, disk });
    assert.is(await realpath(join(place, "experiments")), await realpath(join(ours, "experiments")));
    assert.is(
      await mistakeOf(() => reachProject({ root: theirs, cache, disk })),
      `the cache of another project: ${place}, whose node_modules leads elsewhere`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
