import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkPage } from "../../scripts/checks/check-page.ts";
import { scanPages } from "../../scripts/checks/scan-html.ts";
import { build, filesOf, withSmallReport } from "../helpers/build.ts";
import { runDiff, withTwoReports } from "../helpers/compared-reports.ts";
import { smallReport } from "../helpers/small-report.ts";

const test = suite("npm run diff");

const first = "experiments/01-one/slide.md";
const firstResults = "experiments/01-one/results.ts";

/** The small report with a text of one of its files replaced. */
function edited(file: keyof typeof smallReport, from: string, to: string): Readonly<Record<string, string>> {
  const text = smallReport[file];
  assert.ok(text.includes(from), from);
  return { [file]: text.replaceAll(from, to) };
}

test("two builds of one project have no difference, said in one line", () =>
  withTwoReports({}, async (project) => {
    const { code, lines } = await runDiff(project, "--against before");
    assert.equal([code, lines], [0, ["no difference: out and before"]]);
  }));

test("another threshold changes the verdict and the claim with its rule, and nothing else", () =>
  withTwoReports(edited(first, "than: 1 ", "than: 5 "), async (project) => {
    const { code, lines } = await runDiff(project, "--against before");
    assert.is(code, 0);
    assert.ok(lines.includes("  verdict  supported -> contradicted"), lines.join("\n"));
    // The values are 1.25 + 1/3, 2/3 and 1; 95% of Student's t with 2 degrees of freedom is 4.303.
    const value = "1.92 ± 0.83";
    assert.ok(
      lines.includes(
        `  claim    above: supported, ${value} -> contradicted, ${value} (rule: greater than 1 -> greater than 5)`,
      ),
    );
    assert.is(lines.at(-2), "1 verdict and 1 result differ, on 1 of 3 slides");
    assert.is(lines.at(-1), "written: out.diff/index.html");
  }));

test("a moved value is given in half widths of its interval, or without one in per cent; its figure is listed", () =>
  withTwoReports(edited("experiments/01-one/base.run.ts", "1.25 +", "1.5 +"), async (project) => {
    const { lines } = await runDiff(project, "--against before");
    // 0.25 of a half width of 0.828.
    assert.ok(
      lines.includes("  claim    above: supported, 1.92 ± 0.83 -> supported, 2.17 ± 0.83 (+0.3 half widths)"),
    );
    assert.ok(lines.includes("  finding  mean: 1.917 -> 2.167 (+13%)"));
    assert.ok(lines.includes("  figure   01-values (data and drawing)"));
    // Slide 2 takes the trials of slide 1. No sentence has changed, only a number in it.
    assert.is(lines.at(-2), "4 results and 2 figures differ, on 2 of 3 slides");
  }));

test("a figure that is drawn in another way differs in its drawing, and not in its data", () =>
  withTwoReports(edited(firstResults, '"point"', '"line"'), async (project) => {
    const { lines } = await runDiff(project, "--against before");
    assert.ok(lines.includes("  figure   01-values (drawing)"));
    assert.is(lines.at(-2), "1 figure differs, on 1 of 3 slides");
  }));

test("changed, added and removed texts are shown with their numbers", () => {
  const files = edited(first, "The mean is", "Additional line.\n\nOn average it is");
  return withTwoReports(files, async (project) => {
    const { lines, text } = await runDiff(project, "--against before");
    assert.match(text, "  text     - The mean is 1.917");
    assert.match(text, "           + Additional line.\n           + On average it is 1.917");
    assert.is(lines.at(-2), "1 text differs, on 1 of 3 slides");
  });
});

test("a slide that only one report has is listed with all that it holds", () => {
  const files = Object.fromEntries(
    ["slide.md", "experiment.ts", "results.ts"].map((name) => [
      `experiments/04-four/${name}`,
      smallReport[`experiments/01-one/${name}` as keyof typeof smallReport],
    ]),
  );
  return withTwoReports(files, async (project) => {
    const { lines } = await runDiff(project, "--against before");
    const from = lines.indexOf("04-four");
    assert.is(lines[from + 1], "  verdict  none -> supported");
    assert.ok(lines.includes("  figure   04-values (added)"));
  });
});

test("what rests on a clock is named, and is no change", () =>
  withTwoReports(edited("experiments/03-three/timed.run.ts", "2.5 +", "2.75 +"), async (project) => {
    const { lines, text } = await runDiff(project, "--against before");
    assert.match(text, "wall-clock claim above: supported, 3.17 ± 0.83 -> supported, 3.42 ± 0.83");
    assert.match(text, "wall-clock figure 03-values (data and drawing) (not counted)");
    assert.is(lines.at(-2), "no difference; 3 wall-clock results not counted");
  }));

