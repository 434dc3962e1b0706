import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { listVenues, venues } from "../../scripts/figures/venues.ts";
import { figures as command, type FiguresOptions } from "../../scripts/figures.ts";
import { readPdf } from "../../scripts/print/pdf-facts.ts";
import { readCommandLine, runCommand } from "../../scripts/system/command.ts";
import { build, filesOf, withSmallReport } from "../helpers/build.ts";
import { createMemoryEffects } from "../helpers/memory-effects.ts";
import { mistakeOf } from "../helpers/mistakes.ts";
import type { Project } from "../helpers/project.ts";
import { smallReport } from "../helpers/small-report.ts";

const test = suite("figures command");

const { machine } = createMemoryEffects();

const wordsOf = (line: string) => line.split(" ").filter(Boolean);
const parse = (line: string) => readCommandLine(command, wordsOf(line), machine) as FiguresOptions;

/** Runs the command; returns its exit code and what it printed. */
async function figures(project: Project, line: string): Promise<{ code: number; text: string }> {
  const { lines } = project.terminal;
  lines.length = 0;
  const code = (await runCommand(command, wordsOf(line), project.effects)) ?? 0;
  return { code, text: lines.join("\n") };
}

test("only the venue is required", () => {
  const { venue, column, width, only, formats, dataLine, from, out } = parse("--venue icml");
  assert.is(venue.title, "ICML");
  assert.equal(
    { column, width, only, formats, dataLine, from, out },
    {
      column: "single",
      width: undefined,
      only: undefined,
      formats: ["pdf", "svg", "png"],
      dataLine: false,
      from: "out",
      out: "out.figures/icml-single",
    },
  );
});

test("a mistyped value is answered with the nearest match, an invalid width with its limits", async () => {
  assert.match(await mistakeOf(() => parse("--venue icmll")), /did you mean icml\?/);
  assert.match(await mistakeOf(() => parse("--venu icml")), /did you mean --venue\?/);
  assert.match(await mistakeOf(() => parse("--venue icml --format pfd")), /did you mean pdf\?/);
  assert.match(await mistakeOf(() => parse("--venue icml --width 0.5")), /from 2 to 20/);
  assert.match(await mistakeOf(() => parse("--column full")), /missing option: --venue/);
});

test("the list names every venue once, with the source of its widths", () => {
  const lines = listVenues().split("\n");
  assert.is(lines.length, venues.length + 1);
  for (const { name, source } of venues) {
    assert.is(lines.filter((line) => line.startsWith(`${name} `) && line.endsWith(source)).length, 1, name);
  }
});

test("no figures from a quick build, without a report, or of a slide that it does not have", () =>
  withSmallReport(async (project) => {
    const early = await figures(project, "--venue icml");
    assert.is(early.code, 1);
    assert.match(early.text, /no report in out: it has no report\.json/);
    await build(project, "--profile quick --out quick");
    const quick = await figures(project, "--venue icml --from quick");
    assert.is(quick.code, 1);
    assert.match(quick.text, /no figures from quick, a quick build\. One short run/);
    await build(project, "--only 1");
    assert.match((await figures(project, "--venue icml --only 7")).text, /unknown slide in --only: 7/);
    assert.not.ok([...(await filesOf(project, ".")).keys()].some((path) => path.includes("out.figures")));
  }));

test("a finished report is enough: neither its experiments nor its trials are read", () =>
  withSmallReport(async (project) => {
    await build(project, "--only 1");
    await figures(project, "--venue acl --only 1 --format svg");
    const made = await filesOf(project, "out.figures/acl-single");
    for (const gone of ["experiments", ".cache/trials"])
      await project.effects.disk.remove(join(project.root, gone));
    assert.is((await figures(project, "--venue acl --only 1 --format svg")).code, 0);
    assert.equal(await filesOf(project, "out.figures/acl-single"), made);
  }));

