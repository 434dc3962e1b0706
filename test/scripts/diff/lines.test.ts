import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compareReports, type Differences } from "../../../scripts/diff/compare.ts";
import type { Result } from "../../../scripts/diff/compared.ts";
import {
  differencesMarkdown,
  differencesText,
  headLines,
  linesOf,
  summaryOf,
} from "../../../scripts/diff/lines.ts";
import type { Report, ReportSlide } from "../../../scripts/diff/read.ts";

const test = suite("differences in words");

const finding = (parts: Partial<Result> = {}): Result => ({
  kind: "finding",
  id: "gap",
  value: 1,
  unit: "",
  interval: undefined,
  count: undefined,
  outcome: undefined,
  definition: undefined,
  isTimed: false,
  ...parts,
});
const slideWith = (parts: Partial<ReportSlide> = {}): ReportSlide => ({
  status: "measured",
  verdict: "supported",
  results: [],
  figures: new Map(),
  texts: [],
  ...parts,
});
const reportWith = (slides: readonly ReportSlide[], parts: Partial<Report> = {}): Report => ({
  name: "out",
  profile: "default",
  engine: "wasm",
  commit: "0123456789abcdef",
  isPartial: false,
  measuresTime: true,
  slides: new Map(slides.map((slide, index) => [`0${index + 1}-one`, slide])),
  texts: [],
  assets: new Map(),
  ...parts,
});
const differ = (before: Partial<ReportSlide>, after: Partial<ReportSlide>): Differences =>
  compareReports(reportWith([slideWith(before)]), reportWith([slideWith(after)]));
const lineOf = (before: Partial<Result>, after: Partial<Result>) => {
  const [slide] = differ({ results: [finding(before)] }, { results: [finding(after)] }).slides;
  const [line] = slide === undefined ? [] : linesOf(slide);
  return line && `${line.before} -> ${line.after}${line.note === "" ? "" : ` (${line.note})`}`;
};
const ends = (low: number, high: number) => ({ interval: { low, high } });

test("equal reports have no difference, and whole numbers no decimals", () => {
  assert.is(summaryOf(differ({ results: [finding()] }, { results: [finding()] })), "no difference");
  assert.is(lineOf({ value: 10 }, { value: 12 }), "10 -> 12 (+20%)");
});

test("a value has two digits of its half width, and moves in half widths", () => {
  assert.is(
    lineOf({ value: 0.1234, ...ends(0.1, 0.1468) }, { value: 0.15, ...ends(0.1, 0.2) }),
    "0.123 ± 0.023 -> 0.150 ± 0.050 (+1.1 half widths)",
  );
  assert.is(
    lineOf({ value: 1, ...ends(0.8, 1.4) }, { value: 0.5, ...ends(0.3, 0.9) }),
    "1.00 [0.80, 1.40] -> 0.50 [0.30, 0.90] (−1.7 half widths)",
  );
});

test("without an interval a value has four digits, and moves in per cent", () => {
  assert.is(lineOf({ value: 1.5 }, { value: 1.25 }), "1.500 -> 1.250 (−17%)");
  assert.is(lineOf({ value: 0.5 }, { value: 0.50005 }), "0.50000 -> 0.50005 (+<0.1%)");
  // From zero there is no share.
  assert.is(lineOf({ value: 0.5 }, { value: 0 }), "0.5000 -> 0.0000 (−100%)");
  assert.is(lineOf({ value: 0 }, { value: 0.5 }), "0.0000 -> 0.5000");
  assert.is(lineOf({ value: -2.5 }, { value: -1.5 }), "−2.500 -> −1.500 (+40%)");
});

test("values that would look equal have more digits, and extreme ones an exponent", () => {
  assert.is(lineOf({ value: 1.00001 }, { value: 1.000012 }), "1.000010 -> 1.000012 (+<0.1%)");
  assert.is(lineOf({ value: 1.5e-7 }, { value: 3e-7 }), "1.5e−7 -> 3e−7 (+100%)");
  assert.is(lineOf({ value: 1e-6 }, { value: 2.5e-6 }), "0.000001000 -> 0.000002500 (+150%)");
});

test("counts, wordings, outcomes and units are named where they change", () => {
  assert.is(lineOf({ count: 3 }, { count: 5 }), "1 -> 1 (n = 3 -> 5)");
  assert.is(lineOf({ count: 3 }, {}), "1 -> 1 (n = 3 -> none)");
  assert.is(
    lineOf({ outcome: "supported", unit: "nats" }, { outcome: "inconclusive", unit: "nats" }),
    "supported, 1 nats -> inconclusive, 1 nats",
  );
  assert.is(lineOf({ value: "a" }, { value: undefined }), "a -> no value");
});

test("each changed part of a claim is shown: its wording, metric, rule and unit", () => {
  const definition = {
    label: "slower",
    wording: "It is slower. (title)",
    metric: "seconds",
    rule: "greater than 1",
  };
  const changed = (parts: Partial<typeof definition>, unit = "s") =>
    lineOf({ definition, unit: "s" }, { definition: { ...definition, ...parts }, unit });
  assert.is(changed({ rule: "greater than 5" }), "1 s -> 1 s (rule: greater than 1 -> greater than 5)");
  assert.is(
    changed({ wording: "It is slow. (title)", metric: "a ratio" }),
    "1 s -> 1 s (wording: It is slower. (title) -> It is slow. (title); metric: seconds -> a ratio)",
  );
  assert.is(changed({}, ""), "1 s -> 1 (unit: s -> none)");
});