test("a slide that rests on times is not compared with a build that leaves it out", () =>
  withTwoReports(
    {},
    async (project) => {
      const { lines } = await runDiff(project, "--against before");
      assert.is(lines[0], "before is partial: slides or trials were left out or have failed");
      assert.not.match(lines.join("\n"), /03-three/);
    },
    { before: "--no-timing" },
  ));

test("reports of different profiles: that is said first", () =>
  withTwoReports(
    {},
    async (project) => {
      const { lines } = await runDiff(project, "--against before");
      assert.is(
        lines[0],
        "profiles differ: before has quick, out has default; values, verdicts and figures are not comparable",
      );
      assert.match(lines.join("\n"), /n = 1 -> 3/);
    },
    { before: "--profile quick" },
  ));

test("the page shows figures before and after as images of their own, and passes the report's checks", () => {
  const files = edited("experiments/01-one/base.run.ts", "1.25 +", "1.5 +");
  return withTwoReports(files, async (project) => {
    await runDiff(project, "--against before --out page");
    const [page, before, out] = [
      await filesOf(project, "page"),
      await filesOf(project, "before"),
      await filesOf(project, "out"),
    ];
    assert.is(page.get("figures/before/01-values.svg"), before.get("figures/01-values.svg"));
    assert.is(page.get("figures/after/01-values.svg"), out.get("figures/01-values.svg"));
    assert.is(page.get("assets/report.css"), out.get("assets/report.css"));
    const scanned = scanPages(page);
    assert.equal(scanned.flatMap(checkPage), []);
    const tags = scanned.flatMap(({ tags }) => tags);
    const sources = tags.filter(({ name }) => name === "img").map(({ attributes }) => attributes.get("src"));
    assert.equal(sources.slice(0, 2), ["figures/before/01-values.svg", "figures/after/01-values.svg"]);
    const policy = tags.find(({ attributes }) => attributes.has("http-equiv"))?.attributes.get("content");
    assert.match(out.get("index.html") ?? "", `content="${policy?.replaceAll("'", "&#x27;")}"`);
    // A second comparison replaces the first.
    assert.is((await runDiff(project, "--against out --report before --out page")).code, 0);
  });
});

const refused: readonly (readonly [line: string, message: RegExp])[] = [
  ["--report out", /^error: missing option: --against; expected a folder or a git ref/],
  ["--against out --format html", /^error: invalid --format: html; expected one of text, markdown/],
  [
    "--against experiments",
    /^error: no report in experiments: manifest\.json is missing or of another program/,
  ],
  ["--against broken", /^error: no report in broken: findings\.json is missing or damaged/],
  [
    "--against out --report lost/folder",
    /^error: (?:neither a folder nor a git ref|no folder) ?:? ?lost\/folder/,
  ],
  ["--against out --out out", /^error: invalid output folder: out; it holds a report/],
  ["--against out --out experiments", /^error: invalid output folder: experiments; it is not empty/],
];

test("a report from before there were records is compared in all but its texts", () =>
  withTwoReports(edited(first, "than: 1 ", "than: 5 "), async (project) => {
    for (const file of ["report.json", "slides/01-one/record.json"]) {
      await project.effects.disk.remove(join(project.root, "before", file));
    }
    const { code, lines } = await runDiff(project, "--against before");
    assert.is(code, 0);
    assert.is(lines[0], "before is from before there were records: its texts are not compared");
    assert.is(lines.at(-2), "1 verdict and 1 result differ, on 1 of 3 slides");
  }));

test("places that hold no report, or must not be written, get one message and write nothing", () =>
  withSmallReport(async (project) => {
    assert.match((await runDiff(project, "--against out")).text, /^error: no report in out: /);
    assert.is((await build(project)).code, 0);
    const manifest = await project.read("out/manifest.json");
    await project.write({ "broken/manifest.json": manifest, "broken/findings.json": "{" });
    for (const [line, message] of refused) {
      const { code, lines } = await runDiff(project, line);
      assert.is(code, 1, line);
      assert.match(lines[0] ?? "", message);
      assert.is(lines.length, 2, lines.join("\n"));
    }
    assert.is(await project.effects.disk.kind(join(project.root, "out.diff")), "none");
  }));

test.run();
