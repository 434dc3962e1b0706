import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findChain, type Import, importGraph, readModules } from "./helpers/imports.ts";
import { repository } from "./helpers/project.ts";

const modules = readModules(["scripts", "experiments", "templates", "test"]);
const graph = importGraph(modules);
const paths = [...graph.keys()];

/** Asserts that no import of the files of `from` (a path prefix or pattern) is one that `isForbidden`. */
function forbid(from: RegExp, isForbidden: (imported: Import, path: string) => boolean): void {
  const files = [...graph].filter(([path]) => from.test(path));
  assert.ok(files.length > 0, `no file matches ${from}`);
  const found = files.flatMap(([path, imports]) =>
    imports.filter((imported) => isForbidden(imported, path)).map(({ target }) => `${path} -> ${target}`),
  );
  assert.equal(found, []);
}

const isTensorFlow = (target: string) => target.startsWith("@tensorflow/");
const isSlide = (target: string) => /^experiments\/\d\d-/.test(target);

/**
 * The folders in the order of their levels: a file imports from its own folder and from lower levels, types and modules
 * named by `new URL` included, so there is no cycle between folders. "." are the files that lie in no folder.
 */
const levels: Readonly<Record<string, readonly (readonly string[])[]>> = {
  scripts: [
    ["base"],
    ["tensorflow", "serving"],
    ["trials", "text", "drawing", "speed"],
    ["record"],
    ["report", "replication", "jobs"],
    ["live"],
    ["page"],
    ["print"],
    ["checks", "venues", "comparison"],
    ["stages", "faults"],
    ["watch"],
    ["."],
  ],
  "experiments/lib": [["."], ["engine", "data", "linalg", "stats", "charts"], ["nn"], ["trials"]],
};

