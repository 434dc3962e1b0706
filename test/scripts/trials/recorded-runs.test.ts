/** Recorded runs on their whole way: made by the long profile, written to the report's file, shown by other builds, audited. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { audit } from "../../../scripts/audit.ts";
import { store } from "../../../scripts/store.ts";
import { type Command, runCommand } from "../../../scripts/system/command.ts";
import { REPORT_ENTRY } from "../../../scripts/trials/report-entry.ts";
import { build, withSmallReport } from "../../helpers/build.ts";
import type { Project } from "../../helpers/project.ts";
import { smallReport } from "../../helpers/small-report.ts";

const test = suite("recorded runs");

const FILE = "experiments/runs.json";

const experiment = smallReport["experiments/01-one/experiment.ts"];

/** Slide 1 also lists a recorded trial with seed 9, whose value is a further row. */
const files = {
  "experiments/01-one/base.run.ts": smallReport["experiments/01-one/base.run.ts"].replace(
    "seed / 3 }",
    "seed / 3, pair: [1, 2], curve: Array.from({ length: 300 }, (_, step) => step) }",
  ),
  "experiments/01-one/experiment.ts": experiment
    .replace("import { defineTrial }", "import { defineTrial, recorded }")
    .replace(
      "seeds.map((seed) => (base({ seed }))) })",
      "seeds.map((seed) => (base({ seed }))), more: [recorded(base({ seed: 9 }))] })",
    )
    .replace("({ values }, { seeds }) => ({", "({ values, more: [more] }, { seeds }) => ({")
    .replace(
      "values: seeds.map((seed, index) => ({ seed, value: values[index].value })),",
      `values: [
        ...seeds.map((seed, index) => ({ seed, value: values[index].value, recorded: false })),
        ...(more === undefined ? [] : [{ seed: 9, value: more.value, recorded: true }]),
      ],`,
    ),
  "experiments/01-one/results.ts": smallReport["experiments/01-one/results.ts"].replace(
    "return { mean:",
    `const more = values.filter(({ recorded }) => recorded).map(({ value }) => value);
    return { more: { value: more.join() || "none" }, mean:`,
  ),
  "experiments/01-one/slide.md": smallReport["experiments/01-one/slide.md"].replace(
    "The mean is",
    'Recorded: {{finding "more"}}. The mean is',
  ),
};

/** The report, whose entry names the file. */
const withRecording = (body: (project: Project) => Promise<void>) =>
  withSmallReport(async (project) => {
    const entry = await project.read(REPORT_ENTRY);
    await project.write({
      [REPORT_ENTRY]: entry.replace(" engine,", ` engine, recordedRuns: ${JSON.stringify(FILE)},`),
    });
    await body(project);
  }, files);

async function run<Options>({ effects, terminal }: Project, command: Command<Options>, line: string) {
  terminal.lines.length = 0;
  const code = await runCommand(command, line.split(" "), effects);
  return { code, lines: [...terminal.lines] };
}

const shownIn = async (project: Project) =>
  /Recorded: (?:<[^>]*>)*([^<]+?)(?:<[^>]*>)*\. The mean/.exec(
    await project.read("out/slides/01-one/index.html"),
  )?.[1];

test("the long profile makes them, the store writes them, and another machine shows them without running them", () =>
  withRecording(async (project) => {
    await build(project);
    assert.is(await shownIn(project), "none");
    assert.not.match(await project.read("out/slides/01-one/index.html"), "Hollow marks");
    assert.match(
      (await run(project, store, "record")).lines.join("\n"),
      "none of the trials to record is in the store",
    );
    const { ran } = await build(project, "--profile long");
    assert.ok(ran.includes("base, seed 9"));
    const { code, lines } = await run(project, store, "record");
    assert.is(code, 0);
    assert.match(
      lines.join("\n"),
      /^1 run of .* in experiments\/runs\.json \(.*\), 0 of them from before; 0 not in the store$/,
    );
    const { recordings, runs } = JSON.parse(await project.read(FILE));
    const [{ date, machine }] = recordings;
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
    assert.match(machine, /cores, Node \d+/);
    const [[key = "", entry]] = Object.entries<Record<string, unknown>>(runs) as [
      [string, Record<string, unknown>],
    ];
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.equal([entry.kind, entry.config], ["base", { seed: 9 }]);
    // The list of 300 numbers is left out, and named.
    assert.equal([entry.result, entry.omitted], [{ value: 4.25, pair: [1, 2] }, ["curve"]]);
    await project.effects.disk.remove(`${project.root}/.cache`);
    const again = await build(project);
    assert.not(again.ran.includes("base, seed 9"));
    assert.is(await shownIn(project), "4.25");
    const page = await project.read("out/slides/01-one/index.html");
    assert.match(page, `What each seed gave. Hollow marks are runs recorded on ${date}.`);
    // A reader's browser can repeat it, and compares what the file has of its result.
    const { trials } = JSON.parse(await project.read("out/live/01-one.json"));
    const offered = trials.find((trial: { key: string }) => trial.key === key);
    assert.equal([offered.digest, offered.recorded], [entry.digest, { date, omitted: ["curve"] }]);
    assert.equal(JSON.parse(await project.read(`out/${offered.result}`)), entry.result);
    assert.match(page, `<optgroup label="Recorded on ${date}, not part of each build">`);
  }));

