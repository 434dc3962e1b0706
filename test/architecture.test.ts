import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findChain, type Import, importGraph, readModules } from "./helpers/imports.ts";
import { repository } from "./helpers/project.ts";

const modules = readModules(["scripts", "experiments", "templates", "test"]);
const graph = importGraph(modules);

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

test("every import of ours names a file that exists", () => {
  forbid(/./, ({ target, isOurs }) => isOurs && !existsSync(join(repository, target)));
});

test("no module reaches itself through its imports", () => {
  for (const path of graph.keys())
    assert.is(
      findChain(graph, path, (target) => target === path),
      undefined,
    );
});

test("experiments know nothing of the build or the tests, and of the templates only the theme", () => {
  forbid(/^experiments\//, ({ target }) => /^(?:scripts|test)\//.test(target));
  forbid(
    /^experiments\//,
    ({ target }) => target.startsWith("templates/") && target !== "templates/theme.ts",
  );
});

test("the theme imports nothing", () => {
  forbid(/^templates\//, () => true);
});

test("the build takes from experiments what its library offers, and no slide by name", () => {
  forbid(/^scripts\//, ({ target }) => target.startsWith("test/") || isSlide(target));
  forbid(
    /^scripts\/(?!tun|bench|build\.ts)/,
    ({ target, isTypeOnly }) =>
      target.startsWith("experiments/") && !isTypeOnly && !target.startsWith("experiments/lib/stats/"),
  );
});

test("a slide takes from the shared library and its own folder, never from another slide", () => {
  forbid(/^experiments\/\d\d-/, ({ target, isOurs }, path) => {
    const own = path.slice(0, path.lastIndexOf("/") + 1);
    return isOurs && isSlide(target) && !target.startsWith(own);
  });
  forbid(/^experiments\/lib\//, ({ target }) => isSlide(target));
});

test("stages do not import each other; only the pipelines know them", () => {
  forbid(/^scripts\/(?!(?:figures-)?pipeline\.ts)/, ({ target }) => target.startsWith("scripts/stages/"));
});

test("only the commands reach for the real disk, clock, console and processes", () => {
  const commands =
    /^scripts\/(?:build|figures|preview|site|tune|bench|bench\/process|node-effects|node-disk|signals|trials\/worker)\.ts$/;
  const outside = /^(?:node:)?(?:fs|fs\/promises|child_process|os|worker_threads)$/;
  forbid(/^scripts\//, ({ target }, path) => outside.test(target) && !commands.test(path));
  forbid(/^scripts\//, ({ target }, path) => /node-(?:effects|disk)/.test(target) && !commands.test(path));
});

test("errors, hash, format, JSON and nearest match stand at the bottom", () => {
  forbid(/^scripts\/(?:errors|hash|format|json|nearest|effects)\.ts$/, ({ isOurs }) => isOurs);
});

/** Parts of experiments/lib/ and what each may import of the others; everything may import what lies in lib/ itself. */
const libraryLayers: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  stats: [],
  linalg: [],
  charts: ["stats"],
  data: ["linalg"],
  nn: ["engine", "data", "linalg", "stats"],
  trials: ["engine", "data", "linalg", "stats", "nn"],
};

for (const [layer, below] of Object.entries(libraryLayers)) {
  test(`experiments/lib/${layer} imports ${below.length === 0 ? "no other part" : below.join(", ")} of the library`, () => {
    forbid(new RegExp(`^experiments/lib/${layer}/`), ({ target }) => {
      const part = /^experiments\/lib\/(?<part>[^/]+)\//.exec(target)?.groups?.part;
      return part !== undefined && part !== layer && !below.includes(part);
    });
  });
}

test("listing trials and drawing results never load TensorFlow.js", () => {
  const light = [...graph.keys()].filter((path) =>
    /^experiments\/(?:\d\d-.*\/(?:experiment|results|deck)\.ts|lib\/charts\/)/.test(path),
  );
  assert.ok(light.length > 14);
  for (const path of light) assert.is(findChain(graph, path, isTensorFlow), undefined);
  assert.is(findChain(graph, "scripts/build.ts", isTensorFlow), undefined);
  const heavy = findChain(graph, "experiments/lib/trials/pretrain.run.ts", isTensorFlow);
  assert.ok(heavy !== undefined, "a trial that trains is seen to load it");
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
