/**
 * Bundles the report's scripts, each as one classic script, because browsers block module scripts on pages opened from disk.
 * The first line of a script names the packages in it; one file has their licences.
 */

import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Metafile, Plugin } from "esbuild";
import { ReportError } from "../base/errors.ts";
import type { CachingEffects } from "./cached.ts";

type BundleEffects = Pick<CachingEffects, "root" | "home" | "disk" | "cached">;

export interface BrowserBundle {
  readonly code: string;
  readonly licences: readonly Licence[];
}

/** What to bundle, and what the bundle depends on. */
export interface BundleSource {
  /** Names the bundle in the cache. */
  readonly name: string;
  /** URL of the module whose code, and that of all that it imports, is part of the key. */
  readonly module: URL;
  /** The text of the entry, if that is not the module itself. */
  readonly contents?: string;
  /** Whatever else the bundle depends on. */
  readonly input: unknown;
}

const OPTIONS = {
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome111", "firefox111", "safari16.4"],
  minify: true,
  legalComments: "none",
  metafile: true,
  write: false,
  logLevel: "silent",
} satisfies BuildOptions;

export async function bundleForBrowser(
  { name, module, contents, input }: BundleSource,
  effects: BundleEffects,
): Promise<BrowserBundle> {
  const { root, cached } = effects;
  const key = { module, input: { OPTIONS, contents, input }, slot: `${name}.json` };
  const stored = await cached("scripts", key, async () => {
    const { build } = await import("esbuild");
    const text = contents ?? `import ${JSON.stringify(fileURLToPath(module))};`;
    const { outputFiles, metafile } = await build({
      ...OPTIONS,
      stdin: { contents: text, resolveDir: root, loader: "ts" },
      plugins: [withoutBuiltins],
      absWorkingDir: root,
      outfile: `${name}.js`,
    });
    const licences = await Promise.all(foldersIn(metafile).map((folder) => licenceIn(folder, effects)));
    const code = outputFiles.map(({ text }) => text).join("");
    const bundle: BrowserBundle = { code: `${bundledLine(licences)}\n${code}`, licences };
    return Buffer.from(JSON.stringify(bundle));
  });
  return JSON.parse(Buffer.from(stored).toString());
}

/**
 * A trial may import modules of Node, which browsers lack. There each function of these modules throws, so that other trials
 * still run.
 */
const withoutBuiltins: Plugin = {
  name: "without builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path: name }) => ({ path: name, namespace: "builtin" }));
    onLoad({ filter: /.*/, namespace: "builtin" }, async ({ path: builtin }) => {
      const message = JSON.stringify(`this trial needs ${builtin}, so it only runs from the command line`);
      const missing = `const missing = () => { throw new Error(${message}); };`;
      const names = Object.keys((await import(builtin)) as object).map((name) => JSON.stringify(name));
      return { contents: [missing, ...names.map((name) => `exports[${name}] = missing;`)].join("\n") };
    });
  },
};

/** The folders of the packages whose code is in a bundle, relative to the project, sorted. */
function foldersIn({ outputs }: Metafile): string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  // What a package's "browser" field leaves out is listed as "(disabled):...".
  const real = used.filter(([file]) => !file.startsWith("(disabled):"));
  const folders = real.flatMap(([file]) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** The licence of a package. Throws a ReportError for a package that ships none and names no common one. */
async function licenceIn(folder: string, { root, home, disk }: BundleEffects): Promise<Licence> {
  const whole = path.resolve(root, folder);
  const own = (await disk.list(whole)).find((name) => /^licen[cs]e(?:\.|$)/i.test(name));
  const { name, version, license } = JSON.parse(await disk.readText(path.join(whole, "package.json")));
  // Some packages name a common licence without its text.
  const text = await disk.maybeText(
    own === undefined ? path.join(home, "templates", "licences", `${license}.txt`) : path.join(whole, own),
  );
  if (text === undefined) {
    throw new ReportError(`missing licence of a bundled package: ${name} ${version}`, {
      help: "a script of the report may only bundle packages that ship the text of their licence",
    });
  }
  return { name, version, kind: license, text: text.trim() };
}

export interface Licence {
  /** Name and version of the package. */
  readonly name: string;
  readonly version: string;
  /** SPDX expression, e.g. "ISC". */
  readonly kind: string;
  readonly text: string;
}

const NOTHING = "/* Bundles no code of others. */";

const titleOf = ({ name, version }: Pick<Licence, "name" | "version">) => `${name} ${version}`;

/** The first line of a script: which packages it bundles. */
function bundledLine(licences: readonly Licence[]): string {
  if (licences.length === 0) return NOTHING;
  return `/* Bundles ${licences.map(titleOf).join(", ")}. Their licences are in licences.txt. */`;
}

/** The packages that the first line of a script names; undefined if it does not say what is bundled. */
export function packagesIn(script: string): string[] | undefined {
  const [line = ""] = script.split("\n", 1);
  if (line === NOTHING) return [];
  return /^\/\* Bundles (.+)\. Their licences are in licences\.txt\. \*\/$/.exec(line)?.[1]?.split(", ");
}

const RULE = "-".repeat(80);

/** The file of licences: each text once, below the packages that have it. */
export function licencesText(licences: readonly Licence[]): string {
  const sorted = [...licences].sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
  const texts = [...new Set(sorted.map(({ text }) => text))];
  const parts = texts.map((text) => {
    const titles = sorted
      .filter((licence) => licence.text === text)
      .map((licence) => `${titleOf(licence)} (${licence.kind})`);
    return [RULE, ...new Set(titles), "", text, ""].join("\n");
  });
  return ["Licences of the packages in the report's scripts", "", ...parts].join("\n");
}

/** Whether the file of licences has a text for a package, given as "name version". */
export function hasLicence(licences: string, title: string): boolean {
  const parts = licences.split(`${RULE}\n`).slice(1);
  return parts.some((part) => {
    const [titles = "", ...text] = part.split("\n\n");
    return titles.split("\n").some((line) => line.startsWith(`${title} (`)) && text.join("").trim() !== "";
  });
}
