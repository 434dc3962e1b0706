/** The README tells the truth: its commands, folders, files and figures exist, and its numbers are the build's. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { helpOf, readCommandLine } from "../scripts/base/command.ts";
import { build } from "../scripts/build.ts";
import { createMemoryEffects } from "./helpers/memory-effects.ts";

const readme = readFileSync("README.md", "utf8");
const manifest: { scripts: Record<string, string>; engines: { node: string } } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

const { machine } = createMemoryEffects();

test("every command that it names is a script of the package", () => {
  const named = [...readme.matchAll(/npm (?:run )?([a-z]+)(?= |`|\n)/g)].map(([, name]) => name ?? "");
  const scripts = named.filter((name) => name !== "ci" && name !== "run");
  assert.ok(scripts.length > 5);
  for (const name of scripts) assert.ok(name in manifest.scripts, `npm run ${name} is no script`);
});

test("every option that it shows is taken by the command line, and --help lists it", () => {
  const shown = [...readme.matchAll(/npm run build -- (--[^`\n#]+)/g)].map(([, words]) =>
    (words ?? "").trim(),
  );
  assert.ok(shown.length >= 3);
  for (const words of shown) {
    assert.not.throws(() => readCommandLine(build, words.split(/\s+/), machine), words);
    assert.ok(helpOf(build).includes(words.split(" ")[0] ?? ""), `${words} is not in --help`);
  }
});

/** The lines of the layout that begin with a name, and the path of each. */
function layoutPaths(): readonly string[] {
  const layout = readme.split("## Layout")[1]?.split("```")[1] ?? "";
  const lines = layout.split("\n").filter((line) => /^(?: {2})?\S/.test(line));
  let top = "";
  return lines.map((line) => {
    const name = line.trim().split(/\s+/)[0] ?? "";
    if (!line.startsWith(" ")) top = name;
    return line.startsWith(" ") ? `${top}${name}` : name;
  });
}

const foldersIn = (parent: string): readonly string[] =>
  readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name}/`);

test("the folders of its layout exist", () => {
  const paths = layoutPaths().filter((path) => path !== "out/" && !path.includes("NN-name"));
  assert.ok(paths.length > 20);
  for (const path of paths) assert.ok(existsSync(path), `${path} is not there`);
});

test("no folder of the top level, of scripts/ or of the library is left out of its layout", () => {
  const listed = layoutPaths();
  const isOurs = (folder: string) => !/^(?:\.|node_modules\/|out|coverage\/)/.test(folder);
  const wanted = [
    ...foldersIn(".").filter(isOurs),
    ...foldersIn("scripts").map((folder) => `scripts/${folder}`),
    ...foldersIn("experiments/lib").map((folder) => `experiments/lib/${folder}`),
  ];
  assert.equal(
    wanted.filter((folder) => !listed.includes(folder)),
    [],
  );
});

test("every file that it links or names is in the repository", () => {
  const images = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path ?? "");
  const files = [...readme.matchAll(/`((?:experiments|scripts|templates|test)\/[^`\s]+)`/g)].map(
    ([, path]) => path ?? "",
  );
  assert.ok(images.length > 0 && files.length > 0);
  for (const path of [...images, ...files]) {
    if (!/NN-|15-/.test(path)) assert.ok(existsSync(path), `${path} is not there`);
  }
});

test("its picture has a text for who cannot see it", () => {
  for (const [, alt] of readme.matchAll(/!\[([^\]]*)\]/g)) assert.ok((alt ?? "").length > 20);
});

test("the version of Node that it asks for is the package's", () => {
  const asked = readme.match(/Node (\d+\.\d+)/)?.[1] ?? "";
  assert.is(manifest.engines.node, `>=${asked}.0`);
});

test.run();
