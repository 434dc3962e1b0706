/** The structure of the project: its parts, the order of its folders, and the boundary of data. A failure shows the imports. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findChain, type Import, importGraph, readModules } from "./helpers/imports.ts";
import { repository } from "./helpers/project.ts";

const modules = readModules(["scripts", "experiments", "templates", "test"]);
const graph = importGraph(modules);
const paths = [...graph.keys()];

/** Asserts that no import of the files of `from` is one that `isForbidden`. */
function forbid(from: RegExp, isForbidden: (imported: Import, path: string) => boolean): void {
  const files = [...graph].filter(([path]) => from.test(path));
  assert.ok(files.length > 0, `no file matches ${from}`);
  const found = files.flatMap(([path, imports]) =>
    imports.filter((imported) => isForbidden(imported, path)).map(({ target }) => `${path} -> ${target}`),
  );
  assert.equal(found, []);
}

/**
 * The folders from bottom to top, a step a line: a file imports from its own folder and from those of lower steps. Types
 * and modules named by `new URL` count. Folders of one step do not import each other.
 */
const order: readonly (readonly string[])[] = [
  ["experiments/kit"],
  ["experiments/kit/stats", "experiments/kit/charts"],
  ["experiments/lab/linalg", "experiments/lab/data", "experiments/lab/engine/wasm"],
  ["experiments/lab/engine"],
  ["experiments/lab/nn"],
  ["experiments/lab"],
  ["experiments/lab/trials"],
  ["experiments/lab/costs"],
  ["experiments/lab/tuning"],
  ["experiments/report", "experiments/NN-name"],
  ["scripts/base"],
  ["scripts/system", "scripts/bundling", "scripts/drawing/svg"],
  ["scripts/trials", "scripts/drawing/fonts"],
  ["scripts/text", "scripts/workers"],
  ["scripts/drawing/vega", "scripts/drawing/lint"],
  ["scripts/drawing/explore", "scripts/drawing/layout"],
  ["scripts/drawing"],
  ["scripts/record"],
  ["scripts/tuning", "scripts/slides"],
  ["scripts/verdicts", "scripts/live"],
  ["scripts/pages"],
  ["scripts/print"],
  ["scripts/checks"],
  ["scripts/build"],
  ["scripts/stages"],
  ["scripts/figures", "scripts/diff", "scripts/store", "scripts/pack", "scripts/audit"],
  ["scripts/site", "scripts/dev"],
  ["scripts/browser"],
  ["scripts/browser/explore", "scripts/browser/live", "scripts/browser/present"],
  ["scripts"],
  ["experiments/programs/bench", "experiments/programs/native", "experiments/programs/replicate"],
  ["experiments/programs"],
];

const folderOf = (path: string): string =>
  dirname(path).replace(/^experiments\/\d\d-[^/]+/, "experiments/NN-name");
const stepOf = (path: string): number => order.findIndex((step) => step.includes(folderOf(path)));
const isProduct = (path: string): boolean => /^(?:scripts|experiments)\//.test(path);

test("imports point down the order of the folders, types included, and every folder has its place", () => {
  // The kernels are another language, with a compiler of its own.
  const placed = paths.filter((path) => isProduct(path) && !path.includes("/kernels/"));
  assert.equal(
    placed.filter((path) => stepOf(path) < 0),
    [],
  );
  forbid(/^(?:scripts|experiments)\/(?!.*\/kernels\/)/, ({ target, isOurs }, path) => {
    if (!isOurs || folderOf(target) === folderOf(path)) return false;
    return !isProduct(target) || stepOf(target) >= stepOf(path);
  });
  assert.equal(
    paths.filter((path) => path.startsWith("templates/")),
    [],
    "templates/ holds no TypeScript",
  );
});

test("no file reaches itself through its imports, types included, and every import names a file that exists", () => {
  for (const path of paths) {
    const chain = findChain(graph, path, (target) => target === path, ["value", "late", "type"]);
    assert.is(chain, undefined);
  }
  forbid(/./, ({ target, isOurs }) => isOurs && !existsSync(join(repository, target)));
});