test("an audit runs them again and compares digests; other code leaves them unused", () =>
  withRecording(async (project) => {
    await build(project, "--profile long");
    await run(project, store, "record");
    const same = await run(project, audit, "--recorded");
    assert.equal([same.code, same.lines.at(-1)], [0, "1 of 1 identical"]);
    const recorded = await project.read(FILE);
    await project.write({ [FILE]: recorded.replace(/"digest":"[0-9a-f]{4}/, '"digest":"beef') });
    const changed = await run(project, audit, "--recorded");
    assert.equal([changed.code, changed.lines.at(-1)], [1, "0 of 1 identical"]);
    await project.write({
      [FILE]: recorded,
      "experiments/01-one/base.run.ts": files["experiments/01-one/base.run.ts"].replace("1.25", "1.5"),
    });
    await build(project);
    assert.is(await shownIn(project), "none");
    assert.not.match(await project.read("out/slides/01-one/index.html"), "Hollow marks");
    assert.match(
      (await run(project, audit, "--recorded")).lines.join("\n"),
      "no trial of the long profile in the runs recorded on",
    );
  }));

test("runs that the file has stay as they are, and later ones join them with their own date", () =>
  withRecording(async (project) => {
    await build(project, "--profile long");
    await run(project, store, "record");
    const first = (await project.read(FILE)).replace(/"date":"[^"]*"/, '"date":"2025-01-02"');
    const another = files["experiments/01-one/experiment.ts"].replace(
      "recorded(base({ seed: 9 }))",
      "recorded(base({ seed: 9 })), recorded(base({ seed: 10 }))",
    );
    await project.write({ [FILE]: first, "experiments/01-one/experiment.ts": another });
    await project.effects.disk.remove(`${project.root}/.cache`);
    // Without the store of the first recording, its run is known from the file alone.
    await build(project, "--profile long");
    const { lines } = await run(project, store, "record");
    assert.match(lines.join("\n"), /^2 runs of .*, 1 of them from before; 0 not in the store$/);
    const { recordings, runs } = JSON.parse(await project.read(FILE));
    const today = recordings[1].date;
    assert.equal([recordings.length, recordings[0].date, today > "2025-01-02"], [2, "2025-01-02", true]);
    const [[key, entry]] = Object.entries(JSON.parse(first).runs) as [[string, unknown]];
    assert.equal(runs[key], entry);
    await build(project);
    const page = await project.read("out/slides/01-one/index.html");
    assert.match(page, `Hollow marks are runs recorded on 2025-01-02 and ${today}.`);
    assert.match(page, '<optgroup label="Recorded on 2025-01-02, not part of each build">');

    const changed = first.replace(/"digest":"[0-9a-f]{4}/, '"digest":"beef');
    await project.write({ [FILE]: changed });
    const { code, lines: refused } = await run(project, store, "record");
    assert.is(code, 1);
    assert.match(refused.join("\n"), `run ${key} has another digest in the store than in ${FILE}`);
    assert.is(await project.read(FILE), changed);
  }));

test("a damaged file is a mistake that names the run, and options that fix other trials do not go with it", () =>
  withRecording(async (project) => {
    await build(project, "--profile long");
    await run(project, store, "record");
    const text = await project.read(FILE);
    await project.write({ [FILE]: text.replace('"digest"', '"digset"') });
    const { lines } = await build(project);
    assert.match(
      lines.join("\n"),
      /invalid file: experiments\/runs\.json: run [0-9a-f]{64} has no result, digest or seconds/,
    );
    await project.write({ [FILE]: text.replace('"recording":0', '"recording":3') });
    assert.match((await build(project)).lines.join("\n"), /run [0-9a-f]{64} names no recording with a date/);
    const { code, lines: refused } = await run(project, audit, "--recorded --profile quick");
    assert.is(code, 1);
    assert.match(
      refused.join("\n"),
      "unexpected option: --profile; --recorded compares with the recorded runs",
    );
  }));

test.run();
