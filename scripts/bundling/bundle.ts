/**
 * Bundles a module and what it imports into one tree-shaken file: workers execute it, and the keys of trials and of
 * cached values hash it. Modules are in the order of their names as far as their imports allow, so that neither
 * moving a file, nor sorting its imports, nor editing code that tree shaking drops changes a key.
 */
import { isBuiltin } from "node:module";
import { basename, join, relative } from "node:path";
import { type BuildFailure, build, type Metafile, transform } from "esbuild";
import { reachProject } from "../base/cache-place.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { sha256 } from "../base/hash.ts";
import { kitFolder, PACKAGE } from "../base/package-name.ts";

export interface Bundle {
  /** SHA-256 of the code after tree shaking, without whitespace and comments. */
  readonly hash: string;
  /** Path of the bundle once it is written. It imports packages by name, so Node resolves them from this place. */
  readonly file: string;
  readonly write: () => Promise<void>;
  /** Names of the packages that it imports or reads files of, sorted. */
  readonly packages: readonly string[];
  /** The project's files in the bundle (paths relative to the root), each with the SHA-256 of its code without folders. */
  readonly sources: Readonly<Record<string, string>>;
}

export interface Bundler {
  /** Bundles the module at path `entry` for the folder bundles/ of the cache, once for each module. Writes nothing. */
  bundle(entry: string): Promise<Bundle>;
  /** Forgets the bundles that contain any of these files, and those that failed. */
  forget(changed: ReadonlySet<string>): Promise<void>;
}

export function createBundler(effects: Effects): Bundler {
  const bundles = new Map<string, Promise<MadeBundle>>();
  const sources = new Map<string, Promise<string>>();
  const hashSource = (path: string) => once(sources, path, () => sourceHash(path, effects));
  return {
    bundle: (entry) => once(bundles, entry, () => bundleModule(entry, hashSource, effects)),
    async forget(changed) {
      for (const path of changed) sources.delete(path);
      for (const [entry, bundle] of [...bundles]) {
        const isStale = await bundle.then(
          ({ inputs }) => inputs.some((path) => changed.has(path)),
          () => true,
        );
        if (isStale) bundles.delete(entry);
      }
    },
  };
}

/** A bundle with the absolute paths of all files that esbuild read for it, also of those that tree shaking left out. */
interface MadeBundle extends Bundle {
  readonly inputs: readonly string[];
}

function once<Value>(known: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>) {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

type HashSource = (path: string) => Promise<string>;

async function bundleModule(entry: string, hashSource: HashSource, effects: Effects): Promise<MadeBundle> {
  const { text, map, metafile } = await runEsbuild(entry, hashSource, effects);
  const hash = sha256(text);
  const file = join(effects.cache, "bundles", `${hash}.mjs`);
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const hashes = used.map(async ([path]) => [path, await hashSource(join(effects.root, path))] as const);
  return {
    hash,
    file,
    async write() {
      await reachProject(effects);
      // The source map makes stack traces readable. It changes with every comment, so the hash leaves it out.
      await effects.disk.write(`${file}.map`, map);
      await effects.disk.write(file, `${text}//# sourceMappingURL=${hash}.mjs.map\n`);
    },
    packages: externalPackages(output?.imports ?? [], text, entry),
    sources: Object.fromEntries(await Promise.all(hashes)),
    inputs: Object.keys(metafile.inputs).map((path) => join(effects.root, path)),
  };
}

async function runEsbuild(entry: string, hashSource: HashSource, { root, home, cache }: Effects) {
  const options = {
    absWorkingDir: root,
    outfile: join(cache, "bundles", "bundle.mjs"),
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    packages: "external",
    // The kit of an installed generator is part of the bundle, so that keys hash its code and not its version.
    alias: { [`${PACKAGE}/kit`]: kitFolder(home) },
    minifyWhitespace: true,
    legalComments: "none",
    treeShaking: true,
    logLevel: "silent",
  } as const;
  try {
    const { metafile } = await build({ ...options, entryPoints: [entry] });
    const modules = await inOrderOfNames(metafile.inputs, (path) => hashSource(join(root, path)));
    const last = `./${relative(root, entry).replaceAll("\\", "/")}`;
    const lines = [...modules.map((path) => `import "./${path}";`), `export * from ${JSON.stringify(last)};`];
    const stdin = { contents: lines.join("\n"), resolveDir: root };
    const { outputFiles, ...built } = await build({ ...options, stdin, sourcemap: "external" });
    const content = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    return { text: content(".mjs"), map: content(".map"), metafile: built.metafile };
  } catch (error) {
    throw moduleError(error, entry);
  }
}

/** Each module after those that it imports; if several could be next, the first by name. */
async function inOrderOfNames(
  inputs: Metafile["inputs"],
  hashOf: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const modules = await Promise.all(
    Object.entries(inputs).map(async ([path, { imports }]) => ({
      path,
      // The hash decides between files of one name.
      name: `${basename(path)} ${await hashOf(path)}`,
      imports: imports.filter(({ external }) => external !== true).map((imported) => imported.path),
    })),
  );
  const waiting = new Set(modules.sort((a, b) => (a.name < b.name ? -1 : 1)));
  const ordered = new Set<string>();
  while (waiting.size > 0) {
    const next = [...waiting].find(({ imports }) => imports.every((path) => ordered.has(path)));
    // In a circle of imports none is first, so the bundler decides.
    for (const module of next === undefined ? waiting : [next]) {
      ordered.add(module.path);
      waiting.delete(module);
    }
  }
  return [...ordered];
}

/** A ReportError that names the file and line of a mistake that esbuild found; other errors are passed on. */
export function moduleError(error: unknown, entry: string): unknown {
  const [message] = isBuildFailure(error) ? error.errors : [];
  if (message === undefined) return error;
  const { file = entry, line = 1 } = message.location ?? {};
  return new ReportError(`invalid module: ${file}:${line}: ${message.text}`, { cause: error });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error;
}

type OutputImports = Metafile["outputs"][string]["imports"];

function externalPackages(imports: OutputImports, text: string, entry: string): readonly string[] {
  const imported = imports
    .filter(({ external, path }) => external === true && !isBuiltin(path))
    .map(({ path }) => packageName(path));
  return [...new Set([...imported, ...packagesReadAsFiles(text, entry)])].sort();
}

/** "@scope/name/deep/file.js" -> "@scope/name" */
function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/**
 * Names in calls of `packageFile("name", ...)`, `packageFolder` and `packagePath`, with which experiments/lab/data/ and
 * scripts/drawing/fonts/fonts.ts read files of packages. esbuild does not see these as imports.
 */
function packagesReadAsFiles(text: string, entry: string): readonly string[] {
  const calls = [
    ...text.matchAll(/(?<!function )\b(package(?:File|Folder|Path))\d*\(\s*(?:(["'`])([^"'`$]+)\2)?/g),
  ];
  return calls.map(([, called, , name]) => {
    if (name !== undefined) return name;
    throw new ReportError(`invalid package name in a call of ${called}, reached from ${entry}`, {
      help: "write the name as a string literal, so that its locked version can be part of the key",
    });
  });
}

async function sourceHash(path: string, effects: Effects): Promise<string> {
  const loader = path.endsWith(".json") ? "json" : "ts";
  const { code } = await transform(await effects.disk.readText(path), {
    loader,
    minifyWhitespace: true,
    legalComments: "none",
  });
  return sha256(withoutFolders(code));
}

/** The code of a module, with imports by file name only, so that moving files does not change its hash. */
const withoutFolders = (code: string): string => code.replace(/(["'])\.{1,2}\/[^"'\n]*\//g, "$1./");
