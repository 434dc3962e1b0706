/** The READMEs tell the truth: their commands, options, folders, files and code are the project's. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lengths } from "../experiments/lab/setup.ts";
import { searchesOf } from "../experiments/lab/tuning/shared-searches.ts";
import { build } from "../scripts/build.ts";
import { newSlide } from "../scripts/new.ts";
import { helpOf, readCommandLine, runCommand } from "../scripts/system/command.ts";
import { build as buildIn, withSmallReport } from "./helpers/build.ts";
import { createMemoryEffects } from "./helpers/memory-effects.ts";

const readme = readFileSync("README.md", "utf8");
const forMaintainers = readFileSync("scripts/README.md", "utf8");
const documents = { "README.md": readme, "scripts/README.md": forMaintainers };
const forPrograms = readFileSync("experiments/programs/README.md", "utf8");
const forAuthors = readFileSync("experiments/README.md", "utf8");
const allDocuments = {
  ...documents,
  "experiments/README.md": forAuthors,
  "experiments/programs/README.md": forPrograms,
  "scripts/record/README.md": readFileSync("scripts/record/README.md", "utf8"),
};
const manifest: { scripts: Record<string, string>; engines: { node: string } } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

const { machine } = createMemoryEffects();

const namedIn = (text: string): readonly string[] =>
  [...text.matchAll(/npm (?:run )?([a-z]+)(?= |`|\n)/g)].map(([, name]) => name ?? "");

test("every command that they name is a script of the package, and each script is named in one of their tables", () => {
  for (const text of Object.values(documents)) {
    const scripts = namedIn(text).filter((name) => name !== "ci" && name !== "run");
    assert.ok(scripts.length > 5);
    for (const name of scripts) assert.ok(name in manifest.scripts, `npm run ${name} is no script`);
  }
  const rows = [...Object.values(documents), forPrograms].flatMap((text) =>
    text.split("\n").filter((line) => /^\| `npm/.test(line)),
  );
  const listed = namedIn(rows.map((row) => row.split(" | ")[0]).join("\n"));
  assert.equal(
    Object.keys(manifest.scripts).filter((name) => !listed.includes(name)),
    [],
  );
});

test("every option that they show is taken by the command line, and --help lists it", () => {
  for (const text of Object.values(documents)) {
    const shown = [...text.matchAll(/npm run build -- (--[^`\n#]+)/g)].map(([, args]) => (args ?? "").trim());
    assert.ok(shown.length >= 3);
    for (const args of shown) {
      assert.not.throws(() => readCommandLine(build, args.split(/\s+/), machine), args);
      assert.ok(helpOf(build).includes(args.split(/[ =]/)[0] ?? ""), `${args} is not in --help`);
    }
  }
});

const layoutText = (): string => (readme.split("## Layout")[1]?.split("```")[1] ?? "").trim();

/** The lines of the layout that begin with a name, and the path of each. */
function layoutPaths(): readonly string[] {
  const lines = layoutText()
    .split("\n")
    .filter((line) => /^(?: {2})?\S/.test(line));
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

test("no folder of the top level, of scripts/, of templates/ or of the parts of experiments/ is left out of its layout", () => {
  const listed = layoutPaths();
  const isOurs = (folder: string) => !/^(?:\.|node_modules\/|out|coverage\/)/.test(folder);
  const wanted = [
    ...foldersIn(".").filter(isOurs),
    ...["scripts", "templates", "experiments", "experiments/kit", "experiments/lab"].flatMap((parent) =>
      foldersIn(parent).map((folder) =>
        `${parent}/${folder}`.replace(/^(experiments)\/\d\d-.*/, "$1/NN-name/"),
      ),
    ),
  ];
  assert.equal(
    wanted.filter((folder) => !listed.includes(folder)),
    [],
  );
});

test("every file that a line of its layout names is in the folder of that line", () => {
  const entries = layoutText()
    .split(/\n(?=(?: {2})?\S)/)
    .map((entry) => entry.replaceAll(/\s+/g, " "));
  const paths = layoutPaths();
  const named = entries.flatMap((entry, index) =>
    [...entry.matchAll(/(?<![\w/.-])[\w-]+\.(?:ts|md|json|yaml|hbs)\b/g)].map(([file]) =>
      join(paths[index] ?? "", file),
    ),
  );
  const inRepository = named.filter(
    (path) =>
      !/^(?:experiments\/NN-name|out)\/|\/(?:slide\.md|manifest\.json|package-lock\.json)$/.test(path),
  );
  assert.ok(inRepository.length > 15);
  assert.equal(
    inRepository.filter((path) => !existsSync(path)),
    [],
  );
});

test("the files that the picture of the pipeline names are in scripts/", () => {
  const picture = forMaintainers.split("```")[1] ?? "";
  const named = [...picture.matchAll(/(?<=[ (])[a-z-]+\/(?:[\w-]+\.ts)?/g)].map(([path]) => path);
  assert.ok(named.length > 10);
  assert.equal(
    named.filter((path) => !existsSync(join("scripts", path))),
    [],
  );
});

test("every file that they link or name is in the repository", () => {
  for (const [place, text] of Object.entries(allDocuments)) {
    const links = [...text.matchAll(/(?<!!)\[[^\]]+\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)];
    for (const [, link = ""] of links) assert.ok(existsSync(join(dirname(place), link)), `${place}: ${link}`);
    for (const [, path = ""] of text.matchAll(/`((?:experiments|scripts|templates|test)\/[^`\s]+)`/g)) {
      if (!/NN-|15-/.test(path)) assert.ok(existsSync(path), `${place}: ${path}`);
    }
  }
});

test("its pictures are in the repository", () => {
  const images = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path ?? "");
  assert.ok(images.length > 0);
  for (const path of images) assert.ok(existsSync(path), `${path} is not there`);
});

test("every section that they link is there", () => {
  const idOf = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-");
  for (const [place, text] of Object.entries(allDocuments)) {
    for (const [, file, id] of text.matchAll(/\]\(([^)#]*)#([^)]+)\)/g)) {
      const target = file === "" ? text : readFileSync(join(dirname(place), file ?? ""), "utf8");
      const ids = [...target.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => idOf(heading ?? ""));
      assert.ok(ids.includes(id ?? ""), `${place}: #${id}`);
    }
  }
});

/** The rows of the table of a section, without its head, as the texts of their cells. */
const rowsOf = (heading: string, column: string): readonly (readonly string[])[] => {
  const lines = (readme.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "").split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${column} |`));
  const rows = lines.slice(
    head + 2,
    lines.findIndex((line, index) => index > head && line === ""),
  );
  return rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

test("the arms that it lists as tuned are those of the shared searches, at each length", () => {
  const rows = rowsOf("Add a slide", "length");
  assert.equal(
    rows.map(([length]) => length),
    ["`short`", "`middle`", "`long`"],
  );
  for (const [length = "", steps, full, ranks, frozen] of rows) {
    const name = length.replaceAll("`", "") as "short" | "middle" | "long";
    assert.is(steps, String(lengths[name]));
    const tuned = searchesOf("default").flatMap(
      (search) => search.name.match(`^d64/${lengths[name]}/(.+)$`)?.[1] ?? [],
    );
    const lora = tuned.flatMap((arm) => /^lora-r(\d+)$/.exec(arm)?.[1] ?? []).map(Number);
    assert.is(ranks, lora.sort((left, right) => left - right).join(", "));
    assert.is(full, tuned.includes("full") ? "yes" : "no");
    assert.is(frozen, tuned.includes("frozen") ? "yes" : "no");
  }
  assert.ok(searchesOf("default").some((search) => search.name === `d32/${lengths.long}/full`));
});

