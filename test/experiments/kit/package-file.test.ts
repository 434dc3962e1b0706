import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageFile, packageFolder } from "../../../experiments/kit/package-file.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("files of packages");

test("a file is read from the installed package, also one that its exports hide", () => {
  assert.is(JSON.parse(packageFile("uvu", "package.json")).name, "uvu");
  assert.match(packageFile("uvu", "license"), "MIT License");
});

test("a folder's files are listed in the order of their code units", () => {
  const names = packageFolder("uvu", ".");
  assert.ok(names.length > 2);
  assert.equal(names, [...names].sort());
  for (const name of names) assert.ok(existsSync(join(repository, "node_modules/uvu", name)));
});

test("a missing file and a missing package are errors that name both", () => {
  assert.throws(() => packageFile("uvu", "no-such.txt"), "missing file of package uvu: no-such.txt");
  assert.throws(
    () => packageFile("no-such-package", "a.txt"),
    "missing file of package no-such-package: a.txt",
  );
});

test.run();
