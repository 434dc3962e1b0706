/** Randomly breaks a build's inputs: texts, settings, the command line and the store. */
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../../experiments/kit/random.ts";
import { INJECTED } from "./judge.ts";
import type { Workspace } from "./workspace.ts";

/** A broken input: what was done, and arguments for the command line. */
export interface Mutation {
  readonly what: string;
  readonly args?: readonly string[];
}

type Mutate = (workspace: Workspace, random: Random) => Promise<Mutation>;

/** The kinds of mutations by name. */
export const mutations: Readonly<Record<string, Mutate>> = {
  text: (workspace, random) => mutateSlideFile(workspace, random, (text) => mutateText(text, random)),
  "front matter": (workspace, random) =>
    mutateSlideFile(workspace, random, (text) => {
      const end = text.indexOf("\n---", 3);
      return mutateText(text.slice(0, end), random) + text.slice(end);
    }),
  markup: (workspace, random) => mutateSlideFile(workspace, random, (text) => inject(text, random)),
  "chosen-settings.json": (workspace, random) =>
    changeFile(workspace, random, /\/chosen-settings\.json$/, (text) => mutateText(text, random)),
  config: (workspace, random) =>
    changeFile(workspace, random, /^\d\d-[^/]*\/experiment\.ts$/, (text) =>
      random.integer(2) === 0 ? mutateText(text, random) : mutateSetting(text, random),
    ),
  "command line": async (_, random) => {
    const args = mutateWords(random);
    return { what: args.join(" "), args };
  },
  store: damageStore,
};

const pick = <Item>(items: readonly Item[], random: Random): Item => {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
};

async function mutateSlideFile(
  workspace: Workspace,
  random: Random,
  mutate: (text: string) => string,
): Promise<Mutation> {
  return await changeFile(workspace, random, /^\d\d-[^/]*\/slide\.md$/, mutate);
}

async function changeFile(
  { root }: Workspace,
  random: Random,
  files: RegExp,
  mutate: (text: string) => string,
): Promise<Mutation> {
  const folder = join(root, "experiments");
  const names = await readdir(folder, { recursive: true });
  const name = pick(names.filter((path) => files.test(path)).sort(), random);
  const text = await readFile(join(folder, name), "utf8");
  const changed = mutate(text);
  await writeFile(join(folder, name), changed);
  return { what: `${name}: ${differenceOf(text, changed)}` };
}

/** The first place where two texts differ. */
function differenceOf(text: string, changed: string): string {
  let start = 0;
  while (start < text.length && text[start] === changed[start]) start++;
  const part = (some: string) => JSON.stringify(some.slice(start, start + 40));
  return `${part(text)} became ${part(changed)}`;
}

const TOKENS = [
  "{{",
  "}}",
  ":::",
  "---",
  '"',
  "'",
  ":",
  "\n",
  "\t",
  "\0",
  "- ",
  "{",
  "[",
  "#",
  "$",
  "-1",
  "1e999",
  "null",
  "é",
  "\ud800",
];

/** Deletes, repeats, swaps or cuts a part of a text, or inserts a token. */
function mutateText(text: string, random: Random): string {
  const start = random.integer(text.length);
  const end = Math.min(text.length, start + 1 + random.integer(60));
  const [before, part, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  switch (random.integer(6)) {
    case 0:
      return before + after;
    case 1:
      return before + part + part + after;
    case 2:
      return before;
    case 3:
      return before + [...part].reverse().join("") + after;
    case 4:
      return text.replace(/\d+/g, (digits) => (random.integer(20) === 0 ? `${digits}9` : digits));
    default:
      return before + pick(TOKENS, random) + part + after;
  }
}

const SETTINGS = ["0", "-1", "0.5", "NaN", "null", '"text"', "[]"];

/** Replaces one of the numbers in the settings. */
function mutateSetting(text: string, random: Random): string {
  const places = [...text.matchAll(/(?<=: )\d[\d._e-]*(?=[,\s}])/g)];
  if (places.length === 0) return mutateText(text, random);
  const { index, 0: number } = pick(places, random);
  return text.slice(0, index) + pick(SETTINGS, random) + text.slice(index + number.length);
}

/** Markup of all languages that process a text: HTML, SVG, Handlebars, Markdown, Typst, LaTeX, JavaScript. */
const MARKUP = [
  `<script>${INJECTED}()</script>`,
  `<img src=x onerror=${INJECTED}()>`,
  `"><b id="${INJECTED}">`,
  `' onmouseover='${INJECTED}()`,
  `</svg><${INJECTED}>`,
  `<!-- ${INJECTED}`,
  `]]><${INJECTED}>`,
  `{{{${INJECTED}}}}`,
  `{{#each ${INJECTED}}}`,
  `[${INJECTED}](javascript:${INJECTED}())`,
  `#${INJECTED}()`,
  `\\input{${INJECTED}}`,
  `\${${INJECTED}}`,
  `&lt;${INJECTED}&gt;`,
];

/** Appends markup to a line of words. */
function inject(text: string, random: Random): string {
  const lines = text.split("\n");
  const places = lines.flatMap((line, index) => (/[a-z]{3}.*[a-z.]$/.test(line) ? [index] : []));
  const place = pick(places, random);
  return lines.map((line, index) => (index === place ? `${line} ${pick(MARKUP, random)}` : line)).join("\n");
}

const OPTIONS = [
  "--profile",
  "--only",
  "--jobs",
  "--backend",
  "--out",
  "--shard",
  "--fail-fast",
  "--explain",
];
const VALUES = [
  "",
  "quick",
  "qiuck",
  "01",
  "99",
  "0",
  "-1",
  "1/0",
  "3/2",
  "../..",
  "/proc/nope",
  "/dev/null",
  "\u0000",
  "é",
  "🙂",
  "out",
];

/** One to three options with values that may be wrong. */
function mutateWords(random: Random): readonly string[] {
  const count = 1 + random.integer(3);
  return Array.from({ length: count }, () => {
    const option = pick(OPTIONS, random).slice(0, random.integer(8) === 0 ? -1 : undefined);
    return `${option}${random.integer(4) === 0 ? "" : `=${pick(VALUES, random).replace("\0", "%00")}`}`;
  });
}

/** Cuts, flips a bit of, deletes or swaps files of the store. */
async function damageStore({ root }: Workspace, random: Random): Promise<Mutation> {
  const folder = join(root, ".cache", "trials");
  const names = (await readdir(folder)).filter((name) => /\.(?:json|bin)$/.test(name)).sort();
  const [name, other] = [pick(names, random), pick(names, random)];
  const path = join(folder, name);
  const bytes = await readFile(path);
  switch (random.integer(4)) {
    case 0:
      await writeFile(path, bytes.subarray(0, random.integer(bytes.length)));
      return { what: `${name} was cut` };
    case 1: {
      const place = random.integer(bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random.integer(8));
      await writeFile(path, bytes);
      return { what: `a bit of ${name} was flipped` };
    }
    case 2:
      await rm(path);
      return { what: `${name} was deleted` };
    default:
      await rename(path, `${path}.swap`);
      if (name !== other) await rename(join(folder, other), path);
      await rename(`${path}.swap`, join(folder, other));
      return { what: `${name} and ${other} were swapped` };
  }
}
