import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { smallReport } from "../../helpers/small-report.ts";

const failing = (body: string) => ({
  "experiments/02-two/next.run.ts": `export const run = (config, { inputs }) => { ${body} };`,
});

for (const [what, body, cause] of [
  ["throws", 'throw new Error("the loss exploded");', "the loss exploded (experiments/02-two/next.run.ts:1)"],
  ["exits", "process.exit(0);", "its process exited with code 0"],
  ["gives NaN", "return { result: { value: Number.NaN } };", "invalid result: result.value is NaN"],
] as const) {
  test(`a trial that ${what} marks its own slide only; exit code 1`, () =>
    withSmallReport(async (project) => {
      const { code, lines } = await build(project);
      assert.is(code, 1);
      const line = (title: string) => lines.find((text) => text.includes(title)) ?? "";
      assert.match(line("The first"), /supported$/);
      assert.match(line("The second"), /FAILED$/);
      assert.match(line("The third"), /supported$/);
      assert.match(line("failed: 02-two"), `next, seed 1: ${cause}`);
      assert.match(line("FAILED: "), `FAILED: ${cause}`);
      const files = await filesOf(project);
      assert.match(files.get("index.html") ?? "", cause);
      assert.match(files.get("slides/02-two/index.html") ?? "", cause);
      assert.ok(files.has("figures/01-values.svg"));
      assert.match(files.get("manifest.json") ?? "", '"partial": true');
    }, failing(body)));
}

test("a failed input marks the slides of the trials that take it", () =>
  withSmallReport(
    async (project) => {
      const { code, lines } = await build(project);
      assert.is(code, 1);
      assert.ok(
        lines.some((text) =>
          text.startsWith("failed: 02-two: next, seed 1: failed input: base, seed 1: no data"),
        ),
      );
      assert.match(lines.find((text) => text.includes("The third")) ?? "", /supported$/);
    },
    { "experiments/01-one/base.run.ts": 'export const run = () => { throw new Error("no data"); };' },
  ));

test("an engine that cannot start gives one message, not a failure of every trial", () =>
  withSmallReport(async (project) => {
    const { code, lines } = await build(project);
    assert.is(code, 1);
    assert.equal(lines.slice(-2), ["error: unusable engine", "help: prepare it"]);
    assert.is(await project.effects.disk.kind(join(project.root, "out")), "none");
  }, failing(
    'throw Object.assign(new Error("unusable engine"), { name: "EngineError", help: "prepare it" });',
  )));

test("--fail-fast stops with one message and leaves the output folder unchanged", () =>
  withSmallReport(async (project) => {
    const { code, lines } = await build(project, "--fail-fast --jobs 1");
    assert.is(code, 1);
    assert.match(
      lines.join("\n"),
      /^error: failed trial: next, seed [123]: broken \(experiments\/02-two\/next\.run\.ts:1\)$/m,
    );
    assert.is(await project.effects.disk.kind(join(project.root, "out")), "none");
  }, failing('throw new Error("broken");')));

test("a report that fails its checks leaves the output folder unchanged", () =>
  withSmallReport(async (project) => {
    await build(project);
    const before = await filesOf(project);
    const text = `${smallReport["experiments/01-one/slide.md"]}\nThe loss falls by 12.5 %.\n`;
    await project.write({ "experiments/01-one/slide.md": text });
    const { code, lines } = await build(project);
    assert.is(code, 1);
    assert.match(lines.join("\n"), "12.5");
    assert.equal(await filesOf(project), before);
  }));

