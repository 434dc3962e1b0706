import { execFile, spawnSync } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Effects } from "../../scripts/base/effects.ts";
import { newSlide } from "../../scripts/new.ts";
import { runCommand } from "../../scripts/system/command.ts";
import { build, filesOf, withSmallReport } from "../helpers/build.ts";
import { type Project, repository } from "../helpers/project.ts";

const test = suite("npm run new");

/** Runs the command; returns its exit code and its lines. */
async function make({ effects, terminal }: Project, args: readonly string[], more: Partial<Effects> = {}) {
  terminal.lines.length = 0;
  const code = await runCommand(newSlide, args, { ...effects, ...more });
  return { code, lines: [...terminal.lines] };
}

const foldersOf = async ({ root }: Project) => (await readdir(join(root, "experiments"))).sort();

test("the slide builds in a quick report, with its figure, table and study", () =>
  withSmallReport(async (project) => {
    const made = await make(project, ["15-small-batches"]);
    assert.is(made.code, 0, made.lines.join("\n"));
    assert.match(made.lines.join("\n"), "slide.md");
    const { code, lines, ran } = await build(project, "--profile quick --only 15");
    assert.is(code, 0, lines.join("\n"));
    assert.is(ran.filter((label) => label.startsWith("small-batches: ")).length, 2);
    const files = await filesOf(project);
    const study = files.get("slides/15-small-batches/index.html") ?? "";
    assert.match(study, "Small batches");
    assert.match(study, "Run it here");
    assert.not.match(study, "downloads up to", "its trial needs neither engine nor data");
    assert.match(files.get("figures/15-losses.svg") ?? "", "<svg");
    assert.match(files.get("data/15-small-batches/losses.csv") ?? "", /arm,seed,loss\nsmall steps,/);
    assert.not.match(study, "no reader sees it");
  }));

test("in the default profile its claim is tested", () =>
  withSmallReport(async (project) => {
    await make(project, ["15-small-batches"]);
    const { code, lines } = await build(project, "--only 15");
    assert.is(code, 0, lines.join("\n"));
    assert.match(lines.find((line) => line.startsWith("15 Small batches")) ?? "", /supported$/);
  }));

test("two new slides build together", () =>
  withSmallReport(async (project) => {
    for (const name of ["15-small-batches", "16-rates"]) assert.is((await make(project, [name])).code, 0);
    const { code, lines } = await build(project, "--profile quick");
    assert.is(code, 0, lines.join("\n"));
  }));

test("its code compiles", () =>
  withSmallReport(async (project) => {
    await make(project, ["15-small-batches"]);
    const config = { extends: "../../tsconfig.json", include: ["experiments/15-small-batches"], exclude: [] };
    await project.write({ "tsconfig.json": JSON.stringify(config) });
    const tsc = join(repository, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, "--listFiles"], {
      cwd: project.root,
      encoding: "utf8",
    });
    assert.match(stdout, /15-small-batches\/small-batches\.run\.ts$/m);
  }));

test("its code is formatted and without lint", () =>
  withSmallReport(async (project) => {
    await make(project, ["15-small-batches"]);
    // The repository's rules, without its .gitignore, which leaves out this project.
    const rules = JSON.parse(await readFile(join(repository, "biome.json"), "utf8"));
    await project.write({ "biome.json": JSON.stringify({ ...rules, vcs: {} }) });
    const biome = join(repository, "node_modules", "@biomejs", "biome", "bin", "biome");
    const run = () =>
      spawnSync(process.execPath, [biome, "ci", "experiments/15-small-batches"], {
        cwd: project.root,
        encoding: "utf8",
      });
    const clean = run();
    assert.is(clean.status, 0, clean.stderr);
    assert.match(clean.stdout + clean.stderr, "Checked 3 files");
    await project.write({ "experiments/15-small-batches/odd.ts": "export let odd: any = 1;" });
    assert.match(run().stderr, "noExplicitAny");
  }));

