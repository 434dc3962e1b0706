import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageFiles } from "../../scripts/pack.ts";
import { nodeDisk } from "../../scripts/system/node-disk.ts";
import { importGraph, readModules } from "../helpers/imports.ts";
import { repository } from "../helpers/project.ts";
import { speaking } from "../helpers/subject.ts";

const test = suite("npm run pack");

const files = await packageFiles({ root: repository, disk: nodeDisk });
const texts = new Map([...files].map(([path, content]) => [path, Buffer.from(content).toString()]));
const manifest = JSON.parse(texts.get("package.json") ?? "");

test("nothing in the package speaks of this repository's report", () => {
  assert.ok(texts.size > 200);
  assert.equal(speaking(texts), []);
});

test("it depends on the packages that its modules import, in the versions of this repository, and on no other", () => {
  const modules = readModules(["experiments/kit", "scripts"]);
  const packed = [...importGraph(modules)].filter(([path]) => files.has(path));
  assert.ok(packed.length > 150);
  const specifiers = packed.flatMap(([, imports]) =>
    imports
      .filter(({ isOurs, target }) => !isOurs && !target.startsWith("node:"))
      .map(({ target }) => target),
  );
  const imported = specifiers.map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? "");
  // Read as files, and started from bin.mjs.
  const fonts = ["code-pro", "sans-3", "serif-4"].map((name) => `@expo-google-fonts/source-${name}`);
  assert.equal(
    Object.keys(manifest.dependencies).sort(),
    [...new Set([...imported, ...fonts, "tsx"])].sort(),
  );
  const own = JSON.parse(texts.get("package.json") ?? "").dependencies;
  for (const [name, version] of Object.entries(own)) assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
});

test("every module of the package finds the modules that it imports in the package", () => {
  const graph = importGraph(readModules(["experiments/kit", "scripts"]));
  const missing = [...graph]
    .filter(([path]) => files.has(path))
    .flatMap(([path, imports]) =>
      imports
        .filter(({ isOurs, target }) => isOurs && !files.has(target))
        .map(({ target }) => `${path} -> ${target}`),
    );
  assert.equal(missing, []);
});

test("its program, its licence and every form in which it offers the kit are in it", () => {
  assert.match(texts.get("bin.mjs") ?? "", /^#!\/usr\/bin\/env node\n/);
  assert.equal(Object.values(manifest.bin), ["bin.mjs"]);
  assert.match(texts.get("LICENSE") ?? "", "MIT License");
  const replaced = Object.entries<string>(manifest.browser).flat();
  assert.ok(replaced.length > 0);
  for (const path of replaced) assert.ok(files.has(path.slice("./".length)), path);
  assert.is(manifest.exports["./kit/*"], "./experiments/kit/*");
  assert.ok(files.has("experiments/kit/experiment.ts") && files.has("experiments/kit/slide.schema.json"));
});

test("commands of this repository alone are left out, the others are what the program starts", () => {
  const commands = [...texts]
    .filter(([path, text]) => /^scripts\/[^/]+\.ts$/.test(path) && text.includes("await startCommand("))
    .map(([path]) => path.slice("scripts/".length, -".ts".length))
    .filter((name) => name !== "cli");
  const [, list = ""] = /const COMMANDS = \[([\s\S]*?)\];/.exec(texts.get("scripts/cli.ts") ?? "") ?? [];
  const started = [...list.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name);
  assert.equal(started, commands.sort());
  for (const name of ["check", "pack"]) {
    assert.ok(existsSync(join(repository, "scripts", `${name}.ts`)));
    assert.not.ok(files.has(`scripts/${name}.ts`));
  }
});

test.run();