test("after a build: each figure in the wanted formats, equal bytes each time, and a record of provenance", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project, "--only 1,2")).code, 0);
    const partial = await figures(project, "--venue acl");
    assert.match(partial.text, /slides not measured in out: 3/);
    const { code, text } = await figures(project, "--venue acl --only 1,2 --format pdf,svg");
    assert.is(code, 0, text);
    const made = await filesOf(project, "out.figures/acl-single");
    assert.equal(
      [...made.keys()].sort(),
      ["01-values", "02-values"]
        .flatMap((id) => [`${id}.pdf`, `${id}.svg`, `${id}.tex`])
        .concat("provenance.json")
        .sort(),
    );
    const provenance = JSON.parse(made.get("provenance.json") ?? "");
    assert.is(provenance.profile, "default");
    assert.is(provenance.figures[0].trialKeys.length, 3);
    assert.match(made.get("01-values.svg") ?? "", /@font-face\{font-family:"Source Sans 3"/);
    const origin = (svg = "") => /<metadata>.*<\/metadata>/.exec(svg)?.[0];
    const published = origin(await project.read("out/figures/01-values.svg"));
    assert.match(published ?? "", /<dc:identifier>figures\/01-values\.vl\.json sha256:[0-9a-f]{64}</);
    assert.is(origin(made.get("01-values.svg")), published, "it names the same data and specification");
    await figures(project, "--venue acl --only 1,2 --format pdf,svg");
    assert.equal(await filesOf(project, "out.figures/acl-single"), made);
    assert.match(made.get("01-values.tex") ?? "", "\\includegraphics[width=\\columnwidth]{01-values.pdf}");
    assert.is((await figures(project, "--venue acl --only 1 --format pdf --width 5")).code, 0);
    const wide = await project.read("out.figures/acl-5in/01-values.tex");
    assert.not.match(wide, "Data:");
    await figures(project, "--venue acl --only 1 --format pdf --width 5 --data-line");
    assert.match(
      await project.read("out.figures/acl-5in/01-values.tex"),
      /\\caption\{What each seed gave\. Data: 3 seeds, 3 trials, default profile; 01-values\.vl\.json with SHA-256 /,
    );
    assert.match(wide, /begin\{figure\*\}[\s\S]*\[width=5in\]/, "in its own size, across both columns");
  }));

const invented = {
  "experiments/01-one/slide.md": `${smallReport["experiments/01-one/slide.md"]}
:::figure deck
caption: A falling line.
alt: A line.
description: The line falls.
:::
`,
  "experiments/01-one/deck.ts": `
    export const deck = {
      tables: { curve: [{ x: 0, y: 1 }, { x: 1, y: 0 }] },
      figures: { deck: {
        spec: {
          data: { name: "curve" },
          mark: "line",
          encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
        },
        invented: "The curve is invented.",
        note: "It is steep.",
      } },
    };`,
};

test("a figure of invented values says so in each of its files", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project, "--only 1")).code, 0);
    const { code, text } = await figures(project, "--venue icml --only 1");
    assert.is(code, 0, text);
    const made = await filesOf(project, "out.figures/icml-single");
    assert.match(
      made.get("01-deck.tex") ?? "",
      "{A falling line. The curve is invented. It is steep. \\citep{",
    );
    assert.match(
      made.get("01-deck.svg") ?? "",
      /The line falls\. The curve is invented\.<\/desc>.*>invented<\/text>/,
    );
    assert.match(made.get("01-deck.png") ?? "", "The line falls. The curve is invented.");
    const { subject } = await readPdf(Buffer.from(made.get("01-deck.pdf") ?? "", "latin1"));
    assert.is(subject, "The line falls. The curve is invented.");
    const { figures: listed } = JSON.parse(made.get("provenance.json") ?? "");
    assert.equal(
      listed.map(({ id, invented }: Record<string, unknown>) => [id, invented]),
      [
        ["01-values", false],
        ["01-deck", "The curve is invented."],
      ],
    );
    for (const file of ["tex", "svg", "png"])
      assert.not.match(made.get(`01-values.${file}`) ?? "", "invented");
  }, invented));

test.run();
