/** Command `npx measured-report new-report my-report`: makes the folder of a report that builds at once, as a start for your own. */
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { isRecord, parseRecord } from "./base/json.ts";
import { PACKAGE } from "./base/package-name.ts";
import { slideFiles, startFiles, titleOf } from "./base/starts.ts";
import { defineCommand, mistake, startCommand } from "./system/command.ts";

export const newReport = defineCommand({
  name: `npx ${PACKAGE} new-report`,
  purpose: "Makes a report of two slides that builds at once, as a start for your own.",
  example: "my-report",
  positionals: "FOLDER",
  positionalHelp: { FOLDER: "folder to make, whose name is that of the report's package" },
  options: {},
  read({ positionals: [folder, ...rest] }): string {
    if (folder === undefined) throw mistake(`missing name of the report's folder; expected ${FORM}`);
    if (rest.length > 0) throw mistake(`unexpected arguments: ${rest.join(" ")}; expected one folder`);
    return folder;
  },
  run: makeReport,
});

const FORM = "lower-case words joined by hyphens, such as my-report";
const MOST_CHARACTERS = 60;

/** The start of `npm run new` is the first slide; templates/new-report/ has the second. */
const FIRST_SLIDE = "step-sizes";

/** Writes all files of the report, or nothing. */
async function makeReport(given: string, effects: Effects): Promise<number> {
  const { root, disk, terminal } = effects;
  const path = resolve(root, given);
  if (path === root) {
    throw new ReportError("the report needs a folder of its own, not the current one", {
      help: "run the command in the folder above, or name a new folder",
    });
  }
  const name = checkedName(basename(path));
  await checkFree(path, given, effects);
  const { files: own, place } = await installation(effects);
  const words = {
    REPORT_NAME: name,
    REPORT_TITLE: titleOf(name),
    PACKAGE_NAME: PACKAGE,
    PACKAGE_PLACE: place,
  };
  const slide = await slideFiles(FIRST_SLIDE, { ...effects, root: path });
  const files = new Map<string, string | Uint8Array>([
    ...(await startFiles("new-report", words, effects)),
    ...[...slide].map(([file, text]) => [join("experiments", `01-${FIRST_SLIDE}`, file), text] as const),
    ...own,
  ]);
  await disk.replaceFolder(path, files, (await disk.list(path)).filter(isOfGit));
  const shown = relative(root, path);
  terminal.line(`${shown}/ is a report of two slides to change; its README.md says which file says what`);
  terminal.line(`cd ${shown} && npm install && npm run build makes out/index.html`);
  terminal.line(`read next: node_modules/${PACKAGE}/docs/tutorial.md, your own claim in ten minutes`);
  return 0;
}

/** The name, which must be one of a package. */
function checkedName(name: string): string {
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) && name.length <= MOST_CHARACTERS && name !== PACKAGE)
    return name;
  const words =
    name
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join("-")
      .replace(/^[0-9-]+/, "") ?? "";
  const hint =
    words === "" || words === name || words.length > MOST_CHARACTERS ? "" : `; did you mean ${words}?`;
  throw new ReportError(`invalid name of a report: ${name}${hint}`, {
    help: `expected ${FORM}, in at most ${MOST_CHARACTERS} characters`,
  });
}

/** What `git init` makes, and `git clone` of an empty repository. */
const isOfGit = (name: string): boolean => name === ".git";

/** Throws a ReportError unless nothing is at the path but an empty folder or a new git repository. */
async function checkFree(path: string, given: string, { disk }: Effects): Promise<void> {
  if ((await disk.kind(path)) === "file") throw new ReportError(`existing file: ${given}`);
  const content = (await disk.list(path)).filter((name) => !isOfGit(name));
  if (content.length === 0) return;
  throw new ReportError(`the folder is not empty: ${given} has ${content.slice(0, 3).join(", ")}`, {
    help: "name a folder that does not exist, or an empty one",
  });
}

/** How the report's package.json names the generator, and the file that the report brings for this. */
async function installation({
  home,
  disk,
}: Effects): Promise<{ readonly place: string; readonly files: readonly (readonly [string, Uint8Array])[] }> {
  const file = await packedFile(home, disk);
  const bytes = file === undefined ? undefined : await disk.maybeBytes(file);
  if (file !== undefined && bytes !== undefined) {
    const name = basename(file);
    return { place: `file:${name}`, files: [[name, bytes]] };
  }
  const { version } = JSON.parse(await disk.readText(join(home, "package.json")));
  return { place: version, files: [] };
}

/** The packed file from which npm installed this generator, if no registry has it. */
async function packedFile(home: string, disk: Effects["disk"]): Promise<string | undefined> {
  const modules = dirname(home);
  const installed = parseRecord(await disk.maybeText(join(modules, ".package-lock.json")));
  const packages = isRecord(installed?.packages) ? installed.packages : {};
  const own = packages[`node_modules/${basename(home)}`];
  const resolved = isRecord(own) && typeof own.resolved === "string" ? own.resolved : "";
  return resolved.startsWith("file:") ? resolve(dirname(modules), resolved.slice("file:".length)) : undefined;
}

await startCommand(newReport, import.meta);
