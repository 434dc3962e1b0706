/**
 * The scripts of the pages: each entry of templates/client/ as one classic script, since browsers refuse module scripts
 * on pages opened from disk. Beside them lie the licences of the packages that they bundle.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildOptions, Metafile } from "esbuild";
import type { CachingEffects } from "../base/cached.ts";
import { ReportError } from "../base/errors.ts";
import { LICENCES_FILE } from "../report/files.ts";
import { bundledLine, type Licence, licencesText } from "../report/licences.ts";

type ScriptEffects = Pick<CachingEffects, "root" | "disk" | "cached">;

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

/** The bundle of templates/client/NAME.ts for each name, and the licences of what they bundle, by path in the report. */
export async function clientScripts(
  names: readonly string[],
  effects: ScriptEffects,
): Promise<[string, string][]> {
  const bundles = await Promise.all(names.map((name) => bundleOf(name, effects)));
  return [
    ...names.map((name, index): [string, string] => [`assets/${name}.js`, bundles[index]?.code ?? ""]),
    [LICENCES_FILE, licencesText(bundles.flatMap(({ licences }) => licences))],
  ];
}

interface ClientBundle {
  readonly code: string;
  readonly licences: readonly Licence[];
}

async function bundleOf(name: string, effects: ScriptEffects): Promise<ClientBundle> {
  const { root, cached } = effects;
  const entry = path.join(root, "templates", "client", `${name}.ts`);
  const key = { module: pathToFileURL(entry), input: OPTIONS, slot: `${name}.json` };
  const stored = await cached("scripts", key, async () => {
    const { build } = await import("esbuild");
    const { outputFiles, metafile } = await build({
      ...OPTIONS,
      entryPoints: [entry],
      absWorkingDir: root,
      outfile: `${name}.js`,
    });
    const licences = await Promise.all(foldersIn(metafile).map((folder) => licenceIn(folder, effects)));
    const code = outputFiles.map(({ text }) => text).join("");
    const bundle: ClientBundle = { code: `${bundledLine(licences)}\n${code}`, licences };
    return Buffer.from(JSON.stringify(bundle));
  });
  return JSON.parse(Buffer.from(stored).toString());
}

/** The folders of the packages whose code is in a bundle, relative to the project, sorted. */
function foldersIn({ outputs }: Metafile): string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const folders = used.flatMap(([file]) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** The licence of a package. Throws a ReportError for a package that ships none. */
async function licenceIn(folder: string, { root, disk }: ScriptEffects): Promise<Licence> {
  const whole = path.resolve(root, folder);
  const file = (await disk.list(whole)).find((name) => /^licen[cs]e(?:\.|$)/i.test(name));
  const { name, version, license } = JSON.parse(await disk.readText(path.join(whole, "package.json")));
  if (file === undefined) {
    throw new ReportError(`missing licence of a bundled package: ${name} ${version}`, {
      help: "a script of the report may only bundle packages that ship the text of their licence",
    });
  }
  const text = await disk.readText(path.join(whole, file));
  return { name, version, kind: license, text: text.trim() };
}
