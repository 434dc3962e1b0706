import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KeyOptions } from "../../../scripts/trials/keys.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import { defaultKeyOptions, keyed, type Project, trialOf, withProject } from "../../helpers/project.ts";

/** near.run.ts imports far.ts through middle.ts; other.run.ts imports neither; after.run.ts takes near as input. */
const files = {
  "middle.ts": `import { base } from "./far.ts"; export const twice = () => 2 * base();`,
  "far.ts": `export const base = () => 1; export const unused = () => 5;`,
  "near.run.ts": `import { twice } from "./middle.ts"; export const run = () => ({ result: twice() });`,
  "other.run.ts": `export const run = () => ({ result: 0 });`,
  "after.run.ts": `export const run = (config, { inputs }) => inputs.near;`,
  "packages.run.ts": `import { format } from "d3-format"; export const run = () => ({ result: format(".1f")(1) });`,
  "data.ts": `export const packageFile = (name: string, path: string) => name + path;`,
  "files.run.ts": `import { packageFile } from "./data.ts"; export const run = () => ({ result: packageFile("corpus", "a.txt") });`,
};

interface Locked {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function lockfile(packages: Readonly<Record<string, Locked>>): string {
  const entries = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry]);
  return JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...Object.fromEntries(entries) } });
}

const locked = {
  "d3-format": { version: "1.0.0", dependencies: { helper: "*" } },
  helper: { version: "1.0.0" },
  corpus: { version: "1.0.0" },
  stranger: { version: "1.0.0" },
};

/** The keys of one trial of each module, by kind. */
async function keysOf(project: Project, options: KeyOptions = defaultKeyOptions) {
  const near = trialOf(project, "near.run.ts");
  const trials = [
    near,
    trialOf(project, "other.run.ts"),
    trialOf(project, "after.run.ts", {}, { inputs: { near } }),
    trialOf(project, "packages.run.ts"),
    trialOf(project, "files.run.ts"),
  ];
  return new Map((await keyed(project, trials, options)).map(({ key, trial }) => [trial.kind, key]));
}

/** The kinds whose keys an edit changes, sorted. */
async function changedBy(edit: Readonly<Record<string, string>>): Promise<string[]> {
  let changed: string[] = [];
  await withProject({ ...files, "package-lock.json": lockfile(locked) }, async (project) => {
    const before = await keysOf(project);
    await project.write(edit);
    const after = await keysOf(project);
    changed = [...before.keys()].filter((kind) => before.get(kind) !== after.get(kind)).sort();
  });
  return changed;
}

test("an edit of a helper two imports away changes exactly the trials that reach it", async () => {
  const edit = { "far.ts": files["far.ts"].replace("=> 1", "=> 3") };
  assert.equal(await changedBy(edit), ["after", "near"]);
});

test("an edit of a trial changes those that take it as input", async () => {
  const edit = { "near.run.ts": files["near.run.ts"].replace("twice()", "-twice()") };
  assert.equal(await changedBy(edit), ["after", "near"]);
});

test("a comment, white space, a type or an unused export changes nothing", async () => {
  const far =
    "/** A word. */\nexport const base = (): number =>\n  1;\nexport const unused = () => 6;\nexport const more = 7;\n";
  assert.equal(await changedBy({ "far.ts": far }), []);
});

test("a new locked version of a package changes the trials that import it", async () => {
  const text = lockfile({ ...locked, "d3-format": { ...locked["d3-format"], version: "1.0.1" } });
  assert.equal(await changedBy({ "package-lock.json": text }), ["packages"]);
});

test("a new version of a package's dependency changes them too", async () => {
  const text = lockfile({ ...locked, helper: { version: "1.0.1" } });
  assert.equal(await changedBy({ "package-lock.json": text }), ["packages"]);
});

test("a package whose files are read counts like one that is imported", async () => {
  const text = lockfile({ ...locked, corpus: { version: "1.0.1" } });
  assert.equal(await changedBy({ "package-lock.json": text }), ["files"]);
});

test("a package that no trial reaches does not matter", async () => {
  const text = lockfile({ ...locked, stranger: { version: "1.0.1" } });
  assert.equal(await changedBy({ "package-lock.json": text }), []);
});

test("profile, engine, config and, for timed trials, the machine are part of the key", () =>
  withProject(files, async (project) => {
    const keyWith = async (
      options: Partial<KeyOptions>,
      machine: object,
      config = {},
      measuresTime = false,
    ) => {
      const effects = { ...project.effects, machine: { ...project.effects.machine, ...machine } };
      const trial = trialOf(project, "other.run.ts", config, { measuresTime });
      const [planned] = await keyed({ ...project, effects }, [trial], { ...defaultKeyOptions, ...options });
      return planned?.key;
    };
    const base = await keyWith({}, { cpu: "A" });
    assert.is(await keyWith({}, { cpu: "B" }), base, "another processor");
    assert.is(await keyWith({}, {}, { a: undefined }), base, "an undefined setting");
    const others = [
      await keyWith({ profile: "quick" }, {}),
      await keyWith({ engine: "wasm" }, {}),
      await keyWith({}, {}, { a: 1 }),
      await keyWith({}, { cpu: "A" }, {}, true),
      await keyWith({}, { cpu: "B" }, {}, true),
    ];
    assert.is(new Set([base, ...others]).size, 6);
  }));