const codeIn = (text: string): readonly string[] =>
  [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? "");

test("the code that it shows makes a new slide train the report's model, and the kit's examples compile and run", () =>
  withSmallReport(async (project) => {
    const [experiment = "", searches = ""] = codeIn(readme);
    const [walk = "", ...kit] = codeIn(forAuthors);
    assert.is(await runCommand(newSlide, ["15-mine"], project.effects), 0);
    await project.write({
      "experiments/15-mine/experiment.ts": experiment,
      "experiments/15-mine/searches.ts": searches,
      "experiments/15-mine/walk.run.ts": walk,
      "experiments/15-mine/examples.ts": kit.join("\n"),
      "experiments/15-mine/results.ts": (await project.read("experiments/15-mine/results.ts"))
        .replaceAll("arms.small", "arms.lora.name")
        .replaceAll("arms.large", "arms.full.name")
        .replaceAll("Object.values(arms)", "Object.values(arms).map(({ name }) => name)"),
      "tsconfig.json": JSON.stringify({
        extends: "../../tsconfig.json",
        include: ["experiments/15-mine"],
        exclude: [],
      }),
    });
    const { code, lines } = await buildIn(project, "--profile quick --explain --only 15");
    assert.is(code, 0, lines.join("\n"));
    assert.match(lines.find((line) => line.startsWith("15 ")) ?? "", /: 2 trials, 2 to run/);
    const tsc = resolve("node_modules", "typescript", "bin", "tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "--listFiles"], {
      cwd: project.root,
      encoding: "utf8",
    });
    assert.match(stdout, /15-mine\/searches\.ts$/m);
    // The library's own types need files that this project lacks.
    assert.equal(
      stdout.split("\n").filter((line) => /^experiments\/15-mine\/.*error/.test(line)),
      [],
    );
    assert.match(walk, /^\/\/ walk\.run\.ts\n/);
    const examples = await project.effects.load(join(project.root, "experiments", "15-mine", "examples.ts"));
    assert.equal(Object.keys(examples).sort(), [
      ...["estimates", "figures", "findings", "largest", "published"],
      ...["references", "report", "searches", "tables", "trials"],
    ]);
  }));

test("the glossary has at most 15 terms, in order", () => {
  const terms = rowsOf("Glossary", "term").map(([term = ""]) => term);
  assert.ok(terms.length > 8 && terms.length <= 15);
  assert.equal(
    terms,
    [...terms].sort((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1)),
  );
  for (const term of ["arm", "claim", "generator", "kit", "laboratory", "record", "trial"]) {
    assert.ok(terms.includes(term), term);
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