for (const [root, order] of Object.entries(levels)) {
  const folderOf = (path: string): string | undefined => {
    if (!path.startsWith(`${root}/`)) return undefined;
    const inside = path.slice(root.length + 1);
    return inside.includes("/") ? inside.slice(0, inside.indexOf("/")) : ".";
  };
  const levelOf = (folder: string): number => order.findIndex((level) => level.includes(folder));

  test(`${root}/: every folder has its level, and imports point to lower ones`, () => {
    const folders = readdirSync(join(repository, root), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    for (const { name } of folders) assert.ok(levelOf(name) >= 0, `${root}/${name} has no level`);
    forbid(new RegExp(`^${root}/`), ({ target }, path) => {
      const [own = "", other] = [folderOf(path), folderOf(target)];
      return other !== undefined && other !== own && levelOf(other) >= levelOf(own);
    });
  });
}

test("every import of ours names a file that exists", () => {
  forbid(/./, ({ target, isOurs }) => isOurs && !existsSync(join(repository, target)));
});

test("no module reaches itself through its imports, types included", () => {
  for (const path of paths) {
    const chain = findChain(graph, path, (target) => target === path, ["value", "late", "type"]);
    // A worker's entry is named by what starts it.
    assert.is(chain, undefined);
  }
});

test("experiments know nothing of the build or the tests, and of the templates only the theme", () => {
  forbid(/^experiments\//, ({ target }) => /^(?:scripts|test)\//.test(target));
  forbid(
    /^experiments\//,
    ({ target }) => target.startsWith("templates/") && target !== "experiments/kit/theme.ts",
  );
});

test("the theme imports nothing, and the pages' scripts reach nothing of Node", () => {
  forbid(/^templates\/theme\.ts$/, () => true);
  const isOfNode = (target: string) => target.startsWith("node:");
  const scripts = paths.filter((path) => path.startsWith("scripts/browser/"));
  assert.ok(scripts.length > 3);
  for (const path of scripts) assert.is(findChain(graph, path, isOfNode), undefined);
});

/** What the build shares with the trials and a reader's browser, beside types: one way to decide, to hash and to draw. */
const sharedValues = ["stats/claims", "canonical-json", "digest", "random"].map(
  (name) => `experiments/lib/${name}.ts`,
);

test("the build names no slide, and takes values only from what it must share; the bench, the engine's proof and the replication use the library", () => {
  forbid(/^scripts\//, ({ target }) => target.startsWith("test/") || isSlide(target));
  for (const [path, text] of modules) {
    if (path.startsWith("scripts/")) assert.not.match(text, /\b(?:0[1-9]|1[0-4])-[a-z]+-[a-z]+/, path);
  }
  forbid(
    /^scripts\/(?!speed\/|replication\/|tensorflow\/prove\.ts)/,
    ({ target, use }) =>
      target.startsWith("experiments/") && use !== "type" && !sharedValues.includes(target),
  );
});

test("a slide takes from the shared library and its own folder, never from another slide", () => {
  forbid(/^experiments\/\d\d-/, ({ target, isOurs }, path) => {
    const own = path.slice(0, path.lastIndexOf("/") + 1);
    return isOurs && isSlide(target) && !target.startsWith(own);
  });
  forbid(/^experiments\/lib\//, ({ target }) => isSlide(target));
});

/** What was made from the plan, the trials and the slides is in the records: nothing after them knows these. */
const beforeRecords =
  /^scripts\/(?:stages|trials|jobs|live\/(?!listing)|report\/(?!files|client-scripts|licences|manifest))/;

test("pages, prints, venue figures, comparisons and the site are made from records, and know nothing before them", () => {
  forbid(
    /^scripts\/(?:(?:page|print|venues|comparison)\/|(?:figures|site|diff)\.ts$)/,
    ({ target }) => beforeRecords.test(target) && target !== "scripts/stages/write.ts",
  );
});

test("stages do not import each other; only the pipeline, its warm form and commands know them", () => {
  forbid(/^scripts\/(?!watch\/warm-build)[^/]+\//, ({ target }) => target.startsWith("scripts/stages/"));
});

test("only base/, servers, the processes that others start, builds of git refs, and faults/ reach for the real disk, clock, console and processes", () => {
  const own =
    /^scripts\/(?:base\/(?:command|leftovers|load-module|node-effects|node-disk|node-watch|programs)|comparison\/reference-build|serving\/serve-folder|watch\/(?:builder|dev-server)|speed\/processes|trials\/worker|faults\/[^/]+)\.ts$/;
  const outside = /^(?:node:)?(?:fs|fs\/promises|child_process|os|http|worker_threads)$/;
  forbid(/^scripts\//, ({ target }, path) => outside.test(target) && !own.test(path));
  forbid(/^scripts\//, ({ target }, path) => /node-(?:effects|disk)/.test(target) && !own.test(path));
});

test("listing trials, searching rates and drawing results never load TensorFlow.js", () => {
  const light = paths.filter((path) =>
    /^experiments\/(?:\d\d-.*\/(?:experiment|results|deck|tuning)\.ts|lib\/(?:charts\/|trials\/tuning))/.test(
      path,
    ),
  );
  assert.ok(light.length > 14);
  const atOnce = ["value"] as const;
  for (const path of light) assert.is(findChain(graph, path, isTensorFlow, atOnce), undefined);
  assert.is(findChain(graph, "scripts/build.ts", isTensorFlow, atOnce), undefined);
  const heavy = findChain(graph, "experiments/lab/trials/pretrain.run.ts", isTensorFlow);
  assert.ok(heavy !== undefined, "a trial that trains is seen to load it");
});

test("what a trial computes does not depend on which rate was tuned: its config says it", () => {
  const trials = paths.filter((path) => path.endsWith(".run.ts"));
  assert.ok(trials.length > 20);
  for (const path of trials) {
    assert.is(
      findChain(graph, path, (target) => /\/(?:tuned|tuning|arms)\.ts$/.test(target)),
      undefined,
    );
  }
});

test("outside data/ and engine/, experiments read no file and import nothing by a computed name", () => {
  const free = [...modules].filter(
    ([path]) => path.startsWith("experiments/") && !/^experiments\/lib\/(?:data|engine)\//.test(path),
  );
  for (const [path, text] of free) {
    assert.not.match(text, /\bcreateRequire\b|\brequire\(|\bimport\((?!\s*"\.)/, path);
    assert.not.match(text, /"(?:node:)?(?:fs|fs\/promises|child_process|module)"/, path);
  }
});

test("nothing under experiments draws unseeded numbers, reads a clock's date or depends on a locale", () => {
  const numeric = [...modules].filter(([path]) => path.startsWith("experiments/"));
  for (const [path, text] of numeric) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    assert.not.match(code, /Math\.random\b|Date\.now\b|new Date\b|\.localeCompare\b|\.toLocale/, path);
  }
});

test("every test file runs its tests", () => {
  const files = [...modules].filter(([path]) => path.endsWith(".test.ts"));
  for (const [path, text] of files) assert.match(text, /^\w+\.run\(\);$/m, path);
});

test.run();