test("Node's version is part of the key for timed trials and other engines, and of no other", () =>
  withProject(files, async (project) => {
    const keysFor = (engine: string, measuresTime: boolean) =>
      Promise.all(
        ["20.1.0", "20.1.1", "22.1.0"].map(async (node) => {
          const effects = { ...project.effects, machine: { ...project.effects.machine, node } };
          const trial = trialOf(project, "other.run.ts", {}, { measuresTime });
          const [planned] = await keyed({ ...project, effects }, [trial], { profile: "default", engine });
          return planned?.key;
        }),
      );
    assert.is(new Set(await keysFor("wasm", false)).size, 1);
    assert.is(new Set(await keysFor("wasm", true)).size, 3);
    assert.is(new Set(await keysFor("cpu", false)).size, 3);
    assert.is(new Set(await keysFor("node", false)).size, 3);
  }));

test("TensorFlow's version is part of the key on the engine that it computes, and of no other", () =>
  withProject(files, async (project) => {
    const keysWith = async (tensorflow: string) => {
      const laid = JSON.stringify({ tensorflow, wheel: "", restored: [] });
      await project.write({ "node_modules/@tensorflow/tfjs-node/deps/laid.json": laid });
      const keyOn = async (engine: string) => {
        const options: KeyOptions = { profile: "default", engine };
        return (await keyed(project, [trialOf(project, "other.run.ts")], options))[0]?.key;
      };
      return [await keyOn("node"), await keyOn("wasm")];
    };
    const [old, recent] = [await keysWith("2.9.1"), await keysWith("2.15.1")];
    assert.not.equal(old[0], recent[0]);
    assert.is(old[1], recent[1]);
  }));

test("neither moving a file, nor sorting imports by the new places, nor editing unused code changes a key", async () => {
  const placed = (a: string, b: string, unused: number): Record<string, string> => {
    const places = [`{ log } from "./${a}/log.ts"`, `{ sum } from "./${b}/sum.ts"`];
    const imports = (a < b ? places : places.toReversed()).map((place) => `import ${place};`);
    return {
      [`${a}/log.ts`]: `export const log = (x) => x - 1; export const unused = ${unused};`,
      [`${b}/sum.ts`]: "const half = 0.5; export const sum = (x) => x * half;",
      "moved.run.ts": `${imports.join("\n")}\nconst half = 2; export const run = (c) => ({ result: sum(c.a) + log(half) });`,
    };
  };
  const keys = new Set<string | undefined>();
  for (const [a, b, unused] of [
    ["one", "two", 1],
    ["zoo", "area", 1],
    ["deep", "a", 1],
    ["one", "two", 2],
    ["one", "two", 3],
    ["one", "two", 4],
  ] as const) {
    await withProject({ ...files, ...placed(a, b, unused) }, async (project) => {
      const [trial] = await keyed(project, [trialOf(project, "moved.run.ts")]);
      keys.add(trial?.key);
    });
  }
  assert.is(keys.size, 1);
  assert.not.ok(keys.has(undefined));
});

test("the order of a config's settings does not matter", () =>
  withProject(files, async (project) => {
    const trials = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map((config) => trialOf(project, "other.run.ts", config));
    const [first, second] = await keyed(project, trials);
    assert.is(first?.key, second?.key);
  }));

test("the kernels' sources change the trials that reach the engine, and no others", async () => {
  const engine = {
    "experiments/lab/engine/start.ts": "export const start = () => 1;",
    "experiments/lab/engine/kernels/parts/product.ts": "export function product(): f32 { return 1; }",
    "engine.run.ts": `import { start } from "./experiments/lab/engine/start.ts"; export const run = () => ({ result: start() });`,
  };
  await withProject({ ...files, ...engine }, async (project) => {
    const trials = [trialOf(project, "engine.run.ts"), trialOf(project, "other.run.ts")];
    const before = await keyed(project, trials);
    await project.write({
      "experiments/lab/engine/kernels/parts/product.ts": "export function product(): f32 { return 2; }",
    });
    const after = await keyed(project, trials);
    assert.equal(
      before.map(({ key }, index) => key === after[index]?.key),
      [false, true],
    );
  });
});

test("mistakes are named: a broken module, an unlocked package, a computed package name, a kind used twice", () =>
  withProject(files, async (project) => {
    await project.write({
      "broken.run.ts": "export const run = (",
      "computed.run.ts": `import { packageFile } from "./data.ts"; export const run = (name) => packageFile(name, "a");`,
      "elsewhere/other.run.ts": "export const run = () => 1;",
      "twin.run.ts": "export const run = () => 1;",
    });
    const keyOf = (...paths: string[]) =>
      mistakeOf(() =>
        keyed(
          project,
          paths.map((path) => trialOf(project, path)),
        ),
      );
    assert.match(await keyOf("broken.run.ts"), /^invalid module: broken\.run\.ts:1: /);
    assert.match(await keyOf("missing.run.ts"), /^invalid module: .*missing\.run\.ts/);
    assert.is(await keyOf("packages.run.ts"), "missing package in package-lock.json: d3-format");
    assert.match(await keyOf("computed.run.ts"), /^invalid package name in a call of packageFile/);
    const twin = trialOf(project, "twin.run.ts", {}, { kind: "other" });
    assert.match(
      await mistakeOf(() => keyed(project, [trialOf(project, "other.run.ts"), twin])),
      /^duplicate kind of trial: other, /,
    );
    const copy = trialOf(project, "elsewhere/other.run.ts");
    assert.is((await keyed(project, [trialOf(project, "other.run.ts"), copy])).length, 2);
    const nan = trialOf(project, "other.run.ts", { learningRate: Number.NaN });
    assert.is(
      await mistakeOf(() => keyed(project, [nan])),
      "invalid config of trial other: config.learningRate is NaN",
    );
  }));

test.run();