/** Mistakes in a project's files: the files, and what the message must contain. */
const mistakes: readonly [what: string, files: Record<string, string>, message: RegExp][] = [
  [
    "a bad front matter",
    { "experiments/01-one/slide.md": "---\ntitel: A\n---\n:::deck\n:::\n" },
    /^error: experiments\/01-one\/slide\.md:2: unknown key in front matter: titel; did you mean title\?$/m,
  ],
  [
    "a duplicate slide number",
    { "experiments/01-again/slide.md": smallReport["experiments/01-one/slide.md"] },
    /^error: duplicate slide number: 1 in 01-again and 01-one$/m,
  ],
  [
    "a slide folder without slide.md",
    { "experiments/04-four/results.ts": "" },
    /^error: missing file: experiments\/04-four\/slide\.md$/m,
  ],
  [
    "a folder that is no slide",
    { "experiments/notes/slide.md": "" },
    /^error: invalid slide folder: experiments\/notes$/m,
  ],
  [
    "results without an experiment",
    {
      "experiments/04-four/slide.md": smallReport["experiments/01-one/slide.md"],
      "experiments/04-four/results.ts": "export const results = {};",
    },
    /^error: missing file: experiments\/04-four\/experiment\.ts$/m,
  ],
  [
    "a module without its export",
    { "experiments/01-one/results.ts": "export const result = {};" },
    /^error: missing export: results in experiments\/01-one\/results\.ts$/m,
  ],
  [
    "a slip in the code of a slide",
    {
      "experiments/01-one/experiment.ts": `export const experiment = {
        profiles: { quick: {}, default: {}, long: {} }, tables: () => ({}),
        trials: () => missing.length,
      };`,
    },
    /^error: experiments\/01-one\/experiment\.ts:3: trials\(\) failed: missing is not defined$/m,
  ],
  [
    "an unknown figure in the text",
    {
      "experiments/01-one/slide.md": smallReport["experiments/01-one/slide.md"].replace(
        ":::figure values",
        ":::figure valeus",
      ),
    },
    /^error: .*experiments\/01-one\/slide\.md:16: .*valeus.*values/ms,
  ],
  [
    "an unknown finding in the text",
    { "experiments/01-one/slide.md": smallReport["experiments/01-one/slide.md"].replace('"mean"', '"maen"') },
    /^error: .*experiments\/01-one\/slide\.md:14: .*maen.*mean/ms,
  ],
];

for (const [what, files, message] of mistakes) {
  test(`one message and no stack: ${what}`, () =>
    withSmallReport(async (project) => {
      const { code, lines } = await build(project, "--profile quick");
      assert.is(code, 1);
      const text = lines.join("\n");
      assert.match(text, message);
      assert.not.match(text, /^ +at /m);
    }, files));
}

test("one message and no stack: an unknown slide in --only, an unknown option", () =>
  withSmallReport(async (project) => {
    assert.equal((await build(project, "--only 7")).lines, [
      "error: unknown slide in --only: 7; expected some of 1, 2, 3",
    ]);
    assert.match(
      (await build(project, "--prfile quick")).lines[0] ?? "",
      /^error: unknown option: --prfile; did you mean --profile\?$/,
    );
  }));

test("a folder that this program did not write is never replaced", () =>
  withSmallReport(async (project) => {
    const folder = join(project.root, "precious");
    await mkdir(folder);
    await writeFile(join(folder, "thesis.txt"), "years of work");
    for (const manifest of [undefined, "{}", '{"generator":"another"}', "not JSON"]) {
      if (manifest !== undefined) await writeFile(join(folder, "manifest.json"), manifest);
      const { code, lines, ran } = await build(project, "--out precious");
      assert.is(code, 1);
      assert.equal(ran, [], "refused before anything runs");
      assert.match(lines[0] ?? "", /^error: invalid output folder: precious; it is not empty/);
      assert.is(await project.read("precious/thesis.txt"), "years of work");
    }
  }));

test("the project, its parent folders, home, the root, a file and an unwritable place are errors", () =>
  withSmallReport(async (project) => {
    await writeFile(join(project.root, "a-file"), "");
    for (const out of [".", "..", "/", project.effects.machine.home, "a-file", "experiments"]) {
      const { code, lines } = await build(project, `--out ${out}`);
      assert.is(code, 1);
      assert.match(lines[0] ?? "", /^error: invalid output folder: /);
    }
    for (const out of ["a-file/inside", "/proc/nope"]) {
      const { lines, ran } = await build(project, `--out ${out}`);
      assert.is(lines[0], `error: unwritable output folder: ${out}`);
      assert.equal(ran, [], "refused before anything runs");
    }
  }));

test.run();
