/** The cache on an in-memory disk, and which edits of the project's code make its own cached values again. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createBundler } from "../../../scripts/bundling/bundle.ts";
import { type CacheKey, type CachingEffects, withCache } from "../../../scripts/bundling/cached.ts";
import { buildFixture, effects as real } from "../../helpers/fixture.ts";
import { createMemoryDisk, createMemoryEffects } from "../../helpers/memory-effects.ts";
import { type Project, repository, withProject } from "../../helpers/project.ts";

const test = suite("the cache");

type Kind = Parameters<CachingEffects["cached"]>[0];

interface World {
  readonly code: string;
  readonly node: string;
  /** Locked version of the one package that the code imports. */
  readonly version: string;
}

/** A cache that exposes its files and counts the values that it makes. */
function createWorld() {
  const files = new Map<string, string | Uint8Array>();
  let made = 0;
  const at = ({ code = "a", node = "20.1.0", version = "1.0.0" }: Partial<World>): CachingEffects => {
    const effects = createMemoryEffects();
    const lockfile = { packages: { "": {}, "node_modules/vega": { version } } };
    files.set("/project/package-lock.json", JSON.stringify(lockfile));
    const bundle = async () => ({
      hash: code,
      file: "",
      write: async () => {},
      packages: ["vega"],
      sources: {},
    });
    const machine = { ...effects.machine, node };
    return withCache(
      { ...effects, disk: createMemoryDisk(files), machine },
      { bundle, forget: async () => {} },
    );
  };
  const get = async (key: Partial<CacheKey>, world: Partial<World> = {}, kind: Kind = "fonts") => {
    const value = await at(world).cached(kind, { module: import.meta.url, input: 1, ...key }, async () => {
      made++;
      return Buffer.from(`value of ${JSON.stringify(key.input)}`);
    });
    return Buffer.from(value).toString();
  };
  const inCache = () => [...files.keys()].filter((path) => path.startsWith("/project/.cache/"));
  return { files, get, inCache, made: () => made };
}

test("a value is made once for the same code, versions and input, and again where one of them differs", async () => {
  const { get, made } = createWorld();
  const input = { b: [1], a: "x" };
  assert.is(await get({ input }), 'value of {"b":[1],"a":"x"}');
  assert.is(await get({ input: { a: "x", b: [1] } }), 'value of {"b":[1],"a":"x"}');
  assert.is(made(), 1);
  await get({ input: { ...input, a: "y" } });
  await get({ input }, { code: "b" });
  await get({ input }, { version: "1.0.1" });
  await get({ input }, { node: "22.1.0" });
  await get({ input }, {}, "figure-files");
  assert.is(made(), 6);
  await get({ input });
  assert.is(made(), 6);
});

test("a file with any byte lost or altered is noticed, and the value is made again", async () => {
  const { get, made, files, inCache } = createWorld();
  await get({});
  const [path = ""] = inCache();
  const whole = Buffer.from(files.get(path) ?? "");
  const damaged = [
    Buffer.alloc(0),
    Buffer.concat([whole, Buffer.from(" ")]),
    ...Array.from(whole, (_, length) => whole.subarray(0, length)),
    ...Array.from(whole, (byte, at) => Buffer.from(whole).fill(byte ^ 1, at, at + 1)),
  ];
  for (const content of damaged) {
    files.set(path, content);
    assert.is(await get({}), "value of undefined");
    assert.ok(whole.equals(Buffer.from(files.get(path) ?? "")));
  }
  assert.is(made(), 1 + damaged.length);
});

test("a file under another key's name is not served", async () => {
  const { get, files, inCache } = createWorld();
  await get({ input: "one" });
  await get({ input: "other" });
  const [first = "", second = ""] = inCache();
  files.set(second, files.get(first) ?? "");
  assert.is(await get({ input: "other" }), 'value of "other"');
});