test("another rule counts on a claim that rests on a clock", () => {
  const definition = { label: "", wording: "", metric: "", rule: "greater than 1" };
  const before = finding({ kind: "claim", isTimed: true, definition });
  const after = { ...before, value: 2, definition: { ...definition, rule: "less than 1" } };
  assert.is(
    summaryOf(differ({ results: [before] }, { results: [after] })),
    "1 result differs, on 1 of 1 slide",
  );
});

test("what a clock says is listed apart and not counted", () => {
  const timed = differ(
    { results: [finding({ isTimed: true })] },
    { results: [finding({ isTimed: true, value: 2 })] },
  );
  assert.is(summaryOf(timed), "no difference; 1 wall-clock result not counted");
  assert.match(differencesText(timed), "wall-clock finding gap: 1 -> 2 (+100%) (not counted)");
  assert.match(differencesMarkdown(timed), "Wall\\-clock results".replace("\\", ""));
  // Timed on one side is enough.
  const half = differ({ results: [finding()] }, { results: [finding({ isTimed: true, value: 2 })] });
  assert.is(half.slides[0]?.results.length, 0);
});

test("verdicts, results, figures and texts are counted, with the slides that differ", () => {
  const block = (text: string) => ({ key: text, text });
  const figure = (svg: string, data: string) => ({ svg, data, isTimed: false });
  const both = differ(
    {
      verdict: "supported",
      results: [finding(), finding({ id: "old" })],
      figures: new Map([
        ["01-a", figure("<svg>1</svg>", "1")],
        ["01-b", figure("<svg><title>x</title></svg>", "1")],
      ]),
      texts: ["a", "b", "c"].map(block),
    },
    {
      verdict: "mixed",
      results: [finding({ id: "new" }), finding()],
      figures: new Map([
        ["01-a", figure("<svg>2</svg>", "2")],
        ["01-b", figure("<svg><title>y</title></svg>", "1")],
      ]),
      texts: ["a", "x", "c", "d"].map(block),
    },
  );
  assert.is(summaryOf(both), "1 verdict, 2 results, 1 figure and 2 texts differ, on 1 of 1 slide");
  const text = differencesText(both);
  for (const line of [
    "  verdict  supported -> mixed",
    "  finding  new: none -> 1",
    "  finding  old: 1 -> none",
    "  figure   01-a (data and drawing)",
    "  text     - b",
    "           + x",
    "  text     + d",
  ]) {
    assert.ok(text.split("\n").includes(line), `${line}\n${text}`);
  }
  const one = differ({ verdict: "supported" }, { verdict: "mixed" });
  assert.is(summaryOf(one), "1 verdict differs, on 1 of 1 slide");
});

test("a slide that is not measured has its status for a verdict, and a new figure is added", () => {
  const [slide] = differ(
    { status: "failed" },
    { figures: new Map([["01-a", { svg: "", data: "", isTimed: false }]]) },
  ).slides;
  assert.equal(slide?.verdict, { before: "failed", after: "supported" });
  assert.equal(slide?.figures[0]?.what, ["added"]);
  const unmeasured = differ({ status: "no experiment", verdict: "none" }, { status: "not run" });
  assert.equal(unmeasured.slides[0]?.verdict, { before: "none", after: "not run" });
});

test("a slide of times that one build leaves out is not compared", () => {
  const timed = slideWith({ results: [finding({ isTimed: true })] });
  const leftOut = reportWith([slideWith({ status: "not run" })], { measuresTime: false });
  assert.is(compareReports(reportWith([timed]), leftOut).slideCount, 0);
  assert.is(compareReports(leftOut, reportWith([timed])).slideCount, 0);
  // With another result, or in a build that measures times, it is.
  const mixed = slideWith({ results: [finding({ isTimed: true }), finding({ id: "other" })] });
  assert.is(compareReports(reportWith([mixed]), leftOut).slideCount, 1);
  const measuring = reportWith([slideWith({ status: "not run" })]);
  assert.is(compareReports(reportWith([timed]), measuring).slideCount, 1);
});

test("reports that are not alike are said to be so first", () => {
  const differences = compareReports(
    reportWith([], { name: "main", profile: "quick", engine: "cpu", isPartial: true }),
    reportWith([], { texts: undefined }),
  );
  assert.equal(headLines(differences), [
    "profiles differ: main has quick, out has default; values, verdicts and figures are not comparable",
    "engines differ: main has cpu, out has wasm; values may differ by rounding",
    "main is partial: slides or trials were left out or have failed",
    "out is from before there were records: its texts are not compared",
    "before: main (quick profile, commit 01234567)",
    "after:  out (default profile, commit 01234567)",
  ]);
});

test("a slide shows twenty changes of texts, and counts the others; a fence is longer than what it holds", () => {
  const blocks = (word: string, count: number) =>
    Array.from({ length: count }, (_, index) => [
      { key: `${word}${index}`, text: `${word}${index} \`\`\`\`` },
      { key: `same ${index}`, text: "same" },
    ]).flat();
  const changed = (count: number) => differ({ texts: blocks("a", count) }, { texts: blocks("b", count) });
  assert.not.match(differencesText(changed(20)), "more changes");
  assert.match(differencesText(changed(23)), "and 3 more changes of texts");
  assert.match(differencesMarkdown(changed(1)), "`````diff\n- a0 ````\n+ b0 ````\n`````");
});

test("Markdown escapes what it would read as markup", () => {
  const markdown = differencesMarkdown(differ({ verdict: "a|b" }, { verdict: "*c*" }));
  assert.match(markdown, "| verdict | a\\|b | \\*c\\* |  |");
  assert.match(markdown, "| what | before | after | change |\n| --- | --- | --- | --- |");
});

test.run();