test("the kit knows no subject, the laboratory no slide, a slide no other slide, and the generator the kit alone", () => {
  forbid(/^experiments\/kit\//, ({ target, isOurs }) => isOurs && !target.startsWith("experiments/kit/"));
  forbid(
    /^experiments\/lab\//,
    ({ target, isOurs }) => isOurs && !/^experiments\/(?:kit|lab)\//.test(target),
  );
  forbid(/^experiments\/(?:\d\d-|report\/)/, ({ target, isOurs }, path) => {
    const own = path.slice(0, path.lastIndexOf("/") + 1);
    return isOurs && !/^experiments\/(?:kit|lab)\//.test(target) && !target.startsWith(own);
  });
  forbid(/^scripts\//, ({ target, isOurs }) => isOurs && !/^(?:scripts|experiments\/kit)\//.test(target));
  for (const [path, text] of modules) {
    if (path.startsWith("scripts/")) assert.not.match(text, /\b(?:0[1-9]|1[0-4])-[a-z]+-[a-z]+/, path);
  }
});

test("a report's programs use the generator through scripts/api.ts alone; nothing imports commands, programs or the pages' scripts", () => {
  forbid(
    /^experiments\/programs\//,
    ({ target }) => target.startsWith("scripts/") && target !== "scripts/api.ts",
  );
  const isCommand = (target: string) => /^scripts\/[^/]+\.ts$/.test(target);
  const isLibrary = (target: string) => /^scripts\/(?:api|pipeline)\.ts$/.test(target);
  forbid(/^scripts\/[^/]+\//, ({ target }) => isCommand(target));
  forbid(/^scripts\/[^/]+\.ts$/, ({ target }) => isCommand(target) && !isLibrary(target));
  forbid(/^(?:scripts|experiments)\/(?!programs|browser)/, ({ target }) =>
    /^(?:experiments\/programs|scripts\/browser)\//.test(target),
  );
});

/** What may be known after a slide's record is made. */
const afterRecords =
  /^scripts\/(?:record|text|drawing|bundling|base|system|pages|print|figures|site|diff|browser)\/|^scripts\/(?:live\/(?:audit-sample|fields|listing|opening|panel-text|plot|references|results)|dev\/state|checks\/(?:check-links|check-page|scan-html))\.ts$/;

test("pages, prints, venue figures, comparisons, the site and the pages' scripts are made from records, and know nothing before them", () => {
  forbid(
    /^scripts\/(?:(?:pages|print|figures|site|diff|browser)\/|(?:figures|site|diff)\.ts$)/,
    ({ target }) => target.startsWith("scripts/") && !afterRecords.test(target),
  );
});

test("stages do not import each other; only the pipeline, its warm form and commands know them", () => {
  forbid(/^scripts\/(?!dev\/warm-build)[^/]+\//, ({ target }) => target.startsWith("scripts/stages/"));
});

const isTensorFlow = (target: string) => target.startsWith("@tensorflow/");

test("listing trials, searching settings and drawing results never load TensorFlow.js", () => {
  const light = paths.filter((path) =>
    /^experiments\/(?:\d\d-.*\/(?:experiment|results|deck|searches)\.ts|kit\/|report\/|lab\/tuning\/)/.test(
      path,
    ),
  );
  assert.ok(light.length > 30);
  const atOnce = ["value"] as const;
  for (const path of light) assert.is(findChain(graph, path, isTensorFlow, atOnce), undefined);
  assert.is(findChain(graph, "scripts/build.ts", isTensorFlow, atOnce), undefined);
  const heavy = findChain(graph, "experiments/lab/trials/pretrain.run.ts", isTensorFlow);
  assert.ok(heavy !== undefined, "a trial that trains is seen to load it");
});

test("what a trial computes does not depend on which settings were chosen: its config says it", () => {
  const trials = paths.filter((path) => path.endsWith(".run.ts"));
  assert.ok(trials.length > 20);
  const isChosen = (target: string) =>
    /^experiments\/lab\/(?:arms|settings|tuning\/)|\/searches\.ts$/.test(target);
  for (const path of trials) assert.is(findChain(graph, path, isChosen), undefined);
});

/** The files of experiments/ that may read files: of packages, and of the engine. Programs are commands. */
const readers = /^experiments\/(?:kit\/package-file|lab\/data\/|lab\/engine\/|programs\/)/;

test("experiments draw no unseeded number, read no clock, follow no locale, and read files in few places", () => {
  for (const [path, text] of modules) {
    if (!path.startsWith("experiments/")) continue;
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    assert.not.match(code, /Math\.random\b|Date\.now\b|new Date\b|\.localeCompare\b|\.toLocale/, path);
    if (readers.test(path)) continue;
    assert.not.match(code, /\bcreateRequire\b|\brequire\(|\bimport\((?!\s*"\.)/, path);
    assert.not.match(code, /"(?:node:)?(?:fs|fs\/promises|child_process|module)"/, path);
  }
});

test("the pages' scripts reach nothing of Node", () => {
  const scripts = paths.filter((path) => path.startsWith("scripts/browser/"));
  assert.ok(scripts.length > 10);
  for (const path of scripts) {
    assert.is(
      findChain(graph, path, (target) => target.startsWith("node:")),
      undefined,
    );
  }
});

test("every test file runs its tests", () => {
  const files = [...modules].filter(([path]) => path.endsWith(".test.ts"));
  for (const [path, text] of files) assert.match(text, /^\w+\.run\(\);$/m, path);
});

test.run();