test("it makes the first slide of a report", () =>
  withSmallReport(async (project) => {
    for (const name of await foldersOf(project)) {
      if (!["kit", "lab", "report"].includes(name))
        await rm(join(project.root, "experiments", name), { recursive: true });
    }
    const help = "help: npm run new -- 01-name makes the first one";
    assert.equal((await build(project)).lines, [
      "error: missing slides: no folder NN-name in experiments/",
      help,
    ]);
    assert.match((await make(project, ["First"])).lines[0] ?? "", "did you mean 01-first?");
    assert.is((await make(project, ["01-first"])).code, 0);
    assert.equal(await foldersOf(project), ["01-first", "kit", "lab", "report"]);
  }));

test("a folder that cannot be written is named, without a word of trials", () =>
  withSmallReport(async (project) => {
    const { disk } = project.effects;
    const replaceFolder = async () => {
      throw Object.assign(new Error("EACCES: permission denied, mkdir 'experiments'"), { code: "EACCES" });
    };
    const { code, lines } = await make(project, ["15-lost"], { disk: { ...disk, replaceFolder } });
    assert.is(code, 1);
    assert.equal(lines, [
      "error: the system refused: EACCES: permission denied, mkdir 'experiments'",
      "help: run the same command again when there is space and permission",
    ]);
  }));

const mistakes: readonly [what: string, args: readonly string[], message: RegExp][] = [
  ["no name", [], /^error: missing name of the slide; expected two digits and .* such as 15-small-batches$/m],
  ["two names", ["15-a", "16-b"], /^error: unexpected arguments: 16-b; expected one name/m],
  ["a taken number", ["02-other"], /^error: taken number: slide 02 is experiments\/02-two\n.*04-other$/m],
  ["a folder that exists", ["02-two"], /^error: taken number: slide 02 is experiments\/02-two$/m],
  ["a name without number", ["Small Batches"], /: Small Batches; did you mean 04-small-batches\?$/m],
  ["one digit", ["9-batches"], /: 9-batches; did you mean 09-batches\?$/m],
  ["capitals", ["15-Small_Batches"], /: 15-Small_Batches; did you mean 15-small-batches\?$/m],
  ["a taken number in another form", ["2-Other"], /: 2-Other; did you mean 04-other\?$/m],
  ["number 00", ["00-none"], /: 00-none; did you mean 04-none\?$/m],
  ["a number alone", ["15"], /^error: invalid name of a slide: 15\nhelp: expected two digits and/m],
  ["another folder", ["../15-out"], /: \.\.\/15-out; did you mean 15-out\?$/m],
  ["an endless name", [`15-${"x".repeat(300)}`], /^help: .* in at most 40 characters$/m],
  ["no ASCII", ["15-größe"], /: 15-größe; did you mean 15-gr-e\?$/m],
];

for (const [what, args, message] of mistakes) {
  test(`error, and nothing is written: ${what}`, () =>
    withSmallReport(async (project) => {
      const before = await foldersOf(project);
      const { code, lines } = await make(project, args);
      assert.is(code, 1);
      assert.match(lines.join("\n"), message);
      assert.equal(await foldersOf(project), before);
    }));
}

test("a file under the slide's name is left alone", () =>
  withSmallReport(async (project) => {
    await project.write({ "experiments/15-notes": "mine" });
    const { code, lines } = await make(project, ["15-notes"]);
    assert.is(code, 1);
    assert.match(lines.join("\n"), "existing file: experiments/15-notes");
    assert.is(await project.read("experiments/15-notes"), "mine");
  }));

test("a template that cannot be read leaves nothing behind", () =>
  withSmallReport(async (project) => {
    const before = await foldersOf(project);
    const { disk } = project.effects;
    const readText = async (path: string) => {
      if (path.endsWith("results.ts.txt")) throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
      return disk.readText(path);
    };
    const { code, lines } = await make(project, ["15-lost"], { disk: { ...disk, readText } });
    assert.is(code, 1);
    assert.match(lines.join("\n"), "the system refused: EIO");
    assert.equal(await foldersOf(project), before);
  }));

test.run();