test("a slot holds only its latest value", async () => {
  const { get, made, inCache } = createWorld();
  for (const input of [1, 2, 2, 1]) await get({ input, slot: "default" });
  assert.is(made(), 3);
  assert.equal(inCache(), ["/project/.cache/fonts/default"]);
});

/** The kinds of values that a small report has to make again, with the code in a copy of the project. */
async function kindsMade(copy: Project): Promise<readonly string[]> {
  const kinds = new Set<string>();
  const { cached, keep } = withCache(copy.effects, createBundler(copy.effects));
  const moved = (module: string | URL) =>
    pathToFileURL(fileURLToPath(module).replace(repository, `${copy.root}/`));
  await buildFixture("default", {
    ...real,
    keep,
    cached: (kind, key, make) =>
      cached(kind, { ...key, module: moved(key.module) }, () => {
        kinds.add(kind);
        return real.cached(kind, key, make);
      }),
  });
  return [...kinds].sort();
}

async function withCopy(body: (copy: Project) => Promise<void>): Promise<void> {
  await withProject({}, async (copy) => {
    for (const path of ["scripts", "templates", "experiments/kit", "package-lock.json"]) {
      await cp(join(repository, path), join(copy.root, path), { recursive: true });
    }
    await body(copy);
  });
}

const everything = ["figure-files", "figures", "fonts", "reports", "screens", "scripts"];
const drawn = ["figures", "screens"];
const lettered = ["figure-files", "figures", "fonts", "reports", "screens"];

/** Kinds of values that an edit of each file makes again. The edit is a side effect, which tree shaking must keep. */
const edits: Readonly<Record<string, readonly string[]>> = {
  // What explores a figure cleans its drawing as the build does.
  "scripts/drawing/svg/svg.ts": [...drawn, "scripts"],
  // Documents are set in its colours and fonts.
  "experiments/kit/theme.ts": ["figure-files", "figures", "reports", "screens", "scripts"],
  "scripts/drawing/vega/png.ts": ["figure-files", "figures", "screens"],
  "scripts/print/typst.ts": ["figure-files", "reports"],
  "scripts/drawing/fonts/fonts.ts": lettered,
  "scripts/print/tex.ts": [],
  "scripts/text/prose.ts": [],
  "scripts/stages/draw.ts": [],
};

test("an edit of a module makes again the values whose code reaches it, however indirectly, and no others", () =>
  withCopy(async (copy) => {
    assert.equal(await kindsMade(copy), everything);
    const append = async (path: string, text: string) =>
      copy.write({ [path]: (await copy.read(path)) + text });
    for (const path of Object.keys(edits)) await append(path, "\n/** A word. */\ntype Edited = true;\n");
    assert.equal(await kindsMade(copy), [], "comments and types");
    const made: Record<string, readonly string[]> = {};
    for (const path of Object.keys(edits)) {
      await append(path, `\nObject.assign(globalThis, { edited: true });\n`);
      made[path] = await kindsMade(copy);
    }
    assert.equal(made, edits);
  }));

const upgrades: Readonly<Record<string, readonly string[]>> = {
  vega: drawn,
  "vega-lite": drawn,
  "@resvg/resvg-js": ["figure-files"],
  "@myriaddreamin/typst-ts-node-compiler": ["figure-files", "reports"],
  "subset-font": ["figure-files", "fonts"],
  "@expo-google-fonts/source-sans-3": lettered,
  "markdown-it": [],
};

test("another version of a package makes again the values whose code imports it or reads its files", () =>
  withCopy(async (copy) => {
    await kindsMade(copy);
    const lockfile = JSON.parse(await copy.read("package-lock.json"));
    const made: Record<string, readonly string[]> = {};
    for (const name of Object.keys(upgrades)) {
      lockfile.packages[`node_modules/${name}`].version = "99.0.0";
      await copy.write({ "package-lock.json": JSON.stringify(lockfile) });
      made[name] = await kindsMade(copy);
    }
    assert.equal(made, upgrades);
  }));

test.run();
