import { cp, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { repository } from "../../helpers/project.ts";
import { smallReport } from "../../helpers/small-report.ts";

const seeds = (...labels: string[]) =>
  labels.flatMap((label) => [1, 2, 3].map((seed) => `${label}, seed ${seed}`));
const everything = seeds("base", "next", "timed");

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
    const code = "experiments/01-one/base.run.ts changed";
    const { lines: grouped } = await build(project, "--explain");
    // As long as they took: a few hundredths of a second.
    const shown = grouped.map((line) => line.replace(/about \d\.\d s/, "about N s"));
    assert.equal(shown, [
      "01 The first: 3 trials, 3 to run, about N s on one core",
      `  3 stale: ${code}`,
      "02 The second: 6 trials, 6 to run, about N s on one core",
      `  3 stale: ${code}`,
      "  3 stale: input base changed",
      "03 The third: 3 trials, 0 to run",
      "all slides: 9 trials, 6 to run, about N s on one core",
    ]);
    const { lines } = await build(project, "--explain=all");
    assert.ok(lines.includes(`  stale   base, seed 2: ${code}`));
    assert.ok(lines.includes("  stale   next, seed 2: input base changed (base, seed 2)"));
    assert.ok(lines.includes("  stored  timed, seed 2"));
    const { lines: part } = await build(project, "--explain --only 02,03 --no-timing");
    assert.match(
      part.join("\n"),
      /^02 The second: 6 trials, 6 to run.*(\n {2}.*){2}\nall slides: 6 trials, 6 to run/,
    );
    assert.equal((await build(project)).ran, seeds("base", "next"));
  }));

test("quick results are never used by default, nor the other way round", () =>
  withSmallReport(async (project) => {
    assert.equal((await build(project, "--profile quick")).ran, [
      "base, seed 1",
      "next, seed 1",
      "timed, seed 1",
    ]);
    assert.equal((await build(project)).ran, everything);
    assert.equal((await build(project, "--profile quick")).ran, []);
  }));

test("--explain runs nothing and writes nothing", () =>
  withSmallReport(async (project) => {
    const { ran, lines, code } = await build(project, "--explain");
    assert.equal(ran, []);
    assert.is(code, 0);
    // Each trial is expected to take 1 s.
    assert.equal(lines.slice(0, 2), [
      "01 The first: 3 trials, 3 to run, about 3.0 s on one core",
      "  3 new: never run",
    ]);
    assert.is(await project.effects.disk.kind(join(project.root, "out")), "none");
  }));

test("--only runs those slides; others come from the store or are marked not run, and the build is partial", () =>
  withSmallReport(async (project) => {
    const first = await build(project, "--only 02");
    assert.equal(first.ran, seeds("base", "next"));
    const line = (title: string) => first.lines.find((text) => text.includes(title)) ?? "";
    assert.match(line("The first"), /supported$/, "its trials were run for slide 2");
    assert.match(line("The third"), /not run$/);
    assert.match((await filesOf(project)).get("manifest.json") ?? "", '"partial": true');
  }));

test("--no-timing leaves out trials that measure time, even if stored", () =>
  withSmallReport(async (project) => {
    assert.equal((await build(project, "--no-timing")).ran, seeds("base", "next"));
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
    assert.equal(withoutTime.ran, seeds("base", "next"));
    const line = (lines: readonly string[]) => lines.find((text) => text.includes("The first")) ?? "";
    assert.match(line(withoutTime.lines), /supported$/);
    const absent = await times();
    assert.is((await build(project)).ran.length, 4, "with timing it runs, as do those of the third slide");
    assert.match((await times()) ?? "", /4\.8/);
    assert.equal((await build(project, "--no-timing")).ran, []);
    assert.is(await times(), absent);
  }));

test("a quick or partial build that replaces a complete report says so first, and how to get it back", () =>
  withSmallReport(async (project) => {
    const replaces = "out has a complete default report, which this";
    const help =
      "help: npm run build writes it again from the stored results, in seconds; another --out keeps it";
    for (const [line, kind] of [
      ["--profile quick", "quick"],
      ["--only 01", "partial"],
      ["--no-timing", "partial"],
    ] as const) {
      assert.not.match((await build(project)).lines.join("\n"), replaces);
      const { lines } = await build(project, line);
      assert.equal(lines.slice(0, 2), [`${replaces} ${kind} build will replace`, help]);
      assert.not.match((await build(project, line)).lines.join("\n"), replaces, "it is gone");
    }
    await build(project);
    assert.match(
      (await build(project, "--only 9")).lines[0] ?? "",
      /^error: unknown slide/,
      "nothing is replaced",
    );
    await build(project, "--out other");
    assert.match(
      (await build(project, "--profile quick --out other")).lines[1] ?? "",
      "npm run build -- --out other",
    );
    assert.not.match((await build(project, "--explain --profile quick")).lines.join("\n"), replaces);
  }));

test("the summary shows what each slide says, where anything was tested", () => {
  const path = "experiments/01-one/slide.md";
  const takeaway = [
    "takeaway:",
    "  - claim: above",
    '    supported: It is above, by {{finding "mean"}}.',
    "    contradicted: It is below.",
    "    inconclusive: It is open.",
    "claims:",
  ].join("\n");
  return withSmallReport(
    async (project) => {
      const below = ({ lines }: { readonly lines: readonly string[] }) =>
        lines[lines.findIndex((line) => line.startsWith("01 The first")) + 1];
      assert.is(below(await build(project)), "   It is above, by 1.917.");
      assert.match(below(await build(project, "--profile quick")) ?? "", /^02 The second/);
    },
    { [path]: smallReport[path].replace("claims:", takeaway) },
  );
});

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
