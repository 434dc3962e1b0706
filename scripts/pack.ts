/** Command `npm run pack`: writes the generator and the kit as an npm package, for reports in repositories of their own. */
import { join, relative, resolve } from "node:path";
import type { Disk, Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { prettyJson } from "./base/json.ts";
import { PACKAGE } from "./base/package-name.ts";
import { filesBelow } from "./base/starts.ts";
import { referenceText } from "./pack/reference.ts";
import { defineCommand, startCommand } from "./system/command.ts";

export const pack = defineCommand({
  name: "npm run pack",
  purpose: "Writes the generator and the kit as an npm package, for reports in repositories of their own.",
  example: "--out out.package",
  options: { out: { value: "DIR", help: "folder to write (default: out.package)" } },
  read: ({ value }): string => value("out") ?? "out.package",
  run: writePackage,
});

async function writePackage(out: string, effects: Effects): Promise<number> {
  const { root, disk, run, terminal } = effects;
  const files = await packageFiles(effects);
  const place = resolve(root, out);
  const folder = join(place, PACKAGE);
  await disk.replaceFolder(folder, files);
  const { code, output } = await run("npm", ["pack", folder, "--pack-destination", place, "--silent"]);
  if (code !== 0) throw new ReportError(`npm pack failed: ${output.trim()}`);
  const file = join(place, output.trim());
  terminal.line(relative(root, file));
  terminal.line(`npx --package ${file} ${PACKAGE} new-report my-report makes a report that builds at once`);
  return 0;
}

/** Folders of this repository that are in the package. */
const FOLDERS = ["experiments/kit", "scripts", "templates"];

/** What only this repository needs, and what is placed elsewhere in the package. */
const LEFT_OUT = /^scripts\/(?:(?:check|pack)\.ts$|pack\/)|^scripts\/README\.md$|^templates\/package\//;

/** All files of the package, by path. */
export async function packageFiles({
  root,
  disk,
}: Pick<Effects, "root" | "disk">): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const own = await readAll(root, FOLDERS, disk);
  const placed = await readAll(join(root, "templates", "package"), [""], disk);
  const files = new Map<string, Uint8Array | string>([
    ...[...own].filter(([path]) => !LEFT_OUT.test(path)),
    ...placed,
  ]);
  files.set("docs/reference.md", referenceOf(files));
  const code = [...files.values()].map((content) => Buffer.from(content).toString()).join("\n");
  const manifest = manifestOf(JSON.parse(await disk.readText(join(root, "package.json"))), code);
  return files.set("package.json", prettyJson(manifest));
}

const KIT = "experiments/kit/";

function referenceOf(files: ReadonlyMap<string, Uint8Array | string>): string {
  const text = (path: string) => Buffer.from(files.get(path) ?? "").toString();
  const kit = [...files.keys()].filter((path) => path.startsWith(KIT) && /(?<!-browser)\.ts$/.test(path));
  const sources = new Map(kit.map((path) => [path, text(path)]));
  const schema: unknown = JSON.parse(text(`${KIT}slide.schema.json`));
  return referenceText({ sources, schema }, (path) => `${PACKAGE}/kit/${path.slice(KIT.length)}`);
}

async function readAll(
  root: string,
  folders: readonly string[],
  disk: Disk,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const folder of folders) {
    for (const file of await filesBelow(join(root, folder), disk)) {
      const path = folder === "" ? file : `${folder}/${file}`;
      files.set(path, await disk.readBytes(join(root, path)));
    }
  }
  return files;
}

interface OwnManifest {
  readonly version: string;
  readonly license: string;
  readonly engines: object;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The package needs those packages of this repository that its code names. */
function manifestOf({ version, license, engines, dependencies }: OwnManifest, code: string): object {
  const isNamed = (name: string) => code.includes(`"${name}"`) || code.includes(`"${name}/`);
  return {
    name: PACKAGE,
    version,
    description: "Reports that test the claims of a source: rules fixed beforehand, seeded trials, verdicts.",
    license,
    type: "module",
    engines,
    bin: { [PACKAGE]: "bin.mjs" },
    exports: { "./kit/*": "./experiments/kit/*", "./package.json": "./package.json" },
    browser: { "./experiments/kit/package-file.ts": "./experiments/kit/package-file-browser.ts" },
    dependencies: Object.fromEntries(Object.entries(dependencies).filter(([name]) => isNamed(name))),
  };
}

await startCommand(pack, import.meta);
