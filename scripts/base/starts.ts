/** Files that a command writes as a start for the user's own: templates with words in capitals to fill in. */
import { join } from "node:path";
import type { Effects } from "./effects.ts";
import { kitFolder, PACKAGE } from "./package-name.ts";

/** What the words in capitals stand for, such as SLIDE_NAME. */
type Words = Readonly<Record<string, string>>;

/**
 * The files of a folder of templates/, filled. Modules end in .txt, since their imports hold only where they are copied to. DOT_
 * begins the name of a hidden file, which npm might leave out.
 */
export async function startFiles(
  folder: string,
  words: Words,
  { home, disk }: Pick<Effects, "home" | "disk">,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const path of await filesBelow(join(home, "templates", folder), disk)) {
    const text = await disk.readText(join(home, "templates", folder, path));
    const name = path.replace(/\.txt$/, "").replaceAll(/(^|\/)DOT_/g, "$1.");
    files.set(fill(name, words), fill(text, words));
  }
  return files;
}

/** Paths of the files below a folder, relative to it. */
export async function filesBelow(folder: string, disk: Effects["disk"]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await disk.list(folder)) {
    const isFolder = (await disk.kind(join(folder, name))) === "folder";
    const inside = isFolder ? await filesBelow(join(folder, name), disk) : [];
    found.push(...(isFolder ? inside.map((path) => `${name}/${path}`) : [name]));
  }
  return found;
}

function fill(text: string, words: Words): string {
  return Object.entries(words).reduce((filled, [word, value]) => filled.replaceAll(word, value), text);
}

/** Words of a name with hyphens, as a title: "step-sizes" becomes "Step sizes". */
export function titleOf(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The files of a new slide, whose words are those of its name. */
export async function slideFiles(
  name: string,
  effects: Pick<Effects, "root" | "home" | "disk">,
): Promise<ReadonlyMap<string, string>> {
  const words = { SLIDE_NAME: name, SLIDE_TITLE: titleOf(name) };
  const files = await startFiles("new-slide", words, effects);
  const hasKit = (await effects.disk.kind(kitFolder(effects.root))) === "folder";
  return hasKit ? files : new Map([...files].map(([path, text]) => [path, withInstalledKit(text)]));
}

/** Where a file of a slide finds the kit, if this is installed with the generator. */
function withInstalledKit(text: string): string {
  const installed = `node_modules/${PACKAGE}/experiments/kit/`;
  const places: Readonly<Record<string, string>> = {
    '"../kit/': `"${PACKAGE}/kit/`,
    "$schema=../kit/": `$schema=../../${installed}`,
    "experiments/kit/": installed,
  };
  return text.replaceAll(
    /"\.\.\/kit\/|\$schema=\.\.\/kit\/|\bexperiments\/kit\//g,
    (place) => places[place] ?? place,
  );
}
