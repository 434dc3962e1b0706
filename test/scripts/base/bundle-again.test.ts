import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createBundler } from "../../../scripts/bundling/bundle.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import { withProject } from "../../helpers/project.ts";

const test = suite("bundling again");

const ENTRY = 'import { rate } from "./rate.ts"; export const run = () => rate;';

test("a bundle is made again if a file that it reads has changed, and no other", () =>
  withProject(
    { "a.ts": ENTRY, "b.ts": "export const run = () => 1;", "rate.ts": "export const rate = 1;" },
    async (project) => {
      const bundler = createBundler(project.effects);
      const path = (name: string) => join(project.root, name);
      const bundles = () => Promise.all(["a.ts", "b.ts"].map((name) => bundler.bundle(path(name))));
      const [a, b] = await bundles();
      await project.write({ "rate.ts": "export const rate = 2;", "b.ts": "export const run = () => 2;" });
      assert.equal(await bundles(), [a, b], "until it is told");
      await bundler.forget(new Set([path("rate.ts")]));
      const [changed, kept] = await bundles();
      assert.is.not(changed?.hash, a?.hash);
      assert.is.not(changed?.sources["rate.ts"], a?.sources["rate.ts"]);
      assert.is(kept, b);
    },
  ));

test("a bundle is written when that is asked for, and not before", () =>
  withProject({ "a.ts": "export const run = () => 1;" }, async ({ root, effects }) => {
    const bundle = await createBundler(effects).bundle(join(root, "a.ts"));
    assert.is(await effects.disk.kind(effects.cache), "none");
    await bundle.write();
    assert.match(await effects.disk.readText(bundle.file), "export{");
    assert.is(await effects.disk.kind(`${bundle.file}.map`), "file");
  }));

test("what could not be bundled is tried again", () =>
  withProject({ "a.ts": ENTRY }, async (project) => {
    const bundler = createBundler(project.effects);
    const entry = join(project.root, "a.ts");
    assert.match(await mistakeOf(() => bundler.bundle(entry)), /a\.ts:1: Could not resolve/);
    await project.write({ "rate.ts": "export const rate = 1;" });
    await bundler.forget(new Set([join(project.root, "rate.ts")]));
    assert.ok((await bundler.bundle(entry)).hash);
  }));

test.run();
