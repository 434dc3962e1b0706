import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Effects } from "../../scripts/base/effects.ts";
import { newSlide } from "../../scripts/new.ts";
import { newReport } from "../../scripts/new-report.ts";
import { runCommand } from "../../scripts/system/command.ts";
import { build, filesOf } from "../helpers/build.ts";
import { reportIn, withInstalled } from "../helpers/installed.ts";
import { type Project, repository, withProject } from "../helpers/project.ts";
import { speaking } from "../helpers/subject.ts";

const test = suite("new-report");

/** Runs the command of the installed package; returns its exit code and its lines. */
async function make({ effects, terminal }: Project, args: readonly string[], more: Partial<Effects> = {}) {
  terminal.lines.length = 0;
  const code = await runCommand(newReport, args, { ...effects, ...more });
  return { code, lines: [...terminal.lines] };
}

test("the report builds as it is: one claim supported, one check that holds, and no word of this repository's report", () =>
  withInstalled(async (project) => {
    const made = await make(project, ["slow-steps"]);
    assert.is(made.code, 0, made.lines.join("\n"));
    assert.match(made.lines.join("\n"), "docs/tutorial.md");
    const report = await reportIn(project, "slow-steps");
    const { code, lines, ran } = await build(report);
    assert.is(code, 0, lines.join("\n"));
    assert.is(ran.length, 10);
    assert.match(lines.find((line) => line.startsWith("01 Step sizes")) ?? "", /supported$/);
    assert.match(lines.find((line) => line.startsWith("02 Steps needed")) ?? "", /1 of 1 check holds$/);
    const out = await filesOf(report);
    const pages = [...out].filter(([name]) => /\.(?:html|md|json|bib|txt|svg|tex)$/.test(name));
    assert.ok(pages.length > 10);
    assert.equal(speaking(pages), []);
    assert.match(out.get("index.html") ?? "", "Slow steps");
    assert.match(out.get("slides/01-step-sizes/index.html") ?? "", "The essay says");
    assert.match(out.get("slides/01-step-sizes/index.html") ?? "", "Run it here");
  }));

