import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bundleForBrowser, licencesText, packagesIn } from "../../../scripts/bundling/browser-bundle.ts";
import { createBundler } from "../../../scripts/bundling/bundle.ts";
import { withCache } from "../../../scripts/bundling/cached.ts";
import { checkScripts } from "../../../scripts/checks/check-files.ts";
import { buildFixture } from "../../helpers/fixture.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import { type Project, withProject } from "../../helpers/project.ts";

const test = suite("scripts of the pages");

const lockfile = JSON.stringify({
  lockfileVersion: 3,
  packages: { "": {}, "node_modules/counted": { version: "1.2.3" } },
});

/** A project whose script bundles one of two files of a package; `more` are further files. */
const project = (more: Readonly<Record<string, string>>) => ({
  "package-lock.json": lockfile,
  "scripts/browser/page.ts":
    'import { count } from "counted";\ndocument.title = String(count(document.title));\n',
  "node_modules/counted/package.json": JSON.stringify({
    name: "counted",
    version: "1.2.3",
    license: "ISC",
    type: "module",
    exports: "./index.js",
    sideEffects: false,
  }),
  "node_modules/counted/index.js": "export const count = (text) => text.split(/x/).map(Number).length;\n",
  ...more,
});

/** The bundle of the project's script. */
const pageOf = ({ root, effects }: Project) =>
  bundleForBrowser(
    { name: "page", module: pathToFileURL(join(root, "scripts/browser/page.ts")), input: null },
    withCache(effects, createBundler(effects)),
  );

test("a bundle names the packages in it, and their licences are next to it", () =>
  withProject(project({ "node_modules/counted/LICENSE.md": "Do as you like.\n" }), async (own) => {
    const { code, licences } = await pageOf(own);
    assert.equal(packagesIn(code), ["counted 1.2.3"]);
    assert.match(licencesText(licences), /^counted 1\.2\.3 \(ISC\)\n\nDo as you like\.$/m);
  }));

test("a package without the text of its licence is not bundled", () =>
  withProject(project({}), async (own) => {
    const message = await mistakeOf(() => pageOf(own));
    assert.match(message, "missing licence of a bundled package: counted 1.2.3");
  }));

const { files, recorded } = await buildFixture();

test("the report's scripts say what they bundle: Vega's parts, with licences; the page's own script nothing", () => {
  assert.equal(checkScripts(files, recorded.records.slides), []);
  assert.equal(packagesIn(String(files.get("assets/report.js"))), []);
  const packages = packagesIn(String(files.get("assets/vega.js"))) ?? [];
  assert.ok(packages.includes("vega-interpreter 2.3.2"), packages.join());
  assert.not.ok(packages.some((title) => title.startsWith("vega-lite ")));
});

test("a script whose packages are unknown, or lack a licence, is reported, and so is a figure that cannot be explored", () => {
  const bare = new Map(files).set("assets/new.js", "alert(1);");
  assert.equal(checkScripts(bare, recorded.records.slides), [
    "assets/new.js: its first line does not say which packages it bundles",
  ]);
  const licences = String(files.get("assets/licences.txt"));
  const lacking = new Map(files).set("assets/licences.txt", licences.replace(/^vega-util .*\n/m, ""));
  const [problem = "", ...more] = checkScripts(lacking, recorded.records.slides);
  assert.match(
    problem,
    /^assets\/licences\.txt: no licence of vega-util \S+, which assets\/vega\.js bundles$/,
  );
  assert.equal(more, []);
  const without = new Map(files);
  without.delete("assets/explore/09-loss.js");
  assert.equal(checkScripts(without, recorded.records.slides), [
    "missing file to explore a figure: assets/explore/09-loss.js",
  ]);
});

test("no script of the report needs code to be evaluated from a text, or its own style sheet", () => {
  for (const [file, content] of files) {
    if (/^assets\/[^/]+\.js$/.test(file))
      assert.not.match(String(content), /\beval\(|createElement\("style"\)/);
  }
});

test.run();
