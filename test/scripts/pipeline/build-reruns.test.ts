import { cp, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { repository } from "../../helpers/project.ts";
import { smallReport } from "../../helpers/small-report.ts";

const seeds = (...labels: string[]) => labels.flatMap((label) => [1, 2, 3].map((seed) => `${label}=${seed}`));
const everything = seeds("base seed", "next base.seed", "timed seed");

test("a second build runs nothing, and a trial that two slides list has run once", () =>
  withSmallReport(async (project) => {
    assert.equal((await build(project)).ran, everything);
    assert.equal((await build(project)).ran, []);
  }));

test("an edit of text, results or a template runs nothing and appears in the report", () =>
  withSmallReport(async (project) => {
    await build(project, "--no-timing");
    await unlink(join(project.root, "templates"));
    await cp(join(repository, "templates"), join(project.root, "templates"), { recursive: true });
    const css = await project.read("templates/styles/base.css");
    await project.write({
      "experiments/01-one/slide.md": `${smallReport["experiments/01-one/slide.md"]}\nA new sentence.\n`,
      "experiments/01-one/results.ts": smallReport["experiments/01-one/results.ts"].replace(
        'format: ".3f"',
        'format: ".2f"',
      ),
      "templates/styles/base.css": `${css}\n.a-new-rule { color: inherit; }\n`,
    });
    const { ran, code } = await build(project, "--no-timing");
    assert.equal(ran, []);
    assert.is(code, 0);
    const files = await filesOf(project);
    const study = files.get("slides/01-one/index.html") ?? "";
    assert.match(study, "A new sentence.");
    assert.match(study, /The mean is .*>1\.92</);
    assert.match(files.get("assets/report.css") ?? "", "a-new-rule");
  }));

test("an edit of a trial reruns it and the trials that take it as input, and --explain says so beforehand", () =>
  withSmallReport(async (project) => {
    await build(project);
    await project.write({
      "experiments/01-one/base.run.ts": smallReport["experiments/01-one/base.run.ts"].replace("1.25", "1.5"),
    });
    const { lines } = await build(project, "--explain");
    assert.ok(lines.includes("stale   base seed=2: experiments/01-one/base.run.ts changed"));
    assert.ok(lines.includes("stale   next base.seed=2: input base changed (base seed=2)"));
    assert.ok(lines.includes("stored  timed seed=2"));
    assert.is(lines.at(-1), "9 trials, 6 to run");
    assert.equal((await build(project)).ran, seeds("base seed", "next base.seed"));
  }));

test("quick results are never used by default, nor the other way round", () =>
  withSmallReport(async (project) => {
    assert.equal((await build(project, "--profile quick")).ran, ["base", "next", "timed"]);
    assert.equal((await build(project)).ran, everything);
    assert.equal((await build(project, "--profile quick")).ran, []);
  }));

test("--explain runs nothing and writes nothing", () =>
  withSmallReport(async (project) => {
    const { ran, lines, code } = await build(project, "--explain");
    assert.equal(ran, []);
    assert.is(code, 0);
    assert.is(lines[0], "new     base seed=1: never run");
    assert.is(await project.effects.disk.kind(join(project.root, "out")), "none");
  }));

test("--only runs those slides; others come from the store or are marked not run, and the build is partial", () =>
  withSmallReport(async (project) => {
    const first = await build(project, "--only 02");
    assert.equal(first.ran, seeds("base seed", "next base.seed"));
    const line = (title: string) => first.lines.find((text) => text.includes(title)) ?? "";
    assert.match(line("The first"), /supported$/, "its trials were run for slide 2");
    assert.match(line("The third"), /not run$/);
    assert.match((await filesOf(project)).get("manifest.json") ?? "", '"partial": true');
  }));

test("--no-timing leaves out trials that measure time, even if stored", () =>
  withSmallReport(async (project) => {
    assert.equal((await build(project, "--no-timing")).ran, seeds("base seed", "next base.seed"));
    await build(project);
    const { lines, ran } = await build(project, "--no-timing");
    assert.equal(ran, []);
    assert.match(lines.find((text) => text.includes("The third")) ?? "", /not run$/);
  }));

test("--no-timing shows a slide without its optional measurement of time, even if stored", () =>
  withSmallReport(async (project) => {
    const path = "experiments/01-one/experiment.ts";
    const listed = await project.read(path);
    await project.write({
      [path]: listed
        .replace("import { defineTrial", "import { optional, defineTrial")
        .replace("values: seeds", "time: optional(timed({ seed: 7 })), values: seeds")
        .replace(
          "({ values }, { seeds }) => ({",
          "({ values, time }, { seeds }) => ({ times: [{ time: time?.value ?? null }],",
        ),
    });
    const times = async () => (await filesOf(project)).get("data/01-one/times.csv");
    const withoutTime = await build(project, "--no-timing");
    assert.equal(withoutTime.ran, seeds("base seed", "next base.seed"));
    const line = (lines: readonly string[]) => lines.find((text) => text.includes("The first")) ?? "";
    assert.match(line(withoutTime.lines), /supported$/);
    const absent = await times();
    assert.is((await build(project)).ran.length, 4, "with timing it runs, as do those of the third slide");
    assert.match((await times()) ?? "", /4\.8/);
    assert.equal((await build(project, "--no-timing")).ran, []);
    assert.is(await times(), absent);
  }));

test("a damaged store file is named and its trial runs again", () =>
  withSmallReport(async (project) => {
    await build(project);
    const trials = await filesOf(project, ".cache/trials");
    const [name = ""] = [...trials.keys()].filter((file) => file.endsWith(".bin"));
    await writeFile(join(project.root, ".cache/trials", name), "cut");
    const { ran, lines } = await build(project);
    assert.is(ran.length, 1);
    assert.match(lines[0] ?? "", /^damaged store file: .*checksum of its artifacts/);
    await rm(join(project.root, ".cache/trials", name));
    assert.is((await build(project)).ran.length, 1);
  }));

test.run();