test("its code and that of a further slide compile, and its own test passes", () =>
  withInstalled(async (project) => {
    await make(project, ["slow-steps"]);
    const report = await reportIn(project, "slow-steps");
    assert.is(await runCommand(newSlide, ["03-own"], report.effects), 0);
    assert.match(
      project.terminal.lines.join("\n"),
      "read next: node_modules/measured-report/docs/tutorial.md",
    );
    assert.match(await report.read("experiments/03-own/results.ts"), '"measured-report/kit/experiment.ts"');
    const run = promisify(execFile);
    const tsc = join(repository, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = await run(process.execPath, [tsc, "--listFiles"], { cwd: report.root });
    assert.match(stdout, /03-own\/own\.run\.ts$/m);
    assert.match(stdout, /node_modules\/measured-report\/experiments\/kit\/trial\.ts$/m);
    const { scripts } = JSON.parse(await report.read("package.json"));
    const runTest = () => run("sh", ["-c", scripts.test], { cwd: report.root });
    await runTest();
    const broken = (await report.read("experiments/02-steps-needed/experiment.ts")).replace(
      "steps++",
      "steps += 2",
    );
    await report.write({ "experiments/02-steps-needed/experiment.ts": broken });
    const failed = await runTest().catch((error) => error);
    assert.is(failed.code, 1);
  }));

test("an edit of the installed kit changes the keys of the trials that use it, and an edit of a comment does not", () =>
  withInstalled(async (project) => {
    await make(project, ["slow-steps"]);
    const report = await reportIn(project, "slow-steps");
    assert.is((await build(report)).ran.length, 10);
    const kit = join("node_modules", "measured-report", "experiments", "kit", "random.ts");
    const text = await project.read(kit);
    await project.write({ [kit]: `// A comment.\n${text}` });
    assert.is((await build(report)).ran.length, 0);
    const edited = text.replace(
      /normal\(\)([^{]*)\{/,
      "normal()$1{ if (this === undefined) throw new Error();",
    );
    assert.is.not(edited, text);
    await project.write({ [kit]: edited });
    assert.is((await build(report)).ran.length, 10);
  }));

test("an installed file is copied into the report, which then needs nothing else; else the version is named", () =>
  withInstalled(async (project) => {
    await make(project, ["from-registry"]);
    const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
    const manifest = async (folder: string) => JSON.parse(await project.read(`${folder}/package.json`));
    assert.is((await manifest("from-registry")).dependencies["measured-report"], version);
    const packages = { "node_modules/measured-report": { resolved: "file:packed/measured-report-9.tgz" } };
    await project.write({
      "packed/measured-report-9.tgz": "packed",
      "node_modules/.package-lock.json": JSON.stringify({ packages }),
    });
    await make(project, ["from-file"]);
    assert.is((await manifest("from-file")).dependencies["measured-report"], "file:measured-report-9.tgz");
    assert.is(await project.read("from-file/measured-report-9.tgz"), "packed");
    await project.write({ "packed/other": "" });
    assert.is((await make(project, ["other"], { home: repository })).code, 0);
  }));

test("the commands of its package.json are those of the package, and versions are this repository's", () =>
  withInstalled(async (project) => {
    await make(project, ["slow-steps"]);
    const { scripts, devDependencies } = JSON.parse(await project.read("slow-steps/package.json"));
    const called = Object.entries<string>(scripts).filter(([, line]) => line.startsWith("measured-report "));
    assert.ok(called.length >= 11);
    for (const [name, line] of called) {
      assert.is(line, `measured-report ${name}`);
      await project.read(`node_modules/measured-report/scripts/${name}.ts`);
    }
    const own = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
    const known = { ...own.dependencies, ...own.devDependencies };
    for (const [name, version] of Object.entries(devDependencies)) assert.is(version, known[name], name);
  }));

test("what git made in the folder stays", () =>
  withInstalled(async (project) => {
    await project.write({ "cloned/.git/HEAD": "ref: refs/heads/main" });
    assert.is((await make(project, ["cloned"])).code, 0);
    assert.is(await project.read("cloned/.git/HEAD"), "ref: refs/heads/main");
    assert.match(await project.read("cloned/.gitignore"), "node_modules");
  }));

const mistakes: readonly [what: string, args: readonly string[], message: RegExp][] = [
  ["no name", [], /^error: missing name of the report's folder; expected lower-case .* such as my-report\n/],
  ["two names", ["a", "b"], /^error: unexpected arguments: b; expected one folder\n/],
  ["capitals", ["My_Report"], /^error: invalid name of a report: My_Report; did you mean my-report\?\n/],
  ["a leading digit", ["3-steps"], /: 3-steps; did you mean steps\?\nhelp: expected lower-case words/],
  ["no letter", ["größe/%"], /^error: invalid name of a report: %\nhelp: expected lower-case words/],
  [
    "an endless name",
    ["x".repeat(300)],
    /^error: invalid name of a report: x+\nhelp: .* at most 60 characters$/,
  ],
  ["the package's own name", ["measured-report"], /^error: invalid name of a report: measured-report\n/],
  ["the current folder", ["."], /^error: the report needs a folder of its own, not the current one\n/],
  ["a folder with files", ["full"], /^error: the folder is not empty: full has mine\nhelp: name a folder/],
  ["a file", ["full/mine"], /^error: existing file: full\/mine$/],
  ["an option", ["new", "--force"], /^error: unknown option: --force; /],
];

for (const [what, args, message] of mistakes) {
  test(`error, and nothing is written: ${what}`, () =>
    withProject({ "full/mine": "mine" }, async (project) => {
      const before = await readdir(project.root, { recursive: true });
      const { code, lines } = await make(project, args, { home: repository });
      assert.is(code, 1);
      assert.match(lines.join("\n"), message);
      assert.equal(await readdir(project.root, { recursive: true }), before);
    }));
}

test("a template that cannot be read leaves nothing behind", () =>
  withProject({}, async (project) => {
    const { disk } = project.effects;
    const readText = async (path: string) => {
      if (path.endsWith("slide.md.txt")) throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
      return disk.readText(path);
    };
    await mkdir(join(project.root, "empty"));
    const made = await make(project, ["empty"], { home: repository, disk: { ...disk, readText } });
    assert.is(made.code, 1);
    assert.match(made.lines.join("\n"), "the system refused: EIO");
    assert.equal(await readdir(join(project.root, "empty")), []);
  }));

test.run();
