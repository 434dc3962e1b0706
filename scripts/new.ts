/** Command `npm run new -- 15-name`: makes the folder of a slide that builds at once, as a start for your own. */
import { join } from "node:path";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { PACKAGE } from "./base/package-name.ts";
import { slideFiles } from "./base/starts.ts";
import { slideFolders } from "./stages/discover.ts";
import { defineCommand, mistake, startCommand } from "./system/command.ts";

export const newSlide = defineCommand({
  name: "npm run new",
  purpose: "Makes a slide that builds at once, as a start for your own.",
  example: "15-small-batches",
  positionals: "15-name",
  positionalHelp: { "15-name": "number and name of the slide, which become its folder in experiments/" },
  options: {},
  read({ positionals: [name, ...rest] }): string {
    if (name === undefined) throw mistake(`missing name of the slide; expected ${FORM}`);
    if (rest.length > 0) throw mistake(`unexpected arguments: ${rest.join(" ")}; expected one name, ${FORM}`);
    return name;
  },
  run: makeSlide,
});

const FORM = "two digits and lower-case words joined by hyphens, such as 15-small-batches";
const MOST_CHARACTERS = 40;

/** Writes experiments/15-name/ from the files of templates/new-slide/, or nothing. */
async function makeSlide(folder: string, effects: Effects): Promise<number> {
  const { root, home, disk, terminal } = effects;
  const taken = await slideFolders(effects);
  const name = checkedName(folder, taken);
  const path = join(root, "experiments", folder);
  if ((await disk.kind(path)) !== "none") throw new ReportError(`existing file: experiments/${folder}`);
  const files = await slideFiles(name, effects);
  await disk.replaceFolder(path, files);
  terminal.line(`experiments/${folder}/ is an example to change: ${[...files.keys()].join(", ")}`);
  terminal.line(`npm run build -- --profile quick --only ${folder.slice(0, 2)} shows it`);
  const guide = home === root ? "README.md, Add a slide" : `node_modules/${PACKAGE}/docs/tutorial.md`;
  terminal.line(`read next: ${guide}`);
  return 0;
}

/** The words of a folder's name. Throws a ReportError for a name of another form, and for a number that is taken. */
function checkedName(folder: string, taken: readonly string[]): string {
  const [, number, name] = /^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(folder) ?? [];
  if (number === undefined || name === undefined || number === "00" || folder.length > MOST_CHARACTERS) {
    throw new ReportError(`invalid name of a slide: ${folder}${nearestTo(folder, taken)}`, {
      help: `expected ${FORM}, in at most ${MOST_CHARACTERS} characters`,
    });
  }
  const owner = ownerOf(number, taken);
  if (owner === undefined) return name;
  throw new ReportError(`taken number: slide ${number} is experiments/${owner}`, {
    help: `the next free name is ${freeNumber(taken)}-${name}`,
  });
}

/** The same words as a valid name, with their number if it is free, or else the next free number. */
function nearestTo(folder: string, taken: readonly string[]): string {
  const words = folder.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const own = /^\d{1,2}$/.test(words[0] ?? "") ? words.shift()?.padStart(2, "0") : undefined;
  if (words.length === 0 || folder.length > MOST_CHARACTERS) return "";
  const isFree = own !== undefined && own !== "00" && ownerOf(own, taken) === undefined;
  return `; did you mean ${isFree ? own : freeNumber(taken)}-${words.join("-")}?`;
}

const ownerOf = (number: string, taken: readonly string[]): string | undefined =>
  taken.find((folder) => folder.slice(0, 2) === number);

/** The number after the highest one. */
function freeNumber(taken: readonly string[]): string {
  const numbers = taken.map((name) => Number.parseInt(name, 10) || 0);
  return String(Math.max(0, ...numbers) + 1).padStart(2, "0");
}

await startCommand(newSlide, import.meta);
